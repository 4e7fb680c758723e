import type { Command, Invocation } from '../command.js';
import { CommandError, UsageError } from '../command-error.js';
import { EXIT } from '../exit-code.js';
import { batchesOf } from '../imports/batches.js';
import { ForeignColumns, importEntryOf, type ImportEntry } from '../imports/foreign-client.js';
import { parseDocument } from '../parse-document.js';
import { isGiven, textOf, textsOf, variableOf } from '../options.js';

interface ImportResult {
  readonly imported: readonly string[];
  readonly skipped: readonly string[];
}

export const clientImportCommand: Command = {
  name: 'clients import',
  summary: 'Take over clients of another system with the bcrypt hashes of their secrets',
  arguments: ['[FILE]'],
  options: {
    'from-database': {
      value: 'NAME',
      help: 'read a table; this environment variable holds the URL of its Postgres',
    },
    table: { value: 'TABLE', help: 'the table to read; default oauth_clients' },
    column: {
      value: 'MEMBER=COLUMN',
      multiple: true,
      help: 'the column of the table that holds a member, where it has another name',
    },
    'skip-existing': { help: 'leave clients alone that are registered already, instead of refusing' },
    'dry-run': { help: 'only check' },
  },
  details:
    'FILE holds a list in YAML or JSON (- for standard input) of clientId, clientSecretHash, scopes and, if wanted, name,\n' +
    'description, isActive, organizationId, audiences, claims. A table needs the columns client_id (or clientId),\n' +
    'client_secret_hash and scopes, or --column for each that has another name. Everything is checked before anything is stored.',
  async run(invocation) {
    const { api, options, output } = invocation;
    const entries = await entriesOf(invocation);
    if (entries.length === 0) throw new CommandError('There is no client to import.');
    refuseTwice(entries);
    const batches = batchesOf(entries);
    const existing = isGiven(options, 'skip-existing') ? 'skip' : 'refuse';
    const send = (clients: readonly ImportEntry[], dryRun: boolean): Promise<ImportResult> =>
      api.post<ImportResult>('/oauth-clients/imports', { clients, existing, dryRun });
    const checked = await inTurn(
      batches,
      (batch) => send(batch, true),
      (done) => output.progress(`Checked ${done} of ${entries.length} clients.`),
    );
    const result = isGiven(options, 'dry-run')
      ? checked
      : await inTurn(
          batches,
          (batch) => send(batch, false),
          (done) => output.progress(`Imported ${done} of ${entries.length} clients.`),
        );
    output.show(result, ({ imported, skipped }) =>
      [
        `${isGiven(options, 'dry-run') ? 'Would import' : 'Imported'} ${imported.length}, skipped ${skipped.length}.`,
        ...skipped.map((clientId) => `  skipped ${clientId}: it is registered already`),
      ].join('\n'),
    );
  },
};

/** The answers to all batches as one. Problems of every batch are told at once, by their place in the whole list. */
const inTurn = async (
  batches: readonly (readonly ImportEntry[])[],
  send: (batch: readonly ImportEntry[]) => Promise<ImportResult>,
  onProgress: (done: number) => void,
): Promise<ImportResult> => {
  const imported: string[] = [];
  const skipped: string[] = [];
  const problems: string[] = [];
  let done = 0;
  for (const batch of batches) {
    try {
      const result = await send(batch);
      imported.push(...result.imported);
      skipped.push(...result.skipped);
    } catch (error) {
      if (!(error instanceof CommandError) || error.exitCode !== EXIT.refused) throw error;
      problems.push(renumbered(error.message, done));
    }
    done += batch.length;
    if (batches.length > 1) onProgress(done);
  }
  if (problems.length > 0) throw new CommandError(problems.join('\n'));
  return { imported, skipped };
};

const renumbered = (message: string, offset: number): string =>
  message.replaceAll(/clients(?:\.|\[)(\d+)\]?/g, (_, index: string) => `clients[${Number(index) + offset}]`);

const refuseTwice = (entries: readonly ImportEntry[]): void => {
  const first = new Map<unknown, number>();
  const problems = entries.flatMap(({ clientId }, index) => {
    const before = first.get(clientId);
    if (clientId === undefined || before === undefined) {
      first.set(clientId, index);
      return [];
    }
    return [`  - clients[${index}].clientId is the same as that of clients[${before}]`];
  });
  if (problems.length > 0) throw new CommandError(['The list names a client twice:', ...problems].join('\n'));
};

const entriesOf = async (invocation: Invocation): Promise<ImportEntry[]> => {
  const {
    arguments: [path],
    options,
    terminal,
  } = invocation;
  const url = variableOf(options, 'from-database', terminal.env);
  if ((path === undefined) === (url === undefined)) {
    throw new UsageError('Either FILE or --from-database is needed.');
  }
  if (url !== undefined) return rowsOf(url, options);
  for (const option of ['table', 'column']) {
    if (options[option] !== undefined) throw new UsageError(`--${option} needs --from-database.`);
  }
  const document = await parseDocument(path ?? '-', terminal);
  const list = Array.isArray(document)
    ? (document as unknown[])
    : (document as { clients?: unknown } | null)?.clients;
  if (!Array.isArray(list)) throw new CommandError('The file must hold a list of clients.');
  return list.map((entry: unknown, index) => {
    if (typeof entry === 'object' && entry !== null && !Array.isArray(entry))
      return importEntryOf(entry, 'keep');
    throw new CommandError(`clients[${index}] must be an object.`);
  });
};

const rowsOf = async (url: string, options: Invocation['options']): Promise<ImportEntry[]> => {
  const columns = new ForeignColumns(textsOf(options, 'column') ?? []);
  // Loaded here: every other command would wait for the database's code.
  const { readForeignTable } = await import('../../database/foreign-clients.js');
  try {
    const rows = await readForeignTable(url, textOf(options, 'table') ?? 'oauth_clients');
    if (rows[0] !== undefined) columns.require(Object.keys(rows[0]));
    return rows.map((row) => importEntryOf(row, 'drop', columns));
  } catch (error) {
    if (error instanceof CommandError) throw error;
    // The message of Postgres names the table or the reason, never the URL.
    throw new CommandError(`The table cannot be read: ${reasonOf(error)}`, EXIT.unavailable);
  }
};

const reasonOf = (error: unknown): string => {
  const { code, message } = error as { code?: unknown; message?: unknown };
  return [code, message].filter((part) => typeof part === 'string' && part !== '').join(' ');
};
