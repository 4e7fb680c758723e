import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  MaxLength,
} from 'class-validator';
import {
  API_KEY_ENVIRONMENTS,
  type ApiKeyEnvironment,
  type ApiKeyOwner,
} from '../../../domain/api-keys/api-key.js';
import { RawJson } from '../clients/raw-json.transform.js';
import { IsInstant } from '../is-instant.decorator.js';

export class CreateApiKeyDto {
  @IsString()
  @IsNotEmpty()
  @MaxLength(255)
  name!: string;

  @IsObject()
  @RawJson()
  owner!: ApiKeyOwner;

  @IsArray()
  @ArrayMaxSize(64)
  @IsString({ each: true })
  permissions!: string[];

  @IsOptional()
  @IsInstant()
  expiresAt?: Date | null;

  @IsOptional()
  @IsString()
  value?: string;

  @IsOptional()
  @IsIn(API_KEY_ENVIRONMENTS)
  environment?: ApiKeyEnvironment;
}
