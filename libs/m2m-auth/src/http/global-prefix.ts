import type { ApplicationConfig } from '@nestjs/core';

/**
 * The path of an endpoint as the host serves it: under its global prefix, unless `exclude` names the path. One that is
 * excluded for some method is excluded: an endpoint has one place. Read when it is asked for, since hosts set the prefix
 * after the providers were made.
 */
export const underGlobalPrefix = (application: ApplicationConfig, path: string): string => {
  const prefix = application.getGlobalPrefix().split('/').filter(Boolean).join('/');
  const excluded = application.getGlobalPrefixOptions().exclude ?? [];
  return prefix === '' || excluded.some(({ pathRegex }) => pathRegex.test(path)) ? path : `/${prefix}${path}`;
};
