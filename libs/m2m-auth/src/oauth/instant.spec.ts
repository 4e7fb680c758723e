import fc from 'fast-check';
import { isInstant, parseInstant } from './instant.js';

const NONE: readonly unknown[] = [
  '2099-02-30T00:00:00Z',
  '2099-02-29T00:00:00Z',
  '2099-13-01T00:00:00Z',
  '2099-00-10T00:00:00Z',
  '2099-04-31T00:00:00Z',
  '2099-01-01T24:00:00Z',
  '2099-01-01T12:60:00Z',
  '2099-01-01T12:00:60Z',
  '2099-01-01',
  '2099-01-01T00:00:00',
  '2099-01-01 00:00:00Z',
  '2099-01-01T00:00Z',
  '2099-01-01T00:00:00+24:00',
  '2099-01-01T00:00:00.1234567890Z',
  '+275760-09-13T00:00:00Z',
  '1969-12-31T23:59:59Z',
  '9999-12-31T23:59:59-01:00',
  'July 1, 2099',
  ' 2099-01-01T00:00:00Z',
  '2099-01-01T00:00:00Z\n',
  '',
  4_070_908_800,
  Number.NaN,
  true,
  null,
  undefined,
  [],
  ['2099-01-01T00:00:00Z'],
  {},
  { toString: 1 },
  { toString: () => '2099-01-01T00:00:00Z' },
];

describe('an instant from outside', () => {
  it.each(NONE)('is not %p', (value) => {
    expect(parseInstant(value)).toBeUndefined();
  });

  it.each([
    ['2028-02-29T12:30:00Z', '2028-02-29T12:30:00.000Z'],
    ['2030-01-31T12:00:00.123456789+05:30', '2030-01-31T06:30:00.123Z'],
    ['1970-01-01T00:00:00Z', '1970-01-01T00:00:00.000Z'],
    ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
  ])('is %s', (text, utc) => {
    expect(parseInstant(text)?.toISOString()).toBe(utc);
  });

  it('is everything that Date writes, and nothing changes on the way', () => {
    const dates = fc.date({
      min: new Date(0),
      max: new Date('9999-12-31T23:59:59.999Z'),
      noInvalidDate: true,
    });
    fc.assert(fc.property(dates, (date) => parseInstant(date.toISOString())?.getTime() === date.getTime()));
  });

  it.each([new Date(Number.NaN), new Date(-1), new Date(8.64e15), '2030-01-31T12:00:00Z', 5])(
    'as a Date of a host is not %p',
    (value) => {
      expect(isInstant(value)).toBe(false);
    },
  );
});
