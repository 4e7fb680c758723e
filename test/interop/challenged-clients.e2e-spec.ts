import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { BOTH_ADAPTERS, type RunningDeployment } from '../e2e/support/deployments.js';
import type { RegisteredClient } from '../e2e/support/admin.js';
import { reports } from '../server/support/api.js';
import { startPublicDeployment } from './support/public-deployment.js';

const run = promisify(execFile);

/** A program that sends its credentials only after a challenge (RFC 9110 §11.6.1); it prints the body of the answer. */
interface ChallengedClient {
  readonly name: string;
  /** The command that must be there, with a call that ends at once. */
  readonly probe: readonly [string, ...string[]];
  readonly ask: (url: string, client: RegisteredClient, folder: string) => Promise<string>;
}

const FORM = 'grant_type=client_credentials&scope=reports:read';

const PYTHON = `
import sys, urllib.request
url, user, password, form = sys.argv[1:]
passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
passwords.add_password(None, url, user, password)
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPBasicAuthHandler(passwords))
print(opener.open(url, form.encode(), timeout=10).read().decode())
`;

const JAVA = `
import java.net.*; import java.net.http.*;
public class Ask {
  public static void main(String[] given) throws Exception {
    var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).authenticator(new Authenticator() {
      protected PasswordAuthentication getPasswordAuthentication() {
        return new PasswordAuthentication(given[1], given[2].toCharArray());
      }
    }).build();
    var request = HttpRequest.newBuilder(URI.create(given[0]))
      .header("Content-Type", "application/x-www-form-urlencoded")
      .POST(HttpRequest.BodyPublishers.ofString(given[3])).build();
    System.out.println(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
  }
}
`;

const PERL = `
use LWP::UserAgent;
my ($url, $user, $password, $form) = @ARGV;
my $agent = LWP::UserAgent->new(timeout => 10);
{ no warnings 'redefine'; *LWP::UserAgent::get_basic_credentials = sub { ($user, $password) }; }
print $agent->post($url, 'Content-Type' => 'application/x-www-form-urlencoded', Content => $form)->content;
`;

const stdoutOf = async (command: string, ...args: readonly string[]): Promise<string> =>
  (await run(command, args, { timeout: 25_000 })).stdout;

const scripted =
  (command: string, file: string, source: string): ChallengedClient['ask'] =>
  async (url, { clientId, clientSecret }, folder) => {
    const path = join(folder, file);
    await writeFile(path, source);
    return stdoutOf(command, path, url, clientId, clientSecret, FORM);
  };

const CLIENTS: readonly ChallengedClient[] = [
  {
    name: 'curl --anyauth',
    probe: ['curl', '--version'],
    ask: (url, { clientId, clientSecret }) =>
      stdoutOf('curl', '-sS', '--anyauth', '-u', `${clientId}:${clientSecret}`, '-d', FORM, url),
  },
  {
    name: 'wget',
    probe: ['wget', '--version'],
    ask: (url, { clientId, clientSecret }) =>
      stdoutOf(
        'wget',
        '-qO-',
        `--user=${clientId}`,
        `--password=${clientSecret}`,
        `--post-data=${FORM}`,
        url,
      ),
  },
  { name: "Python's urllib", probe: ['python3', '--version'], ask: scripted('python3', 'ask.py', PYTHON) },
  // As a single source file, which needs the compiler of a JDK.
  { name: "Java's HttpClient", probe: ['javac', '-version'], ask: scripted('java', 'Ask.java', JAVA) },
  { name: "Perl's LWP", probe: ['perl', '-MLWP::UserAgent', '-e1'], ask: scripted('perl', 'ask.pl', PERL) },
];

const isInstalled = ({ probe: [command, ...args] }: ChallengedClient): boolean =>
  spawnSync(command, args, { stdio: 'ignore' }).status === 0;

const installed = CLIENTS.filter(isInstalled);

describe.each(BOTH_ADAPTERS)('clients that wait for a challenge against $adapter', (deployment) => {
  let running: RunningDeployment;
  let folder: string;
  beforeAll(async () => {
    running = await startPublicDeployment(deployment);
    folder = await mkdtemp(join(tmpdir(), 'm2m-clients-'));
  }, 60_000);
  afterAll(async () => {
    await running?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** What each of them does, for machines where none is installed. */
  it('get one without credentials, and a token once they have answered it (RFC 9110 §15.5.2)', async () => {
    const { clientId, clientSecret } = await running.registerClient({ scopes: ['reports:read'] });
    const ask = (headers: Record<string, string>): Promise<Response> =>
      fetch(`${running.url}/auth/token`, { method: 'POST', body: new URLSearchParams(FORM), headers });

    const first = await ask({});
    expect([first.status, first.headers.get('www-authenticate')]).toEqual([
      401,
      expect.stringMatching(/^Basic realm="/),
    ]);
    const credentials = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
    expect((await ask({ authorization: `Basic ${credentials}` })).status).toBe(200);
  });

  it.each(installed.map((client) => [client.name, client] as const))('%s gets a token', async (_, client) => {
    const registered = await running.registerClient({ scopes: ['reports:read'] });
    const answer = await client.ask(`${running.url}/auth/token`, registered, folder);

    const { access_token: token } = JSON.parse(answer) as { access_token: string };
    expect(await reports(running.url, token)).toBe(200);
  });
});

afterAll(() => {
  const missing = CLIENTS.filter((client) => !installed.includes(client)).map(({ name }) => name);
  if (missing.length > 0)
    process.stderr.write(`Not installed here, and so not tried: ${missing.join(', ')}.\n`);
});
