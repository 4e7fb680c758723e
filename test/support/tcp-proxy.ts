import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

const HOST = '127.0.0.1';

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** What a network does to the answers of a server. */
export interface Latency {
  /** Added to each answer. */
  readonly ms: number;
  /** By which that varies, up and down. */
  readonly jitterMs: number;
}

const AT_ONCE: Latency = { ms: 0, jitterMs: 0 };
/** Apart from each other and from any rhythm of the load, and the same in every run. */
const VARIATIONS = [0.3, -1, 0.9, -0.2, 1, -0.6, 0.1, -0.8, 0.6, -0.4, 0.8];

/** Stands between clients and a server, as a network does: with one that is slow, breaks, leads elsewhere or is dead. */
export class TcpProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #target: Address;
  #silent = false;
  #latency = AT_ONCE;
  #resetEvery = Number.POSITIVE_INFINITY;
  #chunks = 0;

  private constructor(server: Server, target: Address) {
    this.#server = server;
    this.#target = target;
  }

  static async start(target: Address): Promise<TcpProxy> {
    const proxy = new TcpProxy(createServer(), target);
    proxy.#server.on('connection', (near) => proxy.#join(near, connect(proxy.#target)));
    proxy.#server.listen(0, HOST);
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Nothing passes any more and nothing is closed: to either side the other is there and says nothing. */
  fallSilent(): void {
    this.#silent = true;
    for (const socket of this.#sockets) socket.pause();
  }

  speakAgain(): void {
    this.#silent = false;
    for (const socket of this.#sockets) socket.resume();
  }

  /** Answers come later from now on. */
  delay(latency: Latency): void {
    this.#latency = latency;
  }

  /** A connection is reset with every so many pieces of data that pass, in either direction. */
  resetEvery(chunks: number): void {
    this.#resetEvery = chunks;
  }

  /** As in the beginning. */
  heal(): void {
    this.#latency = AT_ONCE;
    this.#resetEvery = Number.POSITIVE_INFINITY;
    this.speakAgain();
  }

  /** The address leads to another server from now on; who was connected to the old one is cut off. */
  redirect(target: Address): void {
    this.#target = target;
    this.cut();
  }

  /** Resets every connection. */
  cut(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #join(near: Socket, far: Socket): void {
    this.#pass(near, far, () => 0);
    this.#pass(far, near, () => this.#wait());
  }

  #pass(from: Socket, to: Socket, wait: () => number): void {
    this.#sockets.add(from);
    const line = new Line(to);
    from.on('data', (chunk) => {
      this.#chunks += 1;
      if (this.#chunks % this.#resetEvery === 0) {
        to.resetAndDestroy();
        from.resetAndDestroy();
        return;
      }
      line.send(chunk, wait());
    });
    from.on('error', () => to.destroy());
    from.on('close', () => {
      this.#sockets.delete(from);
      to.destroy();
    });
    if (this.#silent) from.pause();
  }

  #wait(): number {
    const { ms, jitterMs } = this.#latency;
    return ms + jitterMs * (VARIATIONS[this.#chunks % VARIATIONS.length] ?? 0);
  }
}

/** One direction of a connection: whatever the jitter, what was sent first arrives first. */
class Line {
  readonly #to: Socket;
  readonly #underway: { readonly chunk: Buffer; readonly arrivesAt: number }[] = [];

  constructor(to: Socket) {
    this.#to = to;
  }

  send(chunk: Buffer, ms: number): void {
    if (ms <= 0 && this.#underway.length === 0) {
      this.#to.write(chunk);
      return;
    }
    this.#underway.push({ chunk, arrivesAt: performance.now() + ms });
    if (this.#underway.length === 1) setTimeout(() => this.#deliver(), ms);
  }

  #deliver(): void {
    const now = performance.now();
    for (let [next] = this.#underway; next !== undefined; [next] = this.#underway) {
      const early = next.arrivesAt - now;
      if (early > 1) {
        setTimeout(() => this.#deliver(), early);
        return;
      }
      if (!this.#to.destroyed) this.#to.write(next.chunk);
      this.#underway.shift();
    }
  }
}
