import { IsBoolean, IsObject, IsOptional } from 'class-validator';
import type { JsonObject } from '../../../oauth/json.js';
import { RawJson } from '../clients/raw-json.transform.js';

export class ApplyConfigurationDto {
  /** Only that it is an object: the domain has the rules. */
  @IsObject()
  @RawJson()
  document!: JsonObject;

  @IsOptional()
  @IsBoolean()
  prune?: boolean;

  @IsOptional()
  @IsBoolean()
  rotate?: boolean;
}
