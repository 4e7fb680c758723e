import { ApiProperty } from '@nestjs/swagger';
import { IsString, Length, Matches } from 'class-validator';

export class CreateReportDto {
  @ApiProperty({ minLength: 1, maxLength: 200, example: 'Usage in October' })
  @IsString()
  @Length(1, 200)
  @Matches(/^[^\u0000]*$/, { message: 'title must not hold NUL characters' })
  title!: string;
}
