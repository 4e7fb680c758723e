import { UsageError } from './command-error.js';
import { integerOf, jsonObjectOf, momentOf, requiredText } from './options.js';

const NOW = Date.UTC(2027, 0, 1);

describe('the options of a command', () => {
  it.each([
    ['2027-01-31T12:00:00Z', '2027-01-31T12:00:00Z'],
    ['2027-01-31T12:00:00.5+02:00', '2027-01-31T12:00:00.5+02:00'],
    ['90s', '2027-01-01T00:01:30.000Z'],
    ['30m', '2027-01-01T00:30:00.000Z'],
    ['12h', '2027-01-01T12:00:00.000Z'],
    ['7d', '2027-01-08T00:00:00.000Z'],
  ])('read %s as a moment', (at, moment) => {
    expect(momentOf({ at }, 'at', NOW)).toBe(moment);
  });

  it('read a distance backwards where the past is asked for', () => {
    expect(momentOf({ from: '1d' }, 'from', NOW, 'past')).toBe('2026-12-31T00:00:00.000Z');
  });

  it.each(['', 'soon', '7', '7y', '-7d', '1e3d', '2027-01-31', '2027-01-31T12:00:00', 'Jan 1 2027', '0x10s'])(
    'refuse %j as a moment, so that a deadline is never a guess',
    (at) => {
      expect(() => momentOf({ at }, 'at', NOW)).toThrow(UsageError);
    },
  );

  it.each(['', '-1', '1.5', '1e3', 'ten', '9'.repeat(16)])('refuse %j as a whole number', (limit) => {
    expect(() => integerOf({ limit }, 'limit')).toThrow(UsageError);
  });

  it.each(['', 'x', '[]', 'null', '"a"', '1', '{a:1}'])('refuse %j as a JSON object', (claims) => {
    expect(() => jsonObjectOf({ claims }, 'claims')).toThrow(UsageError);
  });

  it('keep apart what is not given, what is empty and what is there', () => {
    expect(momentOf({}, 'at', NOW)).toBeUndefined();
    expect(() => requiredText({ name: '' }, 'name')).toThrow('--name is required.');
    expect(requiredText({ name: 'x' }, 'name')).toBe('x');
  });
});
