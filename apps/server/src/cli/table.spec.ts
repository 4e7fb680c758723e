import { fields, table } from './table.js';

describe('a table for people', () => {
  it('aligns its columns and leaves nothing behind the last one', () => {
    const rows = [
      { id: 'a', active: true, scopes: ['x', 'y'] },
      { id: 'longer', active: false, scopes: [] },
    ];
    expect(
      table(rows, [
        ['id', (row) => row.id],
        ['active', (row) => row.active],
        ['scopes', (row) => row.scopes],
      ]).split('\n'),
    ).toEqual(['ID      ACTIVE  SCOPES', 'a       yes     x y', 'longer  no      -']);
  });

  it('has headings even without rows', () => {
    expect(table([], [['id', () => 1]])).toBe('ID');
  });

  it.each(['\u001b[2Jgone', 'a\nb', 'a\u202eb', 'bell\u0007'])(
    'shows %j without letting it steer the terminal',
    (name) => {
      expect(fields([['name', name]])).not.toMatch(/\p{Cc}|\p{Cf}/u);
      expect(table([{ name }], [['name', (row) => row.name]]).split('\n')).toHaveLength(2);
    },
  );

  it('shows objects as JSON and nothing as a dash', () => {
    expect(
      fields([
        ['claims', { a: 1 }],
        ['none', null],
      ]),
    ).toBe('claims  {"a":1}\nnone    -');
  });
});
