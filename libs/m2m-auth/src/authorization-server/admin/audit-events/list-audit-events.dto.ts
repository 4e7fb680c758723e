import { Transform } from 'class-transformer';
import { IsBoolean, IsISO8601, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { PageQueryDto } from '../page-query.dto.js';

const BOOLEANS: Readonly<Record<string, boolean>> = { true: true, false: false };
/** A moment and not a date: what has no offset would mean another moment on another machine. */
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;
const NOT_AN_INSTANT = { message: '$property must be an ISO 8601 instant such as 2026-01-31T12:00:00Z' };

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
  @Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' ? (BOOLEANS[value] ?? value) : value,
  )
  @IsBoolean()
  success?: boolean;

  @IsOptional()
  @Matches(INSTANT, NOT_AN_INSTANT)
  @IsISO8601({ strict: true }, NOT_AN_INSTANT)
  from?: string;

  @IsOptional()
  @Matches(INSTANT, NOT_AN_INSTANT)
  @IsISO8601({ strict: true }, NOT_AN_INSTANT)
  to?: string;
}
