import {
  chmodSync,
  chownSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Child, CompiledServer } from '../../test/compiled-child.js';
import { generatedSecret } from './generated-secrets.js';

describe('a secret that the server makes for itself', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'secrets-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('is made once, 32 random bytes, readable by its owner only', () => {
    const first = generatedSecret(join(directory, 'data'), 'internal-api-key');
    const second = generatedSecret(join(directory, 'data'), 'internal-api-key');

    expect(first).toMatchObject({ fresh: true, value: expect.stringMatching(/^[\w-]{43}$/) as string });
    expect(second).toEqual({ ...first, fresh: false });
    expect(statSync(first.path).mode & 0o777).toBe(0o600);
    expect(readFileSync(first.path, 'utf8').trim()).toBe(first.value);
  });

  it('is one and the same for processes that start together', async () => {
    const compiled = new CompiledServer();
    const script = `
      import { generatedSecret } from '${compiled.url('config/generated-secrets.js')}';
      console.log(JSON.stringify(generatedSecret(process.argv[1], 'key')));`;
    const children = Array.from({ length: 5 }, () => new Child(script, directory));
    const lines = await Promise.all(children.map((child) => child.line()));
    await Promise.all(children.map((child) => child.exited));
    compiled.remove();
    const answers = lines.map((line) => JSON.parse(line ?? '') as { value: string; fresh: boolean });

    expect(new Set(answers.map(({ value }) => value)).size).toBe(1);
    expect(answers.filter(({ fresh }) => fresh)).toHaveLength(1);
    expect(readdirSync(directory)).toEqual(['key']);
  });

  it('is not taken from a file that was cut off', () => {
    writeFileSync(join(directory, 'key'), 'abc', { mode: 0o600 });

    expect(() => generatedSecret(directory, 'key')).toThrow(/too short/);
  });

  it.each([0o640, 0o604, 0o660, 0o602])('is not taken from a file of mode %o', (mode) => {
    const { path, value } = generatedSecret(directory, 'key');
    chmodSync(path, mode);

    expect(() => generatedSecret(directory, 'key')).toThrow(/key is open to other users.*chmod 600/);
    chmodSync(path, 0o600);
    expect(generatedSecret(directory, 'key').value).toBe(value);
  });

  // Only root can give a file away.
  (process.getuid?.() === 0 ? it : it.skip)('is not taken from a file of somebody else', () => {
    const { path } = generatedSecret(directory, 'key');
    chownSync(path, 65_534, 65_534);

    expect(() => generatedSecret(directory, 'key')).toThrow(/key belongs to another user/);
  });
});
