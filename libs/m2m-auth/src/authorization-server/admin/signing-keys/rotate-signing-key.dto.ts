import { IsOptional, Matches } from 'class-validator';

export class RotateSigningKeyDto {
  /** A kid is a thumbprint: SHA-256 in base64url (RFC 7638 §3). */
  @IsOptional()
  @Matches(/^[\w-]{1,64}$/)
  replacing?: string;
}
