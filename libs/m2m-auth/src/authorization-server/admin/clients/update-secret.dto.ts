import { Type } from 'class-transformer';
import { IsDate, ValidateIf } from 'class-validator';

export class UpdateSecretDto {
  /** Null: none. Never left out, so that an empty body changes nothing. */
  @ValidateIf(({ expiresAt }: UpdateSecretDto) => expiresAt !== null)
  @Type(() => Date)
  @IsDate()
  expiresAt!: Date | null;
}
