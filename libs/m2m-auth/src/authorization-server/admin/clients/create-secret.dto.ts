import { Type } from 'class-transformer';
import { IsDate, IsOptional, IsString } from 'class-validator';

export class CreateSecretDto {
  @IsOptional()
  @IsString()
  clientSecret?: string;

  @IsOptional()
  @Type(() => Date)
  @IsDate()
  expiresAt?: Date | null;

  @IsOptional()
  @Type(() => Date)
  @IsDate()
  retireOthersAt?: Date | null;
}
