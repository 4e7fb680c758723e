import type { ExecutionContext } from '@nestjs/common';
import { InternalApiKeyGuard } from './internal-api-key.guard.js';
import { InternalApiKeys } from './internal-api-keys.js';

const KEY = 'k'.repeat(32);
const OTHER = 'o'.repeat(32);

describe('the internal API keys', () => {
  it('are accepted whichever of them is presented, known by their places, and nothing else is', () => {
    const keys = new InternalApiKeys([KEY, ' ', ` ${OTHER} `]);
    expect([KEY, OTHER].map((key) => keys.placeOf(key))).toEqual([1, 3]);
    for (const wrong of ['', KEY.slice(1), `${KEY} `, `${KEY},${OTHER}`, KEY.toUpperCase()]) {
      expect(keys.placeOf(wrong)).toBeNull();
    }
  });

  it.each([[[]], [['']], [['  ', '\n']]])('let nobody in when there is none: %j', (keys) => {
    for (const presented of ['', ' ', '\n', 'undefined']) {
      expect(new InternalApiKeys(keys).placeOf(presented)).toBeNull();
    }
  });

  it('have 32 characters, blanks around them not counted', () => {
    for (const short of ['x'.repeat(31), `${'x'.repeat(31)} `]) {
      expect(() => new InternalApiKeys([KEY, short])).toThrow('at least 32 characters');
    }
  });
});

describe('the guard of the admin routes', () => {
  const guard = new InternalApiKeyGuard(new InternalApiKeys([KEY]));
  const contextOf = (header: unknown, type = 'http') =>
    ({
      getType: () => type,
      switchToHttp: () => ({
        getRequest: () => ({ headers: { 'x-internal-api-key': header } }),
        getResponse: () => ({ header: () => undefined }),
      }),
    }) as unknown as ExecutionContext;

  it('lets the key in', () => {
    expect(guard.canActivate(contextOf(KEY))).toBe(true);
  });

  it('answers the same to a missing and a wrong key, and to any key outside HTTP', () => {
    const refusals = [
      contextOf(undefined),
      contextOf(''),
      contextOf(OTHER),
      contextOf([OTHER, KEY]),
      contextOf(KEY, 'rpc'),
      contextOf(KEY, 'ws'),
      contextOf(KEY, 'graphql'),
    ].map((context) => {
      try {
        return guard.canActivate(context);
      } catch (error) {
        return JSON.stringify(error);
      }
    });
    expect(new Set(refusals).size).toBe(1);
    expect(refusals[0]).toContain('401');
  });
});
