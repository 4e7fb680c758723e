import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Child, CompiledServer } from '../../test/compiled-child.js';
import { DirectoryInUseError, lockDirectory } from './directory-lock.js';
import { currentProcess } from './process-identity.js';

describe('the lock on a data folder', () => {
  let compiled: CompiledServer;
  let parent: string;
  let directory: string;
  const children: Child[] = [];

  const contender = (): Child => {
    const script = `
      import { lockDirectory } from '${compiled.url('embedded-database/directory-lock.js')}';
      setInterval(() => undefined, 1_000);
      try { await lockDirectory(process.argv[1]); console.log('locked'); }
      catch (error) { console.log(error.name); process.exit(0); }`;
    const child = new Child(script, directory);
    children.push(child);
    return child;
  };

  beforeAll(() => {
    compiled = new CompiledServer();
  });
  afterAll(() => compiled.remove());
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'lock-'));
    directory = join(parent, 'postgres');
  });
  afterEach(async () => {
    await Promise.all(children.splice(0).map((child) => child.kill()));
    rmSync(parent, { recursive: true, force: true });
  });

  it('refuses a second process, naming the folder and the holder', async () => {
    const holder = contender();
    expect(await holder.line()).toBe('locked');

    const refusal = await lockDirectory(directory).catch((error: unknown) => error);

    expect(refusal).toBeInstanceOf(DirectoryInUseError);
    expect((refusal as Error).message).toContain(directory);
    expect((refusal as Error).message).toContain(String(holder.pid));
  });

  it('passes on when the holder was killed', async () => {
    const holder = contender();
    expect(await holder.line()).toBe('locked');
    await holder.kill();

    (await lockDirectory(directory)).release();
  });

  it('passes on to exactly one of several that start together after a kill', async () => {
    const holder = contender();
    expect(await holder.line()).toBe('locked');
    await holder.kill();

    const said = await Promise.all(Array.from({ length: 6 }, () => contender().line()));

    expect(said.filter((word) => word === 'locked')).toHaveLength(1);
    expect(said.filter((word) => word === 'DirectoryInUseError')).toHaveLength(5);
  });

  it('can be taken again after its release, and leaves one file', async () => {
    for (let round = 0; round < 3; round += 1) (await lockDirectory(directory)).release();

    expect(readdirSync(parent)).toHaveLength(1);
  });

  it('refuses the process that holds it already', async () => {
    const lock = await lockDirectory(directory);

    await expect(lockDirectory(directory)).rejects.toThrow(DirectoryInUseError);
    lock.release();
  });

  it('knows another process with the same number by its start time', async () => {
    writeFileSync(`${directory}.lock.7`, JSON.stringify({ ...currentProcess(), startedAt: '1' }));

    (await lockDirectory(directory)).release();
    expect(readdirSync(parent)).toEqual(['postgres.lock.8']);
  });

  describe('held in another container', () => {
    const elsewhere = JSON.stringify({ pid: 1, startedAt: '1', scope: 'another boot pid:[1]' });

    it('passes on when the holder has been silent', async () => {
      writeFileSync(`${directory}.lock.1`, elsewhere);
      const longAgo = new Date('2001-01-01');
      utimesSync(`${directory}.lock.1`, longAgo, longAgo);

      (await lockDirectory(directory)).release();
    });

    it('is refused when the holder gives a sign of life', async () => {
      writeFileSync(`${directory}.lock.1`, elsewhere);
      const attempt = lockDirectory(directory);
      const future = new Date('2099-01-01');
      utimesSync(`${directory}.lock.1`, future, future);

      await expect(attempt).rejects.toThrow(DirectoryInUseError);
    });
  });
});
