import { pathOf } from './endpoint-table.js';

/** A route of Nest's router whose body is read here: `{ method: 'POST', path: '/oauth-clients/:clientId/secrets' }`. */
export interface JsonRoute {
  readonly method: string;
  readonly path: string;
}

type Segments = readonly string[];

const segmentsOf = (path: string): Segments => {
  const segments = path.slice(1).toLowerCase().split('/');
  return segments.at(-1) === '' ? segments.slice(0, -1) : segments;
};

const fits = (pattern: Segments, segments: Segments): boolean =>
  pattern.length === segments.length &&
  pattern.every((each, index) => (each.startsWith(':') ? segments[index] !== '' : each === segments[index]));

/**
 * Tells requests to our own routes in Nest's router from those to the host's. As lenient about case and a slash at the
 * end as either router can be: for a path that the router then does not know, nothing is lost.
 */
export class JsonRoutes {
  private readonly patterns = new Map<string, Segments[]>();
  private readonly heads: ReadonlySet<string>;

  /** @param placed where the host serves a path, its global prefix included */
  constructor(routes: readonly JsonRoute[], placed: (path: string) => string) {
    const heads = new Set<string>();
    for (const { method, path } of routes) {
      const place = placed(path);
      const known = this.patterns.get(method) ?? [];
      known.push(segmentsOf(place));
      this.patterns.set(method, known);
      heads.add(place.toLowerCase().split('/:', 1)[0] ?? '');
    }
    this.heads = heads;
  }

  has(method: string | undefined, target: string | undefined): boolean {
    const path = pathOf(target ?? '').toLowerCase();
    if (!this.isNear(path)) return false;
    const segments = segmentsOf(path);
    const patterns = this.patterns.get(method === 'HEAD' ? 'GET' : (method ?? ''));
    return patterns?.some((pattern) => fits(pattern, segments)) === true;
  }

  /** Spares the host's own requests the rest. */
  private isNear(path: string): boolean {
    for (const head of this.heads) {
      if (path.startsWith(head)) return true;
    }
    return false;
  }
}
