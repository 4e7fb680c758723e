import { Column, CreateDateColumn, Entity, Generated, PrimaryGeneratedColumn } from 'typeorm';

@Entity('reports')
export class Report {
  /** Where it stands in the list; a bigint, which the driver gives as text. */
  @PrimaryGeneratedColumn('identity', { type: 'bigint', name: 'position' })
  position!: string;

  @Column({ type: 'uuid', name: 'id' })
  @Generated('uuid')
  id!: string;

  @Column({ type: 'text', name: 'tenant' })
  tenant!: string;

  @Column({ type: 'text', name: 'title' })
  title!: string;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;
}
