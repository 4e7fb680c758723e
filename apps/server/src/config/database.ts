import type { EnvironmentReader } from './environment-reader.js';
import { readConnectionUrl } from './urls.js';

const NAME = 'DATABASE_URL';
const EMBEDDED = 'EMBEDDED_DATABASE';

/**
 * The URL of the database; undefined: the embedded one.
 *
 * @param whenUnset what a missing DATABASE_URL means. An embedded database is another one in every process and every
 * folder, so `refuse` accepts it only where EMBEDDED_DATABASE asks for it.
 */
export function readDatabaseUrl(
  reader: EnvironmentReader,
  whenUnset: 'embed' | 'refuse',
): string | undefined {
  const embedded = reader.choice(EMBEDDED, ['true', 'false']);
  const problems = reader.problems.length;
  const url = readConnectionUrl(reader, NAME, ['postgres:', 'postgresql:']);
  if (url !== undefined && embedded === 'true') {
    return reader.problem(EMBEDDED, `is true, but ${NAME} is set too; set one of them.`);
  }
  const refused = whenUnset === 'refuse' ? embedded !== 'true' : embedded === 'false';
  if (url === undefined && refused && reader.problems.length === problems) {
    return reader.problem(
      NAME,
      `is required (${EMBEDDED}=true runs on the embedded database in DATA_DIR instead: one process on one machine).`,
    );
  }
  return url;
}
