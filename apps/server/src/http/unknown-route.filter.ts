import { Catch, HttpException, NotFoundException, type ArgumentsHost } from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';

/** Nest's own words for an unknown route repeat the URL, with whatever stands in its query or before its host. */
const REPEATS_URL = /^Cannot [A-Z-]+ /;

@Catch(NotFoundException)
export class UnknownRouteFilter extends BaseExceptionFilter<HttpException> {
  override catch(exception: HttpException, host: ArgumentsHost): void {
    const unknown = REPEATS_URL.test(exception.message);
    super.catch(unknown ? new NotFoundException('There is no such route.') : exception, host);
  }
}
