import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ConfigurationObjectKind } from '../../../domain/configuration/configuration-object.js';

/** A row of `m2m_configuration_objects`: what configuration documents have made. */
@Entity({ name: 'm2m_configuration_objects', synchronize: false })
export class M2MConfigurationObject {
  @PrimaryColumn('text', { name: 'kind' })
  kind!: ConfigurationObjectKind;

  /** Without a foreign key: it may outlive the row it names, whose id is never used again. */
  @PrimaryColumn('text', { name: 'id' })
  id!: string;

  @Column('text', { name: 'name' })
  name!: string;

  @Column('text', { name: 'hash', nullable: true })
  hash!: string | null;

  @Column('text', { name: 'hint', nullable: true })
  hint!: string | null;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt!: Date;
}
