import { SetMetadata, type CustomDecorator, type ExecutionContext } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import { REQUIRED_SCOPES_KEY } from './require-scopes.decorator.js';

/** Metadata key of {@link Public}. */
export const PUBLIC_KEY = 'nestjs-m2m-auth/public';

/**
 * Opens a route, or all routes of a controller, that a guard on the application or the class would close. Whatever
 * credentials come with a request are then ignored, bad ones too.
 */
export const Public = (): CustomDecorator => SetMetadata(PUBLIC_KEY, true);

/**
 * Whether the route is open. What stands on the handler outweighs what stands on the class: a handler that names
 * scopes stays closed inside a public controller.
 */
export const isPublic = (reflector: Reflector, context: ExecutionContext): boolean => {
  const handler = context.getHandler();
  if (reflector.get<boolean | undefined>(PUBLIC_KEY, handler)) return true;
  if (reflector.get<unknown>(REQUIRED_SCOPES_KEY, handler)) return false;
  return reflector.get<boolean | undefined>(PUBLIC_KEY, context.getClass()) === true;
};
