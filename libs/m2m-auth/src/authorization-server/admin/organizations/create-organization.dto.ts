import { IsNotEmpty, IsOptional, IsString, MaxLength } from 'class-validator';

export class CreateOrganizationDto {
  @IsOptional()
  @IsString()
  @MaxLength(255)
  id?: string;

  @IsString()
  @IsNotEmpty()
  @MaxLength(255)
  name!: string;
}
