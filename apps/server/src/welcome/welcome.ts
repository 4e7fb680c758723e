import { isAbsolute, relative } from 'node:path';
import type { ResolvedSecrets } from '../config/resolve-secrets.js';

/** Text for a developer who has just started the server: three lines that work as they are pasted into bash. */
export function welcome(url: string, { config, internalApiKey }: ResolvedSecrets): string | undefined {
  if (config.environment === 'production' || config.internalApiKeys.length === 0) return undefined;
  const lines = [`Listening on ${url}, documentation at ${url}/docs`];
  if (internalApiKey?.fresh) {
    lines.push(
      `Internal API key, made now and kept in ${shownPath(internalApiKey.path)}: ${internalApiKey.value}`,
    );
  }
  const key = internalApiKey ? `$(cat ${quoted(shownPath(internalApiKey.path))})` : '${INTERNAL_API_KEY%%,*}';
  const registration = JSON.stringify({
    name: 'demo',
    scopes: ['reports:read', 'reports:write'],
    claims: { tenant_id: 'acme' },
  });
  return [
    ...lines,
    'Try it: register a client, get a token, call the guarded sample:',
    '',
    `CLIENT=$(curl -s ${url}/oauth-clients -H "x-internal-api-key: ${key}" -H 'content-type: application/json' -d '${registration}')`,
    `TOKEN=$(curl -s ${url}/auth/token -u "$(node -p 'const c = JSON.parse(process.argv[1]); c.clientId + ":" + c.clientSecret' "$CLIENT")" -d grant_type=client_credentials | node -p 'JSON.parse(require("fs").readFileSync(0, "utf8")).access_token')`,
    `curl -s ${url}/reports -H "authorization: Bearer $TOKEN"`,
    '',
  ].join('\n');
}

function shownPath(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere.startsWith('..') || isAbsolute(fromHere) ? path : fromHere;
}

const quoted = (path: string): string =>
  /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
