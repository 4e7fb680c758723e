import type { EntityManager, EntityTarget, ObjectLiteral } from 'typeorm';

// What a column of the entity may be set to; TypeORM's own deep type does not get to the end of a JSON value.
type Values<Entity> = { readonly [Name in keyof Entity]?: unknown };

/** Of `values`, what the entity has columns for and what is not undefined. */
const known = <Entity extends ObjectLiteral>(
  manager: EntityManager,
  entity: EntityTarget<Entity>,
  values: Values<Entity>,
): Record<string, unknown> => {
  const columns = manager.connection.getMetadata(entity).columns;
  const entries = columns.map(({ propertyName }) => [propertyName, values[propertyName]] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
};

/** Inserts one row. The host's entity subscribers are not told: rows of ours, hashes among them, are not theirs. */
export const insertRow = async <Entity extends ObjectLiteral>(
  manager: EntityManager,
  entity: EntityTarget<Entity>,
  values: Values<Entity>,
): Promise<void> => {
  await manager
    .createQueryBuilder()
    .insert()
    .into(entity)
    .values(known(manager, entity, values) as never)
    .callListeners(false)
    .updateEntity(false)
    .execute();
};

/** Updates rows whose columns equal `where`, sets the `stamped` columns to now, and answers how many rows there were. */
export const updateRow = async <Entity extends ObjectLiteral>(
  manager: EntityManager,
  entity: EntityTarget<Entity>,
  where: Readonly<Record<string, string>>,
  changes: Values<Entity>,
  stamped: readonly (keyof Entity & string)[] = [],
): Promise<number> => {
  const now = (): string => 'now()';
  const values = {
    ...known(manager, entity, changes),
    ...Object.fromEntries(stamped.map((name) => [name, now])),
  };
  const result = await manager
    .createQueryBuilder()
    .update(entity)
    .set(values as never)
    .where(where)
    .callListeners(false)
    .updateEntity(false)
    .execute();
  return result.affected ?? 0;
};
