import { existsSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';
import type { RegisteredClient } from '../e2e/support/admin.js';
import { freePort } from '../support/free-port.js';
import { ensureBuilt } from './support/built.js';
import { ServerProcess, temporaryFolders } from './support/server-process.js';

const USUAL = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
/** Of one step in the page, on a busy machine; none is waited for longer than it takes. */
const PATIENCE_MS = 20_000;

/** `npm test` finds or installs one. */
const browserPath = (): string => {
  const found = process.env['CHROMIUM_PATH'] ?? USUAL.find((path) => existsSync(path));
  if (found === undefined) {
    throw new Error(
      'There is no Chromium: install it (Debian: apt-get install chromium), or name it in CHROMIUM_PATH.',
    );
  }
  return found;
};

/** Chromium refuses to run as root with its sandbox. */
const browserArguments = (): string[] => [
  '--no-proxy-server',
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

beforeAll(ensureBuilt, 120_000);

describe('the page at /docs in a browser', () => {
  const folder = temporaryFolders();
  let server: ServerProcess;
  let browser: Browser;
  let client: RegisteredClient;
  beforeAll(async () => {
    const port = String(await freePort());
    // As `npm start` runs it: it prints 127.0.0.1, where it listens, and its issuer is at localhost.
    const environment = { NODE_ENV: undefined, PORT: port, ISSUER: undefined, DATA_DIR: await folder() };
    [server, browser] = await Promise.all([
      ServerProcess.start(environment),
      chromium.launch({ executablePath: browserPath(), args: browserArguments() }),
    ]);
    client = await server.register();
  }, 90_000);
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  const printed = (): string => {
    const url = /https?:\/\/[^\s"\\]+\/docs/.exec(server.log)?.[0];
    if (url === undefined) throw new Error('The server did not print where its documentation is.');
    return url;
  };
  const authorize = async (page: Page): Promise<void> => {
    await page.locator('.auth-wrapper > .authorize').click();
    const dialog = page.locator('.auth-container', { hasText: 'clientCredentials' });
    await dialog.locator('#client_id_clientCredentials').fill(client.clientId);
    await dialog.locator('#client_secret_clientCredentials').fill(client.clientSecret);
    await dialog.getByText('reports:read', { exact: true }).click();
    await dialog.locator('button.authorize').click();
    await dialog.getByText('Logout').waitFor();
    await page.locator('.btn-done').first().click();
  };

  it.each([
    ['at the URL that is printed', printed],
    ['at localhost, the origin of the issuer', () => `http://localhost:${server.port}/docs`],
  ])(
    'gets a token by Authorize, and an answer by it from a guarded route, %s',
    async (_, url) => {
      const page = await browser.newPage();
      page.setDefaultTimeout(PATIENCE_MS);
      const complaints: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(error.message));
      await page.goto(url());
      await authorize(page);

      const route = page.locator('.opblock-get', { has: page.locator('[data-path="/reports"]') });
      await route.locator('.opblock-summary').click();
      await route.getByText('Try it out').click();
      const answered = page.waitForResponse((response) => new URL(response.url()).pathname === '/reports');
      await route.getByText('Execute').click();
      const response = await answered;

      expect([response.status(), response.request().headers()['authorization']]).toEqual([
        200,
        expect.stringMatching(/^Bearer ey/),
      ]);
      // Violations of the content security policy are told here, too.
      expect(complaints).toEqual([]);
      await page.close();
    },
    90_000,
  );
});
