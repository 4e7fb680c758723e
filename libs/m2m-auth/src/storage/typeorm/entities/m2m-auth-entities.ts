import { M2MApiKey } from './api-key.entity.js';
import { M2MAuditEvent } from './audit-event.entity.js';
import { M2MChange } from './change.entity.js';
import { M2MClientRegistration } from './client-registration.entity.js';
import { M2MConfigurationObject } from './configuration-object.entity.js';
import { M2MCounter } from './counter.entity.js';
import { M2MInitialAccessToken } from './initial-access-token.entity.js';
import { OauthClientSecret } from './oauth-client-secret.entity.js';
import { OauthClient } from './oauth-client.entity.js';
import { M2MOrganization } from './organization.entity.js';
import { M2MRevocation } from './revocation.entity.js';
import { M2MSigningKey } from './signing-key.entity.js';

/**
 * Every entity of the library. A host with an explicit list adds them; with `autoLoadEntities` they come by
 * themselves. `synchronize` passes them by.
 *
 * @example
 * TypeOrmModule.forRoot({ type: 'postgres', entities: [User, ...m2mAuthEntities] });
 */
export const m2mAuthEntities = [
  M2MOrganization,
  OauthClient,
  OauthClientSecret,
  M2MSigningKey,
  M2MInitialAccessToken,
  M2MClientRegistration,
  M2MApiKey,
  M2MRevocation,
  M2MChange,
  M2MCounter,
  M2MAuditEvent,
  M2MConfigurationObject,
];
