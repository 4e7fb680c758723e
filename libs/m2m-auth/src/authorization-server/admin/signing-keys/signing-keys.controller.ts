import {
  Body,
  Controller,
  Get,
  HttpCode,
  Param,
  Post,
  Query,
  UseGuards,
  UseInterceptors,
  UsePipes,
} from '@nestjs/common';
import type { SigningKeyView } from '../../../domain/keys/signing-key.js';
import { SigningKeysService } from '../../../domain/keys/signing-keys.service.js';
import type { PageOf } from '../../../domain/stores/cursor.js';
import { AdminBodyInterceptor } from '../admin-body.interceptor.js';
import { AdminErrorsInterceptor } from '../admin-errors.interceptor.js';
import { adminPipe } from '../admin.pipe.js';
import { InternalApiKeyGuard } from '../internal-api-key.guard.js';
import { PageQueryDto } from '../page-query.dto.js';
import { RotateSigningKeyDto } from './rotate-signing-key.dto.js';

/** The managed signing keys, behind the internal API key. */
@Controller('signing-keys')
@UseGuards(InternalApiKeyGuard)
@UseInterceptors(AdminErrorsInterceptor, AdminBodyInterceptor)
@UsePipes(adminPipe())
export class SigningKeysController {
  constructor(private readonly keys: SigningKeysService) {}

  @Get()
  list(@Query() query: PageQueryDto): Promise<PageOf<SigningKeyView>> {
    return this.keys.list(query);
  }

  /** 200, not 201: the key that signs next was there before, and the call may have been made by others as well. */
  @Post('rotate')
  @HttpCode(200)
  rotate(@Body() input: RotateSigningKeyDto): Promise<SigningKeyView> {
    return this.keys.rotate(input);
  }

  @Post(':kid/revoke')
  @HttpCode(204)
  async revoke(@Param('kid') kid: string): Promise<void> {
    await this.keys.revoke(kid);
  }
}
