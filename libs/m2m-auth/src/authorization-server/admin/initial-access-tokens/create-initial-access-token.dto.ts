import { ArrayMaxSize, IsArray, IsInt, IsOptional, IsString, MaxLength } from 'class-validator';
import { IsInstant } from '../is-instant.decorator.js';

const MAX_LIST = 64;

export class CreateInitialAccessTokenDto {
  @IsOptional()
  @IsInstant()
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
