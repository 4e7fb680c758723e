import type { Command } from '../command.js';
import { apiKeyCommands } from './api-keys.js';
import { auditCommands } from './audit.js';
import { clientImportCommand } from './client-import.js';
import { clientSecretCommands } from './client-secrets.js';
import { clientTokenCommands } from './client-tokens.js';
import { clientCommands } from './clients.js';
import { completionCommand } from './completion.js';
import { initialAccessTokenCommands } from './initial-access-tokens.js';
import { migrateCommand } from './migrate.js';
import { organizationCommands } from './organizations.js';
import { seedCommands } from './seed.js';
import { signingKeyCommands } from './signing-keys.js';
import { tokenRequestCommand } from './token-request.js';
import { tokenCommands } from './tokens.js';

/** Everything that the command line can do, in the order of its help. */
export const COMMANDS: readonly Command[] = [
  ...clientCommands,
  ...clientSecretCommands,
  ...clientTokenCommands,
  clientImportCommand,
  ...organizationCommands,
  ...apiKeyCommands,
  ...initialAccessTokenCommands,
  ...signingKeyCommands,
  tokenRequestCommand,
  ...tokenCommands,
  ...seedCommands,
  ...auditCommands,
  migrateCommand,
  completionCommand(() => COMMANDS),
];
