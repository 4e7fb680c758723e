import { ValidateIf } from 'class-validator';
import { IsInstant } from '../is-instant.decorator.js';

export class UpdateSecretDto {
  /** Null: none. Never left out, so that an empty body changes nothing. */
  @ValidateIf(({ expiresAt }: UpdateSecretDto) => expiresAt !== null)
  @IsInstant()
  expiresAt!: Date | null;
}
