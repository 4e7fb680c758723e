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

  /** Made at migration: which database this is, whatever it is called and wherever it is copied to. */
  @Column('uuid', { name: 'identity' })
  identity!: string;

  /** Which history of the database; another one after it has been found to have gone back. */
  @Column('bigint', { name: 'timeline', transformer: integer })
  timeline!: number;

  /** Another random value at each `value`. */
  @Column('uuid', { name: 'mark' })
  mark!: string;

  /** The highest epoch that a committed change has handed out. */
  @Column('bigint', { name: 'epoch', transformer: integer })
  epoch!: number;
}
