import { ArrayMaxSize, IsArray, IsInt, IsObject, IsOptional, IsString, MaxLength } from 'class-validator';
import type { ClientAuthenticationMethod } from '../../../domain/clients/client.js';
import type { JsonObject } from '../../../oauth/json.js';
import { RawJson } from './raw-json.transform.js';

const MAX_LIST = 64;

/** Members that registering and changing a client have in common. Only their types: the domain has the rules. */
export class ClientFieldsDto {
  @IsOptional()
  @IsString()
  @MaxLength(1_000)
  description?: string | null;

  @IsOptional()
  @IsString()
  @MaxLength(255)
  organizationId?: string | null;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MAX_LIST)
  @IsString({ each: true })
  audiences?: string[];

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MAX_LIST)
  @IsString({ each: true })
  protectedResources?: string[];

  @IsOptional()
  @IsObject()
  @RawJson()
  claims?: JsonObject;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MAX_LIST)
  @IsString({ each: true })
  grantTypes?: string[];

  @IsOptional()
  @IsString()
  tokenEndpointAuthMethod?: ClientAuthenticationMethod | null;

  @IsOptional()
  @IsInt()
  accessTokenTtl?: number | null;

  @IsOptional()
  @IsObject()
  @RawJson()
  metadata?: JsonObject;
}
