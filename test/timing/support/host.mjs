// node --import host.mjs apps/server/dist/main.js: the built server with a work factor of bcrypt from M2M_TIMING_COST, and
// for the positive controls with a leak that is put in from outside, named by M2M_TIMING_LEAK.
import { ServerResponse } from 'node:http';
import { createRequire, register } from 'node:module';

const { M2M_TIMING_COST: cost, M2M_TIMING_LEAK: leak, M2M_TIMING_LATE: late } = process.env;
const DUMMY = '$mRZGHEHpNhrPgMnqmCDJyOQ9aWqkzYxkqnRlGWtmkJvzGqGdhIsVu';

register('./altered-library.mjs', import.meta.url, { data: { cost, grid: leak !== 'no-dummy' } });

// What a server without dummies, and without the grid that would hide it, does: for a client that does not exist it answers at once.
if (leak === 'no-dummy') {
  const bcrypt = createRequire(import.meta.url)('bcrypt');
  const { compare } = bcrypt;
  bcrypt.compare = (data, hash) => (hash.endsWith(DUMMY) ? Promise.resolve(false) : compare(data, hash));
}

// What one more read for clients that exist does.
if (leak === 'late-answer') {
  const { end } = ServerResponse.prototype;
  ServerResponse.prototype.end = function (...args) {
    const [, credentials = ''] = (this.req.headers.authorization ?? '').split(' ');
    const known = Buffer.from(credentials, 'base64').toString().startsWith(`${late}:`);
    if (!known) return end.apply(this, args);
    setTimeout(() => end.apply(this, args), 1);
    return this;
  };
}
