import { RequestMethod, UseInterceptors, VERSION_NEUTRAL, type Type } from '@nestjs/common';
import {
  GUARDS_METADATA,
  METHOD_METADATA,
  PATH_METADATA,
  VERSION_METADATA,
} from '@nestjs/common/constants.js';
import { ApiKeysController } from '../../authorization-server/admin/api-keys/api-keys.controller.js';
import { AuditActorInterceptor } from '../../authorization-server/admin/audit-actor.interceptor.js';
import { AuditEventsController } from '../../authorization-server/admin/audit-events/audit-events.controller.js';
import { ClientImportsController } from '../../authorization-server/admin/clients/client-imports.controller.js';
import { ClientSecretsController } from '../../authorization-server/admin/clients/client-secrets.controller.js';
import { ClientTokensController } from '../../authorization-server/admin/clients/client-tokens.controller.js';
import { OauthClientsController } from '../../authorization-server/admin/clients/oauth-clients.controller.js';
import { InitialAccessTokensController } from '../../authorization-server/admin/initial-access-tokens/initial-access-tokens.controller.js';
import { ConfigurationController } from '../../authorization-server/admin/configuration/configuration.controller.js';
import { OrganizationsController } from '../../authorization-server/admin/organizations/organizations.controller.js';
import { SigningKeysController } from '../../authorization-server/admin/signing-keys/signing-keys.controller.js';
import type { JsonRoute } from '../../http/json-routes.js';
import type { AdminOptions, AdminResource } from './module-definition.js';
import { OptionProblems, type OptionProblem } from '../../oauth/option-problems.js';
import { Public, PUBLIC_KEY } from '../../resource-server/public.decorator.js';

const CONTROLLERS: Readonly<Record<AdminResource, readonly Type[]>> = {
  // The longer paths first: Express takes the first route that fits.
  'oauth-clients': [
    ClientImportsController,
    ClientSecretsController,
    ClientTokensController,
    OauthClientsController,
  ],
  organizations: [OrganizationsController],
  'signing-keys': [SigningKeysController],
  'initial-access-tokens': [InitialAccessTokensController],
  'api-keys': [ApiKeysController],
  'audit-events': [AuditEventsController],
  configuration: [ConfigurationController],
};

for (const controller of Object.values(CONTROLLERS).flat()) {
  // Their own guard opens them: a ClientAuthGuard on the whole application must not ask for a token that nobody has yet.
  Public()(controller);
  // Here and not at each, so that none can be forgotten.
  UseInterceptors(AuditActorInterceptor)(controller);
  // A default version of the host, in the path, a header or the media type, is one of its own API.
  Reflect.defineMetadata(VERSION_METADATA, VERSION_NEUTRAL, controller);
}

/** Less would not hold a client with everything that one may have. */
const MIN_BODY_LIMIT = 16 * 1_024;

/** What is wrong with these options; nothing when they can be used. */
export const adminProblems = (admin: AdminOptions | false | undefined): readonly OptionProblem[] => {
  const problems = new OptionProblems();
  if (!admin) return problems.all;
  const { resources, guards } = admin as Partial<AdminOptions>;
  const known = Object.keys(CONTROLLERS);
  if (!resources?.every((resource) => known.includes(resource))) {
    problems.add('admin.resources', `must be a list of ${known.join(', ')}`, resources ? 'value' : 'missing');
  }
  if (
    guards !== undefined &&
    !(Array.isArray(guards) && guards.every((guard) => typeof guard === 'function'))
  ) {
    problems.add('admin.guards', 'must be a list of classes', 'kind');
  } else if (guards?.length === 0) {
    problems.add('admin.guards', 'must not be empty: admin routes are not left open');
  }
  const { bodyLimit } = admin as Partial<AdminOptions>;
  if (bodyLimit !== undefined && !(Number.isSafeInteger(bodyLimit) && bodyLimit >= MIN_BODY_LIMIT)) {
    problems.add('admin.bodyLimit', `must be a whole number of bytes, at least ${MIN_BODY_LIMIT}`);
  }
  return problems.all;
};

/** The controllers of the admin routes that a host asks for. */
export const adminControllers = (admin: AdminOptions | false | undefined): Type[] => {
  if (!admin) return [];
  const controllers = admin.resources.flatMap((resource) => CONTROLLERS[resource]);
  return admin.path === undefined && !admin.guards
    ? controllers
    : controllers.map((controller) => remount(controller, admin));
};

/** Which routes these are, in Nest's own words for paths and without the global prefix. */
export const adminRoutes = (admin: AdminOptions | false | undefined): readonly JsonRoute[] =>
  adminControllers(admin).flatMap((controller) => {
    const folder = Reflect.getMetadata(PATH_METADATA, controller) as string;
    return handlersOf(controller).map((handler) => {
      const path = Reflect.getMetadata(PATH_METADATA, handler) as string;
      const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as number] ?? '';
      return { method, path: `/${[folder, path].filter((part) => part !== '/').join('/')}` };
    });
  });

const handlersOf = (controller: Type): readonly object[] => {
  const own = Object.values(Object.getOwnPropertyDescriptors(controller.prototype)).flatMap(
    ({ value }: PropertyDescriptor) =>
      typeof value === 'function' && Reflect.hasMetadata(METHOD_METADATA, value as object)
        ? [value as object]
        : [],
  );
  const parent = Object.getPrototypeOf(controller) as Type | typeof Function.prototype;
  return parent === Function.prototype ? own : [...own, ...handlersOf(parent as Type)];
};

/** A subclass, since what Nest reads of a class is shared by all modules that mount it. */
const remount = (controller: Type, { path, guards }: AdminOptions): Type => {
  const remounted = { [controller.name]: class extends controller {} }[controller.name] as Type;
  if (path !== undefined) {
    const own = Reflect.getMetadata(PATH_METADATA, controller) as string;
    Reflect.defineMetadata(PATH_METADATA, `${path.replace(/^\/+|\/+$/g, '')}/${own}`, remounted);
  }
  if (guards) {
    Reflect.defineMetadata(GUARDS_METADATA, [...guards], remounted);
    // A ClientAuthGuard among them, or inside one of them, would let everybody into a public route.
    Reflect.defineMetadata(PUBLIC_KEY, false, remounted);
  }
  return remounted;
};
