import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Post,
  Query,
  UseGuards,
  UseInterceptors,
  UsePipes,
} from '@nestjs/common';
import type { ApiKeyView } from '../../../domain/api-keys/api-key-view.js';
import { ApiKeysService, type CreatedApiKey } from '../../../domain/api-keys/api-keys.service.js';
import { InvalidInputError, NotFoundError } from '../../../domain/errors.js';
import type { PageOf } from '../../../domain/stores/cursor.js';
import { AdminBodyInterceptor } from '../admin-body.interceptor.js';
import { AdminErrorsInterceptor } from '../admin-errors.interceptor.js';
import { adminPipe } from '../admin.pipe.js';
import { InternalApiKeyGuard } from '../internal-api-key.guard.js';
import { CreateApiKeyDto } from './create-api-key.dto.js';
import { ListApiKeysDto } from './list-api-keys.dto.js';
import { ValidateApiKeyDto } from './validate-api-key.dto.js';

/** The answer about a value: the key only when it is good at this moment, and never its value. */
export interface ApiKeyValidation {
  readonly valid: boolean;
  readonly apiKey: ApiKeyView | null;
}

/** The API keys, behind the internal API key. */
@Controller('api-keys')
@UseGuards(InternalApiKeyGuard)
@UseInterceptors(AdminErrorsInterceptor, AdminBodyInterceptor)
@UsePipes(adminPipe())
export class ApiKeysController {
  constructor(private readonly apiKeys: ApiKeysService) {}

  /** 201 with the value, if the server made it: the only time that it is shown. */
  @Post()
  create(@Body() input: CreateApiKeyDto): Promise<CreatedApiKey> {
    return this.apiKeys.create(input);
  }

  @Get()
  list(@Query() query: ListApiKeysDto): Promise<PageOf<ApiKeyView>> {
    return this.apiKeys.list(query);
  }

  /** 200 to every value, however odd: what is no key is not a valid one. */
  @Post('validations')
  @HttpCode(200)
  async validate(@Body() { value, key }: ValidateApiKeyDto): Promise<ApiKeyValidation> {
    if (value !== undefined && key !== undefined) {
      throw new InvalidInputError(['key is another name of value: give one of them']);
    }
    const apiKey = await this.apiKeys.validate(value ?? key);
    return { valid: apiKey !== null, apiKey };
  }

  @Get(':id')
  async find(@Param('id') id: string): Promise<ApiKeyView> {
    const apiKey = await this.apiKeys.find(id);
    if (!apiKey) throw new NotFoundError('API key');
    return apiKey;
  }

  @Delete(':id')
  @HttpCode(204)
  async delete(@Param('id') id: string): Promise<void> {
    await this.apiKeys.delete(id);
  }
}
