import { Transform } from 'class-transformer';
import { IsBoolean, IsOptional, IsString, MaxLength } from 'class-validator';
import { IsInstant } from '../is-instant.decorator.js';
import { PageQueryDto } from '../page-query.dto.js';

const BOOLEANS: ReadonlyMap<unknown, boolean> = new Map([
  ['true', true],
  ['false', false],
]);

export class ListAuditEventsDto extends PageQueryDto {
  @IsOptional()
  @IsString()
  @MaxLength(100)
  event?: string;

  @IsOptional()
  @IsString()
  @MaxLength(255)
  clientId?: string;

  @IsOptional()
  @IsString()
  @MaxLength(255)
  organizationId?: string;

  @IsOptional()
  @Transform(({ value }: { value: unknown }) => BOOLEANS.get(value) ?? value)
  @IsBoolean()
  success?: boolean;

  @IsOptional()
  @IsInstant()
  from?: Date;

  @IsOptional()
  @IsInstant()
  to?: Date;
}
