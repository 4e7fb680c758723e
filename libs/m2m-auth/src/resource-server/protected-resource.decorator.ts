import { SetMetadata, type CustomDecorator, type ExecutionContext } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';

const PROTECTED_RESOURCE_KEY = 'nestjs-m2m-auth/protected-resource';

/**
 * Says which of several resources of this application a route, or all routes of a controller, belong to. Only tokens
 * with this very resource in `aud` are let in, and challenges name its metadata.
 *
 * @param resource - one of the values of `audience`.
 * @example
 * @ProtectedResource('https://api.example.com/mcp')
 * class McpController {}
 */
export const ProtectedResource = (resource: string): CustomDecorator =>
  SetMetadata(PROTECTED_RESOURCE_KEY, resource);

/** What stands on the handler outweighs what stands on the class. */
export const protectedResourceOf = (reflector: Reflector, context: ExecutionContext): string | undefined =>
  reflector.getAllAndOverride<string | undefined>(PROTECTED_RESOURCE_KEY, [
    context.getHandler(),
    context.getClass(),
  ]);
