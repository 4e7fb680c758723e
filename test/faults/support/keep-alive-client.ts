import { Agent, request } from 'node:http';

const PATIENCE_MS = 15_000;

export interface HttpAnswer {
  /** 0 when there was none. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** Why there was no answer. */
  readonly failure?: string;
}

export interface HttpQuestion {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Talks to one server on connections that stay open, as clients in production do. Never throws: a failure is data. */
export class KeepAliveClient {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 128 });

  constructor(private readonly url: string) {}

  ask({ method = 'GET', path, headers = {}, body }: HttpQuestion): Promise<HttpAnswer> {
    return new Promise((resolve) => {
      const fail = (failure: string): void => resolve({ status: 0, headers: {}, text: '', failure });
      const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
      const outgoing = request(
        this.url + path,
        { agent: this.agent, method, headers: { ...headers, ...length }, timeout: PATIENCE_MS },
        (response) => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (chunk: string) => (text += chunk));
          response.on('error', (error) => fail(`${path}: ${error.message}`));
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
          );
        },
      );
      outgoing.on('timeout', () => outgoing.destroy(new Error('no answer in time')));
      outgoing.on('error', (error) => fail(`${path}: ${error.message}`));
      outgoing.end(body);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}
