import type { AppliedConfiguration } from 'nestjs-m2m-auth';

/** Text for whoever has just started the server, with what SEED_FILE made it generate. Nothing of it is shown again. */
export function madeSecrets(applied: AppliedConfiguration | undefined): string | undefined {
  if (applied === undefined || applied.issued.length === 0) return undefined;
  return [
    'Made now as SEED_FILE asks, and shown only here:',
    ...applied.issued.map(({ id, secret, fingerprint }) => `  ${id}: ${secret} (fingerprint ${fingerprint})`),
    '',
  ].join('\n');
}
