import { IsOptional, IsString } from 'class-validator';
import { IsInstant } from '../is-instant.decorator.js';

export class CreateSecretDto {
  @IsOptional()
  @IsString()
  clientSecret?: string;

  @IsOptional()
  @IsInstant()
  expiresAt?: Date | null;

  @IsOptional()
  @IsInstant()
  retireOthersAt?: Date | null;
}
