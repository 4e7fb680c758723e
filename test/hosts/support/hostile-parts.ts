import {
  All,
  Body,
  Catch,
  Controller,
  Get,
  HttpException,
  Post,
  UnauthorizedException,
  VERSION_NEUTRAL,
  type ArgumentsHost,
  type CallHandler,
  type CanActivate,
  type ExceptionFilter,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { IsString } from 'class-validator';
import { map, type Observable } from 'rxjs';

export class WrappingInterceptor implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(map((data: unknown) => ({ data })));
  }
}

export class UserGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<{ headers: Record<string, string> }>();
    if (request.headers['x-user'] === undefined) {
      throw new UnauthorizedException('the host wants a user');
    }
    return true;
  }
}

@Catch()
export class HostFilter implements ExceptionFilter {
  constructor(private readonly host: HttpAdapterHost) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const status = error instanceof HttpException ? error.getStatus() : 500;
    this.host.httpAdapter.reply(
      host.switchToHttp().getResponse(),
      { statusCode: status, shape: 'host' },
      status,
    );
  }
}

export class GreetingDto {
  @IsString()
  name!: string;
}

@Controller('hello')
export class HelloController {
  @Get()
  greet(): string {
    return 'hi';
  }

  @Post()
  create(@Body() greeting: GreetingDto): GreetingDto {
    return greeting;
  }
}

/** A route of the host's beside the OAuth endpoints. */
@Controller({ path: 'auth', version: VERSION_NEUTRAL })
export class LoginController {
  @Post('login')
  login(@Body() credentials: GreetingDto): GreetingDto {
    return credentials;
  }
}

@Controller({ path: '', version: VERSION_NEUTRAL })
export class CatchAllController {
  @All('*')
  page(): string {
    return 'single page app';
  }
}
