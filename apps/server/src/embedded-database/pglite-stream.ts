import { Duplex } from 'node:stream';
import { MessageFramer } from './message-framer.js';

/** What the stream needs of PGlite. */
export interface WireDatabase {
  exec(sql: string): Promise<unknown>;
  execProtocolRaw(message: Uint8Array): Promise<Uint8Array>;
}

/**
 * A socket, as the `pg` driver sees it, that ends in a PGlite of this process. There is one session behind it, so
 * a pool must hold exactly one connection; a new one begins with a clean session, whatever the last left open.
 */
export class PGliteStream extends Duplex {
  readonly #framer = new MessageFramer();
  #work: Promise<void> = Promise.resolve();

  constructor(private readonly database: WireDatabase) {
    super();
  }

  connect(): this {
    this.#work = this.#cleanSession();
    this.#work.then(
      () => this.emit('connect'),
      (error: unknown) => this.destroy(error as Error),
    );
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  setTimeout(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  override _read(): void {
    // Answers are pushed as they come: a message is only taken once the one before it was answered.
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    const { messages, terminated } = this.#framer.push(chunk);
    this.#work = this.#work.then(async () => {
      if (messages.length > 0) this.#answer(await this.database.execProtocolRaw(messages));
      if (terminated) this.push(null);
    });
    this.#work.then(() => done(), done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#work.then(() => {
      if (!this.readableEnded) this.push(null);
      done();
    }, done);
  }

  #answer(bytes: Uint8Array): void {
    if (bytes.length > 0 && !this.destroyed) this.push(Buffer.from(bytes));
  }

  async #cleanSession(): Promise<void> {
    await this.database.exec('ROLLBACK');
    await this.database.exec('DISCARD ALL');
  }
}
