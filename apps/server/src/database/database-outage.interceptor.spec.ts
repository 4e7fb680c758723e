import type { CallHandler, ExecutionContext } from '@nestjs/common';
import { lastValueFrom, NEVER, of, throwError, type Observable } from 'rxjs';
import { DatabaseOutageInterceptor } from './database-outage.interceptor.js';

describe('a route that reads the database', () => {
  const headers = new Map<string, string>();
  const response = { header: (name: string, value: string) => headers.set(name, value) };
  const context = { switchToHttp: () => ({ getResponse: () => response }) } as unknown as ExecutionContext;
  let interceptor: DatabaseOutageInterceptor;
  let asked: number;
  const answerOf = (outcome: Observable<unknown>): Promise<unknown> => {
    const handler: CallHandler = {
      handle: () => {
        asked += 1;
        return outcome;
      },
    };
    return lastValueFrom(interceptor.intercept(context, handler));
  };
  const refused = throwError(() => Object.assign(new Error('text'), { code: 'ECONNREFUSED' }));
  beforeEach(() => {
    headers.clear();
    interceptor = new DatabaseOutageInterceptor();
    asked = 0;
  });

  it.each([
    ['never answers', NEVER],
    ['cannot be reached', refused],
  ])('answers 503 with Retry-After when it %s (RFC 9110 §15.6.4)', async (_case, outcome) => {
    await expect(answerOf(outcome)).rejects.toMatchObject({ status: 503 });
    expect(headers.get('retry-after')).toBe('1');
  });

  it('hands on what is not an outage', async () => {
    const error = new TypeError('x is undefined');

    await expect(answerOf(throwError(() => error))).rejects.toBe(error);
    expect(headers.size).toBe(0);
  });

  it('is not asked while it has failed five times in a row: 503 at once', async () => {
    for (let n = 0; n < 5; n += 1) await expect(answerOf(refused)).rejects.toMatchObject({ status: 503 });
    headers.clear();

    await expect(answerOf(of('rows'))).rejects.toMatchObject({ status: 503 });
    expect([asked, headers.get('retry-after')]).toEqual([5, '1']);
  });

  it('has answered also when it refuses a statement', async () => {
    for (let n = 0; n < 4; n += 1) await expect(answerOf(refused)).rejects.toMatchObject({ status: 503 });
    await expect(answerOf(throwError(() => new TypeError('x')))).rejects.toThrow(TypeError);
    await expect(answerOf(refused)).rejects.toMatchObject({ status: 503 });

    expect(await answerOf(of('rows'))).toBe('rows');
  });
});
