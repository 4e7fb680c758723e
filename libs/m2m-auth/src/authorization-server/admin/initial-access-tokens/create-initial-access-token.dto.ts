import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsDate, IsInt, IsOptional, IsString, MaxLength } from 'class-validator';

const MAX_LIST = 64;

export class CreateInitialAccessTokenDto {
  @IsOptional()
  @Type(() => Date)
  @IsDate()
  expiresAt?: Date | null;

  @IsOptional()
  @IsInt()
  maxUses?: number | null;

  @IsOptional()
  @IsString()
  @MaxLength(255)
  organizationId?: string | null;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MAX_LIST)
  @IsString({ each: true })
  scopes?: string[] | null;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MAX_LIST)
  @IsString({ each: true })
  audiences?: string[] | null;
}
