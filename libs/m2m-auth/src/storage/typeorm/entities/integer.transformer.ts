import type { ValueTransformer } from 'typeorm';

/** Epochs and sequence numbers: `bigint` in Postgres, which the driver hands out as text. */
export const integer: ValueTransformer = {
  to: (value: number | null) => value,
  from: (value: string | number | null) => (value === null ? null : Number(value)),
};
