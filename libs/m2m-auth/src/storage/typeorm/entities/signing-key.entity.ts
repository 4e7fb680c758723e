import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { PublicJwk, SigningKeyState } from '../../../domain/keys/signing-key.js';
import type { AsymmetricAlgorithm } from '../../../oauth/signing-algorithm.js';

/** A row of `m2m_signing_keys`. */
@Entity({ name: 'm2m_signing_keys', synchronize: false })
export class M2MSigningKey {
  @PrimaryColumn('text', { name: 'kid' })
  kid!: string;

  @Column('text', { name: 'algorithm' })
  algorithm!: AsymmetricAlgorithm;

  @Column('text', { name: 'state' })
  state!: SigningKeyState;

  @Column('jsonb', { name: 'public_jwk' })
  publicJwk!: PublicJwk;

  /** Sealed, and still never selected unless a query asks for it by name. */
  @Column('text', { name: 'sealed_private_key', select: false, nullable: true })
  sealedPrivateKey!: string | null;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'activated_at', precision: 3, nullable: true })
  activatedAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'activates_at', precision: 3, nullable: true })
  activatesAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'retires_at', precision: 3, nullable: true })
  retiresAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'retired_at', precision: 3, nullable: true })
  retiredAt!: Date | null;
}
