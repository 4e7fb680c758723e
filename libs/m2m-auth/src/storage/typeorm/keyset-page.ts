import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import type { Page } from '../../domain/stores/page.js';

/** Rows of `alias` after the page's place, in (createdAt, id) order. Both columns keep milliseconds, as cursors do. */
export const applyPage = <T extends ObjectLiteral>(
  query: SelectQueryBuilder<T>,
  alias: string,
  page: Page,
): SelectQueryBuilder<T> => {
  query.orderBy(`${alias}.createdAt`).addOrderBy(`${alias}.id`).limit(page.limit);
  if (page.after === undefined) return query;
  return query.andWhere(`(${alias}.createdAt, ${alias}.id) > (:createdAt, :afterId)`, {
    createdAt: page.after.createdAt,
    afterId: page.after.id,
  });
};
