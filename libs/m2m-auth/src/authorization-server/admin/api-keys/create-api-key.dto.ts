import {
  ArrayMaxSize,
  IsArray,
  IsISO8601,
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

  /** As text: anything else than ISO 8601 would become some moment or other. */
  @IsOptional()
  @IsISO8601({ strict: true })
  expiresAt?: string | null;

  @IsOptional()
  @IsString()
  value?: string;

  @IsOptional()
  @IsIn(API_KEY_ENVIRONMENTS)
  environment?: ApiKeyEnvironment;
}
