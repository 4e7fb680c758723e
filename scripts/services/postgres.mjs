import { userInfo } from 'node:os';
import { installDebianPackage } from './debian-packages.mjs';
import { startOwnPostgres } from './own-postgres.mjs';
import { postgresProblem } from './postgres-probe.mjs';

const users = ['postgres', 'postgres:postgres', encodeURIComponent(userInfo().username)];

export const postgres = {
  name: 'Postgres',
  variable: 'DATABASE_URL',
  debianPackage: 'postgresql',
  usualUrls: users.map((user) => `postgres://${user}@127.0.0.1:5432/postgres`),
  problem: postgresProblem,
  startOwn: startOwnPostgres,
  install: () => installDebianPackage('postgresql'),
};
