/** A column: its heading, and what stands in it of a row. */
export type Column<T> = readonly [heading: string, cell: (row: T) => unknown];

const GAP = '  ';

/** Rows under headings, aligned for a fixed-width font. */
export const table = <T>(rows: readonly T[], columns: readonly Column<T>[]): string => {
  const lines = [
    columns.map(([heading]) => heading.toUpperCase()),
    ...rows.map((row) => columns.map(([, cell]) => textOfCell(cell(row)))),
  ];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => line[index]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, index) => cell.padEnd(widths[index] ?? 0))
        .join(GAP)
        .trimEnd(),
    )
    .join('\n');
};

/** One thing, a member a line. */
export const fields = (entries: readonly (readonly [name: string, value: unknown])[]): string => {
  const width = Math.max(0, ...entries.map(([name]) => name.length));
  return entries
    .map(([name, value]) => `${name.padEnd(width)}${GAP}${textOfCell(value)}`.trimEnd())
    .join('\n');
};

const textOfCell = (value: unknown): string => {
  if (value === undefined || value === null || value === '') return '-';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.length === 0 ? '-' : value.map(textOfCell).join(' ');
  return printable(typeof value === 'string' ? value : JSON.stringify(value));
};

/** What others have named must not steer the terminal. */
const printable = (text: string): string => text.replaceAll(/\p{Cc}|\p{Cf}/gu, '\ufffd');
