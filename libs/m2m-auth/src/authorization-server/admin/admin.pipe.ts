import { ValidationPipe } from '@nestjs/common';

/** Unknown fields are an error on admin routes, whatever the host's own pipes do. Values are never echoed. */
export const adminPipe = (): ValidationPipe =>
  new ValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    transform: true,
    validationError: { target: false, value: false },
  });
