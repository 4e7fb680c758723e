/** What must not be taken for a date, wherever one is sent as JSON. */
export const NOT_INSTANTS: readonly unknown[] = [
  '2099-02-30T00:00:00Z',
  '2099-01-01',
  '2099-01-01T00:00:00',
  'July 1, 2099',
  '+275760-09-13T00:00:00.000Z',
  'tomorrow',
  '',
  true,
  4_102_444_800_000,
  ['2099-01-01T00:00:00Z'],
  {},
  { toString: 1 },
  { valueOf: null },
];
