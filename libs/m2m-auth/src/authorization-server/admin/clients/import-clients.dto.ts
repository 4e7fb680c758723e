import { ArrayMaxSize, ArrayMinSize, IsArray, IsBoolean, IsIn, IsOptional } from 'class-validator';
import { MAX_IMPORTED_CLIENTS, type ImportedClient } from '../../../domain/clients/client-imports.service.js';
import { RawJson } from './raw-json.transform.js';

export class ImportClientsDto {
  /** Looked at by the domain, which tells the problems of all of them at once. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_IMPORTED_CLIENTS)
  @RawJson()
  clients!: ImportedClient[];

  @IsOptional()
  @IsIn(['refuse', 'skip'])
  existing?: 'refuse' | 'skip';

  @IsOptional()
  @IsBoolean()
  dryRun?: boolean;
}
