import { connect, type Socket } from 'node:net';
import { once } from 'node:events';

export interface RawResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const HEAD_END = '\r\n\r\n';

interface Parsed {
  readonly response: RawResponse;
  readonly length: number;
}

function parseHead(head: string): { status: number; headers: Record<string, string> } {
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  return { status: Number(statusLine.split(' ')[1]), headers };
}

function dechunk(text: string): { body: string; length: number } | undefined {
  let body = '';
  let position = 0;
  for (;;) {
    const lineEnd = text.indexOf('\r\n', position);
    if (lineEnd === -1) return undefined;
    const size = Number.parseInt(text.slice(position, lineEnd), 16);
    const end = lineEnd + 2 + size;
    if (text.length < end + 2) return undefined;
    body += text.slice(lineEnd + 2, end);
    position = end + 2;
    if (size === 0) return { body, length: position };
  }
}

function parseResponse(text: string, method: string): Parsed | undefined {
  const headEnd = text.indexOf(HEAD_END);
  if (headEnd === -1) return undefined;
  const start = headEnd + HEAD_END.length;
  const { status, headers } = parseHead(text.slice(0, headEnd));
  if (method === 'HEAD' || status === 204 || status < 200) {
    return { response: { status, headers, body: '' }, length: start };
  }
  if (headers['transfer-encoding'] === 'chunked') {
    const chunked = dechunk(text.slice(start));
    return chunked && { response: { status, headers, body: chunked.body }, length: start + chunked.length };
  }
  const end = start + Number(headers['content-length'] ?? 0);
  return text.length < end
    ? undefined
    : { response: { status, headers, body: text.slice(start, end) }, length: end };
}

/** One TCP connection, because HTTP clients repair or refuse the requests that matter here. */
export class RawConnection {
  private received = '';

  private constructor(private readonly socket: Socket) {
    // Bytes are kept one to one, so that lengths of framing are lengths of text.
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => {
      this.received += text;
      socket.emit('progress');
    });
    socket.on('close', () => socket.emit('progress'));
    socket.on('error', () => socket.emit('progress'));
  }

  static async open(port: number): Promise<RawConnection> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new RawConnection(socket);
  }

  write(data: string | Buffer): void {
    this.socket.write(data);
  }

  /** The next response on this connection. @throws Error when the server closes before it is complete */
  async next(method = 'POST'): Promise<RawResponse> {
    for (;;) {
      const parsed = parseResponse(this.received, method);
      if (parsed !== undefined) {
        this.received = this.received.slice(parsed.length);
        return parsed.response;
      }
      if (this.socket.destroyed) {
        throw new Error(`The connection was closed after: ${this.received}`);
      }
      await once(this.socket, 'progress');
    }
  }

  close(): void {
    this.socket.destroy();
  }
}

export type HeaderLines = readonly string[];

/** The bytes of a request; Content-Length is added when there is a body and no framing in the headers. */
export function requestBytes(
  method: string,
  path: string,
  headers: HeaderLines = [],
  body: string | Buffer = '',
): Buffer {
  const framed = headers.some((line) => /^(transfer-encoding|content-length):/i.test(line));
  const length = Buffer.byteLength(body);
  const lines = [`${method} ${path} HTTP/1.1`, 'Host: host.example', ...headers];
  if (!framed && length > 0) lines.push(`Content-Length: ${length}`);
  return Buffer.concat([Buffer.from(lines.join('\r\n') + HEAD_END), Buffer.from(body)]);
}

/** Sends one request on a connection of its own. */
export async function send(port: number, request: Buffer): Promise<RawResponse> {
  const connection = await RawConnection.open(port);
  try {
    connection.write(request);
    return await connection.next(request.toString('latin1', 0, 8).split(' ')[0]);
  } finally {
    connection.close();
  }
}
