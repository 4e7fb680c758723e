import type { ValueTransformer } from 'typeorm';

/** Epochs and sequence numbers: `bigint` in Postgres, which the driver hands out as text. */
export const integer: ValueTransformer = {
  to: (value: number) => value,
  from: (value: string | number) => Number(value),
};
