import type { Command, Invocation } from '../command.js';
import { CommandError, UsageError } from '../command-error.js';
import { EXIT } from '../exit-code.js';
import { textOf, variableOf } from '../options.js';
import { serverUrlOf, timeoutOf } from '../server-options.js';
import { fields } from '../table.js';
import { decodeToken, type DecodedToken } from '../tokens/decode-token.js';
import type { ClientCredentials } from '../tokens/client-credentials.js';
import { isActive } from '../tokens/introspect.js';
import { issuerMetadata, type IssuerMetadata } from '../tokens/issuer-metadata.js';
import { bad, good, undecided, type TokenVerdict } from '../tokens/token-verdict.js';

export const tokenCommands: readonly Command[] = [
  {
    name: 'tokens inspect',
    summary: 'Say what stands in an access token, and why it is good or bad',
    arguments: ['[FILE]'],
    options: {
      audience: { value: 'AUDIENCE', help: 'of the service that it is meant for; default: not checked' },
      'client-id': { value: 'ID', help: 'ask the server, as this client, whether it is revoked' },
      'client-secret-env': { value: 'NAME', help: 'the environment variable with the secret of that client' },
    },
    details:
      'Reads the token from FILE or standard input: on a command line other users of the machine could read it.\n' +
      'Ends with 0 for a good token and with 1 for a bad one. Needs no internal API key.',
    async run(invocation) {
      const token = await tokenOf(invocation);
      const decoded = decodeToken(token);
      const verdict = decoded ? await judge(token, decoded, invocation) : bad('It is not a JWT.');
      invocation.output.show({ ...verdict, ...decoded }, () => textOfToken(verdict, decoded));
      if (verdict.good === null) return EXIT.unavailable;
      return verdict.good ? EXIT.done : EXIT.refused;
    },
  },
];

const tokenOf = async ({ arguments: [path = '-'], terminal }: Invocation): Promise<string> => {
  let text: string;
  try {
    text = path === '-' ? await terminal.readStdin() : terminal.readFile(path);
  } catch {
    throw new CommandError('The file cannot be read.');
  }
  const token = text.trim().replace(/^bearer\s+/i, '');
  if (token === '') throw new UsageError('No token is given.');
  return token;
};

const judge = async (
  token: string,
  { claims }: DecodedToken,
  { options, terminal }: Invocation,
): Promise<TokenVerdict> => {
  const caller = callerOf(options, terminal.env);
  const timeoutMs = timeoutOf(options);
  const metadata = await issuerMetadata(serverUrlOf(options, terminal.env), timeoutMs);
  if (metadata.jwks_uri === undefined) {
    return undecided('The server signs with a shared secret (HS256) and publishes no keys.');
  }
  const verdict = await verify(
    token,
    metadata,
    textOf(options, 'audience') ?? ownAudience(claims),
    timeoutMs,
  );
  if (!verdict.good || !caller) return verdict;
  if (metadata.introspection_endpoint === undefined)
    return undecided('The server has no introspection endpoint.');
  const active = await isActive(new URL(metadata.introspection_endpoint), token, caller, timeoutMs);
  return active
    ? good('Signature, issuer, lifetime and claims are right, and it is not revoked.')
    : bad('It is revoked, or this client may not know it.');
};

const verify = async (
  token: string,
  { issuer, jwks_uri }: IssuerMetadata,
  audience: string | readonly string[],
  timeoutMs: number,
): Promise<TokenVerdict> => {
  // Loaded here: every other command would wait for the library.
  const { createTokenVerifier, OAuthError } = await import('nestjs-m2m-auth/resource-server');
  const verifier = createTokenVerifier({ issuer, audience, jwksUri: jwks_uri, jwks: { timeoutMs } });
  try {
    await verifier.verify(token);
    return good('Signature, issuer, lifetime and claims are right. Revocation was not asked for.');
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    const reason = error.detail ?? error.description;
    return error.code === 'invalid_token' ? bad(reason) : undecided(reason);
  }
};

/** Where none is demanded, its own will do; an empty one fails for what it is. */
const ownAudience = ({ aud }: DecodedToken['claims']): string | readonly string[] =>
  typeof aud === 'string' && aud !== '' ? aud : Array.isArray(aud) && aud.length > 0 ? aud.map(String) : '-';

const callerOf = (
  options: Invocation['options'],
  env: Invocation['terminal']['env'],
): ClientCredentials | undefined => {
  const clientId = textOf(options, 'client-id');
  const clientSecret = variableOf(options, 'client-secret-env', env);
  if (clientId === undefined && clientSecret === undefined) return undefined;
  if (clientId === undefined || clientSecret === undefined) {
    throw new UsageError('--client-id and --client-secret-env belong together.');
  }
  return { clientId, clientSecret };
};

const textOfToken = ({ good: isGood, reason }: TokenVerdict, decoded: DecodedToken | undefined): string => {
  const word = isGood === null ? 'Undecided' : isGood ? 'Good' : 'Bad';
  if (!decoded) return `${word}: ${reason}`;
  return [
    `${word}: ${reason}`,
    '',
    'Header',
    fields(Object.entries(decoded.header)),
    '',
    'Claims',
    fields(Object.entries(decoded.claims).map(([name, value]) => [name, withTime(name, value)])),
  ].join('\n');
};

const withTime = (name: string, value: unknown): unknown => {
  const isTime = ['exp', 'iat', 'nbf'].includes(name) && typeof value === 'number';
  const moment = new Date(isTime ? value * 1_000 : Number.NaN);
  return Number.isNaN(moment.getTime()) ? value : `${String(value)} (${moment.toISOString()})`;
};
