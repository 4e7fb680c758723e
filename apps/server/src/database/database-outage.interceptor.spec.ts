import type { CallHandler, ExecutionContext } from '@nestjs/common';
import { lastValueFrom, NEVER, throwError, type Observable } from 'rxjs';
import { DatabaseOutageInterceptor } from './database-outage.interceptor.js';

describe('a route that reads the database', () => {
  const headers = new Map<string, string>();
  const response = { header: (name: string, value: string) => headers.set(name, value) };
  const context = { switchToHttp: () => ({ getResponse: () => response }) } as unknown as ExecutionContext;
  const answerOf = (outcome: Observable<unknown>): Promise<unknown> => {
    const handler: CallHandler = { handle: () => outcome };
    return lastValueFrom(new DatabaseOutageInterceptor().intercept(context, handler));
  };
  beforeEach(() => headers.clear());

  it.each([
    ['never answers', NEVER],
    ['cannot be reached', throwError(() => Object.assign(new Error('text'), { code: 'ECONNREFUSED' }))],
  ])('answers 503 with Retry-After when it %s (RFC 9110 §15.6.4)', async (_case, outcome) => {
    await expect(answerOf(outcome)).rejects.toMatchObject({ status: 503 });
    expect(headers.get('retry-after')).toBe('1');
  });

  it('hands on what is not an outage', async () => {
    const error = new TypeError('x is undefined');

    await expect(answerOf(throwError(() => error))).rejects.toBe(error);
    expect(headers.size).toBe(0);
  });
});
