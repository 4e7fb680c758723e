import { InvalidInputError } from '../errors.js';
import type { Page } from './page.js';

export const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 100;
/** Milliseconds of a year that every database knows, and the id of a row: nothing else was ever handed out. */
const PLACE = /^(\d{1,14}):([A-Za-z0-9._-]{1,255})$/;

/** A request for one page. The cursor is opaque to callers and is checked, not trusted. */
export interface PageRequest {
  /** 1 to 100; 50 when left out. */
  readonly limit?: number;
  /** `nextCursor` of the page before. */
  readonly cursor?: string;
}

/** One page; `nextCursor` is null on the last. */
export interface PageOf<T> {
  readonly data: readonly T[];
  readonly nextCursor: string | null;
}

/** @throws InvalidInputError when the limit or the cursor is not one of ours. */
export const toPage = (request: PageRequest): Page => {
  const limit = request.limit ?? DEFAULT_LIMIT;
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    throw new InvalidInputError([`limit must be a whole number from 1 to ${MAX_LIMIT}`]);
  }
  return request.cursor === undefined ? { limit } : { limit, after: decode(request.cursor) };
};

/** Cuts rows read with one more than the limit into a page. */
export const pageOf = <Row, T>(
  rows: readonly Row[],
  page: Page,
  place: (row: Row) => { createdAt: Date; id: string },
  view: (row: Row) => T,
): PageOf<T> => {
  const shown = rows.slice(0, page.limit);
  const last = shown.at(-1);
  return {
    data: shown.map(view),
    nextCursor: rows.length > page.limit && last !== undefined ? encode(place(last)) : null,
  };
};

/**
 * A page of a list that is at hand as a whole, in the order it has. Without a limit it is everything after the cursor.
 *
 * @throws InvalidInputError when the limit or the cursor is not one of ours.
 */
export const pageOfList = <T>(
  all: readonly T[],
  request: PageRequest,
  place: (item: T) => { createdAt: Date; id: string },
): PageOf<T> => {
  const { limit, after } = toPage({ ...request, limit: request.limit ?? MAX_LIMIT });
  // What the cursor names may be gone by now; then there is nothing to go on from.
  const start = after === undefined ? 0 : all.findIndex((item) => place(item).id === after.id) + 1;
  const rest = after !== undefined && start === 0 ? [] : all.slice(start);
  if (request.limit === undefined) return { data: rest, nextCursor: null };
  return pageOf(rest.slice(0, limit + 1), { limit }, place, (item) => item);
};

const encode = ({ createdAt, id }: { createdAt: Date; id: string }): string =>
  Buffer.from(`${createdAt.getTime()}:${id}`).toString('base64url');

const decode = (cursor: string): { createdAt: Date; id: string } => {
  const text = cursor.length <= 512 ? Buffer.from(cursor, 'base64url').toString() : '';
  const [, time, id] = PLACE.exec(text) ?? [];
  if (time === undefined || id === undefined) {
    throw new InvalidInputError(['cursor is not one of a page before']);
  }
  return { createdAt: new Date(Number(time)), id };
};
