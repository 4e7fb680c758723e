import type { Page } from '../../domain/stores/page.js';

interface Placed {
  readonly id: string;
  readonly createdAt: Date;
}

/** Ascending by (createdAt, id), ids by their bytes as Postgres compares them. */
export const byPlace = (a: Placed, b: Placed): number =>
  a.createdAt.getTime() - b.createdAt.getTime() || Buffer.compare(Buffer.from(a.id), Buffer.from(b.id));

export const pageOf = <Row extends Placed>(rows: readonly Row[], page: Page): Row[] => {
  const { after } = page;
  const rest = after === undefined ? rows : rows.filter((row) => byPlace(row, after) > 0);
  return [...rest].sort(byPlace).slice(0, page.limit);
};
