import { IsNotEmpty, IsOptional, IsString, MaxLength } from 'class-validator';

export class RevokeTokensDto {
  /** Left out: all tokens of the client. */
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(255)
  jti?: string;
}
