import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A row of `m2m_organizations`. */
@Entity({ name: 'm2m_organizations', synchronize: false })
export class M2MOrganization {
  @PrimaryColumn('text', { name: 'id' })
  id!: string;

  @Column('text', { name: 'name' })
  name!: string;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt!: Date;
}
