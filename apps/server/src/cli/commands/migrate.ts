import { resolve } from 'node:path';
import { readDatabaseUrl } from '../../config/database.js';
import { EnvironmentReader } from '../../config/environment-reader.js';
import type { Command, Invocation } from '../command.js';
import { CommandError, UsageError } from '../command-error.js';
import { EXIT } from '../exit-code.js';

interface Migrated {
  readonly ran: readonly string[];
}

/** The one command that opens the database itself. */
export const migrateCommand: Command = {
  name: 'migrate',
  summary: 'Bring the tables up to date, as every start of the server does',
  details:
    'Opens the database of DATABASE_URL (or DATABASE_URL_FILE) or, with EMBEDDED_DATABASE=true, the embedded one in\n' +
    'DATA_DIR, which no server may be using. For a deployment that migrates in a step of its own.',
  async run(invocation) {
    const ran = await migrate(invocation);
    invocation.output.show<Migrated>({ ran }, () =>
      ran.length === 0 ? 'The tables are up to date.' : ran.map((name) => `Ran ${name}.`).join('\n'),
    );
  },
};

const migrate = async ({ terminal, output }: Invocation): Promise<readonly string[]> => {
  const reader = new EnvironmentReader(terminal.env, (path) => terminal.readFile(path));
  const databaseUrl = readDatabaseUrl(reader, 'refuse');
  const [problem] = reader.problems;
  if (problem) throw new UsageError(`${problem.name} ${problem.message}`);
  const dataDirectory = resolve(reader.text('DATA_DIR') ?? 'data');
  // Loaded here: every other command would wait for the database's code.
  const { connectDatabase } = await import('../../database/database-connection.js');
  const { migrateDatabase } = await import('../../database/migrate-database.js');
  const warn = (): void => output.progress('A database connection was lost.');
  try {
    const database = await connectDatabase({ databaseUrl, dataDirectory }, { warn });
    try {
      return await migrateDatabase(database.options);
    } finally {
      await database.close();
    }
  } catch (error) {
    const unreachable = (error as { code?: unknown }).code === 'ECONNREFUSED';
    throw new CommandError(
      `The database could not be migrated: ${error instanceof Error ? error.message || error.name : String(error)}`,
      unreachable ? EXIT.unavailable : EXIT.refused,
    );
  }
};
