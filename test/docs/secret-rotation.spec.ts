import { Test } from '@nestjs/testing';
import type { INestApplication } from '@nestjs/common';
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { createInterface, type Interface } from 'node:readline';
import { M2MAuthModule, OauthClientsService } from '../../libs/m2m-auth/src/index.js';
import { CLOCK } from '../../libs/m2m-auth/src/oauth/ports/clock.js';
import { eventually } from '../shared-state/support/eventually.js';
import { TestClock } from '../support/domain.js';
import { snippetsOf } from './markdown-snippets.js';

const HOUR_MS = 3_600_000;
/** More than a secret must rest. */
const REST_MS = 25 * HOUR_MS;
const KEY = 'only-for-development-0123456789abcdef';
const END = 'end of the block';

interface ShownSecret {
  readonly id: string;
  readonly expiresAt: string | null;
  readonly lastUsedAt: string | null;
  readonly safeToRetire: boolean;
}

/** The shell of a reader who follows a page: variables stay from block to block. */
class Shell {
  private readonly bash: ChildProcessWithoutNullStreams = spawn('bash', ['-u']);
  private readonly lines: Interface = createInterface({ input: this.bash.stdout });

  /** Runs a block and answers what it has written. */
  run(block: string): Promise<string> {
    const written: string[] = [];
    return new Promise((resolve) => {
      const take = (line: string): void => {
        if (line !== END) return void written.push(line);
        this.lines.off('line', take);
        resolve(written.join('\n'));
      };
      this.lines.on('line', take);
      // What curl writes ends without a newline.
      this.bash.stdin.write(`${block}\necho; echo '${END}'\n`);
    });
  }

  close(): void {
    this.bash.kill();
  }
}

describe('the steps of a rotation in the readme', () => {
  const page = readFileSync('libs/m2m-auth/README.md', 'utf8');
  const [, section = ''] = page.split('## Rotation of secrets\n');
  const blocks = snippetsOf(section.split('\n## ')[0] ?? '', 'bash').map(({ code }) => code);
  const clock = new TestClock();
  const shell = new Shell();
  let app: INestApplication;
  let origin: string;
  let oldSecret: string;

  beforeAll(async () => {
    // The reader's shell reckons deadlines from now, which is where the clock will stand when it comes to them.
    clock.wall = Date.now() - REST_MS;
    const module = M2MAuthModule.forRoot({
      issuer: 'http://localhost:3000',
      audience: 'http://localhost:3000',
      admin: { resources: ['oauth-clients'] },
      internalApiKeys: [KEY],
    });
    const testing = Test.createTestingModule({ imports: [module] })
      .overrideProvider(CLOCK)
      .useValue(clock);
    app = (await testing.compile()).createNestApplication({ logger: false });
    await app.listen(0, '127.0.0.1');
    origin = `http://127.0.0.1:${((app.getHttpServer() as Server).address() as AddressInfo).port}`;
    const clients = app.get(OauthClientsService);
    const billing = await clients.register({
      clientId: 'billing',
      name: 'Billing',
      scopes: ['reports:read'],
    });
    oldSecret = billing.clientSecret ?? '';
  });
  afterAll(async () => {
    shell.close();
    await app.close();
  });

  const follow = (step: number): Promise<string> =>
    shell.run((blocks[step] ?? '').replaceAll('http://localhost:3000', origin));
  const shown = async (): Promise<readonly ShownSecret[]> =>
    (JSON.parse(await follow(1)) as { data: ShownSecret[] }).data;
  const token = async (secret: string): Promise<number> => {
    const authorization = `Basic ${Buffer.from(`billing:${secret}`).toString('base64')}`;
    const body = new URLSearchParams({ grant_type: 'client_credentials' });
    return (await fetch(`${origin}/auth/token`, { method: 'POST', headers: { authorization }, body })).status;
  };
  const isSafe = async (): Promise<string> => JSON.stringify((await shown()).map((one) => one.safeToRetire));
  const areUsed = async (): Promise<string> =>
    JSON.stringify((await shown()).map(({ lastUsedAt }) => lastUsedAt !== null));

  it('lead from one secret to another, and work as they are written', async () => {
    expect(blocks).toHaveLength(5);
    expect(await token(oldSecret)).toBe(200);
    // The secrets of one client are told apart by when they were made.
    clock.advance(1_000);

    await follow(0);
    const [newSecret = ''] = (await shell.run('echo "$NEW_SECRET"')).split('\n');
    expect([await token(oldSecret), await token(newSecret)]).toEqual([200, 200]);
    expect(await eventually(areUsed, '[true,true]')).toBe('[true,true]');
    expect(await isSafe()).toBe('[false,false]');

    clock.advance(REST_MS);
    expect(await token(newSecret)).toBe(200);
    expect(await eventually(isSafe, '[true,false]')).toBe('[true,false]');

    const deadline = async (): Promise<string | null | undefined> => (await shown())[0]?.expiresAt;
    await follow(2);
    expect(Date.parse((await deadline()) ?? '')).toBeGreaterThan(clock.now());
    await follow(3);
    expect(await deadline()).toBeNull();
    await follow(2);
    expect([await token(oldSecret), await token(newSecret)]).toEqual([200, 200]);

    clock.advance(2 * HOUR_MS);
    expect([await token(oldSecret), await token(newSecret)]).toEqual([401, 200]);
    await follow(4);
    expect(await shown()).toHaveLength(1);
    expect(await token(newSecret)).toBe(200);
  });
});
