import { ArrayMaxSize, IsArray, IsNotEmpty, IsOptional, IsString, MaxLength } from 'class-validator';
import { ClientFieldsDto } from './client-fields.dto.js';

export class CreateClientDto extends ClientFieldsDto {
  @IsOptional()
  @IsString()
  @MaxLength(255)
  clientId?: string;

  @IsOptional()
  @IsString()
  clientSecret?: string;

  @IsString()
  @IsNotEmpty()
  @MaxLength(255)
  name!: string;

  @IsArray()
  @ArrayMaxSize(64)
  @IsString({ each: true })
  scopes!: string[];
}
