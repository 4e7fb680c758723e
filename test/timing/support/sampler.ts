import { randomInt } from 'node:crypto';
import { Agent, request } from 'node:http';

/** One request. Made anew for each sample. */
export interface Question {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Two kinds of requests that must not be told apart. `sample` counts from 0, and each side sees every number once. */
export interface Sides {
  a(sample: number): Question;
  b(sample: number): Question;
}

export interface Times {
  /** Milliseconds. */
  readonly a: number[];
  readonly b: number[];
}

const WARM_UP = 60;
const UNEQUAL = ['date', 'x-request-id'];

/** What each side is asked for: a warm-up goes before. */
export const numberOfSamples = (samples: number): number => samples + WARM_UP;

/**
 * Asks both sides in pairs, in random order within each pair, on one connection. Besides the times compares everything
 * else that is answered.
 *
 * @throws Error when an answer is 429 or a 5xx, or differs in anything but its time.
 */
export const sample = async (url: string, sides: Sides, samples: number): Promise<Times> => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const times: Times = { a: [], b: [] };
  const answers = new Set<string>();
  try {
    for (let index = 0; index < numberOfSamples(samples); index++) {
      for (const side of randomInt(2) === 0 ? (['a', 'b'] as const) : (['b', 'a'] as const)) {
        const { milliseconds, answer } = await ask(agent, url, sides[side](index));
        if (index < WARM_UP) continue;
        times[side].push(milliseconds);
        answers.add(answer);
      }
    }
  } finally {
    agent.destroy();
  }
  if (answers.size > 1) throw new Error(`The answers differ: ${[...answers].join(' | ')}`);
  return times;
};

const ask = (
  agent: Agent,
  url: string,
  { method = 'POST', path, headers = {}, body = '' }: Question,
): Promise<{ milliseconds: number; answer: string }> =>
  new Promise((resolve, reject) => {
    const length = { 'content-length': String(Buffer.byteLength(body)) };
    let start = 0n;
    const outgoing = request(
      url + path,
      { agent, method, headers: { ...headers, ...length } },
      (response) => {
        const { statusCode: status = 0, headers: answered } = response;
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () => {
          const milliseconds = Number(process.hrtime.bigint() - start) / 1e6;
          if (status === 429 || status >= 500) reject(new Error(`${path} answered ${status}: ${text}`));
          const compared = Object.entries(answered).filter(([name]) => !UNEQUAL.includes(name));
          resolve({ milliseconds, answer: `${status} ${JSON.stringify(compared)} ${text}` });
        });
        response.on('error', reject);
      },
    );
    outgoing.on('error', reject);
    start = process.hrtime.bigint();
    outgoing.end(body);
  });
