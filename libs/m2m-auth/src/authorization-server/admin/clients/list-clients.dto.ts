import { Transform } from 'class-transformer';
import { IsBoolean, IsOptional, IsString, MaxLength } from 'class-validator';
import { PageQueryDto } from '../page-query.dto.js';

const BOOLEANS: ReadonlyMap<unknown, boolean> = new Map([
  ['true', true],
  ['false', false],
]);

export class ListClientsDto extends PageQueryDto {
  @IsOptional()
  @IsString()
  @MaxLength(255)
  organizationId?: string;

  @IsOptional()
  @Transform(({ value }: { value: unknown }) => BOOLEANS.get(value) ?? value)
  @IsBoolean()
  isActive?: boolean;
}
