const USED_KEY = Symbol('nestjs-m2m-auth/internal-api-key');

interface MarkedRequest {
  [USED_KEY]?: number;
}

/** Notes on a request which of the internal API keys has let it in, by its place; never the key. */
export const markInternalApiKey = (request: object, place: number): void => {
  (request as MarkedRequest)[USED_KEY] = place;
};

/** Null when another guard has let the request in. */
export const usedInternalApiKey = (request: object): number | null =>
  (request as MarkedRequest)[USED_KEY] ?? null;
