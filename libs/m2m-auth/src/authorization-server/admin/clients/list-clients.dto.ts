import { Transform } from 'class-transformer';
import { IsBoolean, IsOptional, IsString, MaxLength } from 'class-validator';
import { PageQueryDto } from '../page-query.dto.js';

const BOOLEANS: Readonly<Record<string, boolean>> = { true: true, false: false };

export class ListClientsDto extends PageQueryDto {
  @IsOptional()
  @IsString()
  @MaxLength(255)
  organizationId?: string;

  @IsOptional()
  @Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' ? (BOOLEANS[value] ?? value) : value,
  )
  @IsBoolean()
  isActive?: boolean;
}
