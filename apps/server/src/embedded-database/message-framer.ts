/** The first byte of Terminate (PostgreSQL protocol 3.0, message formats). */
const TERMINATE = 0x58;

export interface Frames {
  /** Whole messages, back to back; empty when none is complete yet. */
  readonly messages: Buffer;
  /** The client said good-bye after them. */
  readonly terminated: boolean;
}

/**
 * Cuts a frontend's byte stream into whole protocol messages: a length of four bytes that counts itself, after a
 * type byte that only the very first message lacks.
 */
export class MessageFramer {
  #pending: Buffer = Buffer.alloc(0);
  #started = false;

  push(chunk: Buffer): Frames {
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    let end = 0;
    let terminated = false;
    while (!terminated) {
      const typeBytes = this.#started ? 1 : 0;
      if (this.#pending.length < end + typeBytes + 4) break;
      const next = end + typeBytes + this.#pending.readInt32BE(end + typeBytes);
      if (this.#pending.length < next) break;
      if (this.#started && this.#pending[end] === TERMINATE) {
        terminated = true;
        break;
      }
      this.#started = true;
      end = next;
    }
    const messages = this.#pending.subarray(0, end);
    this.#pending = terminated ? Buffer.alloc(0) : this.#pending.subarray(end);
    return { messages, terminated };
  }
}
