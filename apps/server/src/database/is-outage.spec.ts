import { QueryFailedError } from 'typeorm';
import { isOutage } from './is-outage.js';

const coded = (code: string): Error => Object.assign(new Error('text'), { code });

describe('an outage of the database', () => {
  // The last two while a backup is being restored.
  const codes = ['ECONNREFUSED', '57P01', '57014', '53300', '08006', '25006', '3D000', '42P01'];
  it.each(codes)('is what %s says', (code) => {
    expect(isOutage(coded(code))).toBe(true);
    expect(isOutage(new QueryFailedError('SELECT', [], coded(code)))).toBe(true);
  });

  it.each([
    'timeout exceeded when trying to connect',
    'Connection terminated unexpectedly',
    'Query read timeout',
  ])('is what pg means by "%s"', (message) => {
    expect(isOutage(new Error(message))).toBe(true);
  });

  it.each([coded('23505'), coded('42703'), coded('25P02'), new TypeError('x is undefined'), 'text', null])(
    'is not what %s says',
    (error) => {
      expect(isOutage(error)).toBe(false);
    },
  );
});
