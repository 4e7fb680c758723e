import { Column, Entity, PrimaryColumn } from 'typeorm';
import { integer } from './integer.transformer.js';

/**
 * The one row of `m2m_counter`. Its lock, held from the increment to the commit, is what makes `seq` follow the
 * order of commits; a sequence could not.
 */
@Entity({ name: 'm2m_counter', synchronize: false })
export class M2MCounter {
  @PrimaryColumn('boolean', { name: 'id' })
  id!: boolean;

  @Column('bigint', { name: 'v', transformer: integer })
  value!: number;

  /** No change at or below this is sure to be there any more. */
  @Column('bigint', { name: 'purged_through', transformer: integer })
  purgedThrough!: number;
}
