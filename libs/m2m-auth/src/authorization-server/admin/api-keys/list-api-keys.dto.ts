import { IsOptional, IsString, MaxLength } from 'class-validator';
import { PageQueryDto } from '../page-query.dto.js';

export class ListApiKeysDto extends PageQueryDto {
  @IsOptional()
  @IsString()
  @MaxLength(255)
  organizationId?: string;
}
