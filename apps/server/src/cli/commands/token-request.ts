import type { Command, GivenOptions } from '../command.js';
import { CommandError, UsageError } from '../command-error.js';
import { textOf, textsOf } from '../options.js';
import { serverUrlOf, timeoutOf } from '../server-options.js';
import { credentialsOf } from '../tokens/client-credentials.js';
import { issuerMetadata } from '../tokens/issuer-metadata.js';
import { requestToken, type TokenRequest } from '../tokens/request-token.js';

export const tokenRequestCommand: Command = {
  name: 'tokens request',
  summary: 'Ask for an access token as a client does, and print it',
  options: {
    'client-id': { value: 'ID', help: 'the client' },
    'client-secret-env': { value: 'NAME', help: 'the environment variable with its secret' },
    'client-secret-file': { value: 'FILE', help: 'the file with its secret; - for standard input' },
    scope: { value: 'SCOPE', multiple: true, help: 'what to ask for; default everything that it may' },
    resource: { value: 'URI', multiple: true, help: 'for whom the token shall be' },
    'auth-method': {
      value: 'METHOD',
      help: 'client_secret_basic or client_secret_post; default client_secret_basic',
    },
  },
  details:
    'Asks the token endpoint that the metadata of the server names. Prints the token alone, or with --json the whole\n' +
    'answer of the server. Needs no internal API key.',
  async run(invocation) {
    const { options, output, terminal } = invocation;
    const authMethod = authMethodOf(options);
    const url = serverUrlOf(options, terminal.env);
    const timeoutMs = timeoutOf(options);
    const request = {
      authMethod,
      credentials: await credentialsOf(invocation),
      scopes: textsOf(options, 'scope') ?? [],
      resources: textsOf(options, 'resource') ?? [],
    };
    const answer = await requestToken(await tokenEndpoint(url, timeoutMs), request, timeoutMs);
    output.show(answer, ({ access_token }) => access_token);
  },
};

const authMethodOf = (options: GivenOptions): TokenRequest['authMethod'] => {
  const method = textOf(options, 'auth-method') ?? 'client_secret_basic';
  if (method === 'client_secret_basic' || method === 'client_secret_post') return method;
  throw new UsageError('--auth-method must be client_secret_basic or client_secret_post.');
};

const tokenEndpoint = async (url: URL, timeoutMs: number): Promise<URL> => {
  const { token_endpoint: named } = await issuerMetadata(url, timeoutMs);
  const endpoint = named !== undefined && URL.canParse(named) ? new URL(named) : undefined;
  if (!endpoint) throw new CommandError('The metadata of the server names no token endpoint.');
  // Who asked over TLS must not send the secret in the clear because the server says so.
  if (url.protocol === 'https:' && endpoint.protocol !== 'https:') {
    throw new CommandError('The metadata of the server names a token endpoint that is not safe to ask.');
  }
  return endpoint;
};
