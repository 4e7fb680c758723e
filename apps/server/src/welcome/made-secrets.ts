import type { AppliedConfiguration, IssuedSecret } from 'nestjs-m2m-auth';

/** Text for whoever has just started the server, with what SEED_FILE made it generate. Nothing of it is shown again. */
export function madeSecrets(applied: AppliedConfiguration | undefined): string | undefined {
  if (applied === undefined || applied.issued.length === 0) return undefined;
  return [
    'Made now as SEED_FILE asks, and shown only here:',
    ...applied.issued.map(
      (issued) => `  ${nameOf(issued)}: ${issued.secret} (fingerprint ${issued.fingerprint})`,
    ),
    '',
  ].join('\n');
}

/** The id of an API key is made with it, and says nothing to whoever wrote the file. */
const nameOf = ({ kind, id, name }: IssuedSecret): string => (kind === 'api-key' ? `${name} (${id})` : id);
