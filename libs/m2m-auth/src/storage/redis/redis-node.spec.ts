import { incarnationOf, isMaster } from './redis-node.js';

const server = '# Server\r\nredis_version:7.0.15\r\nrun_id:abc\r\ntcp_port:6379\r\n';
const replication = (role: string): string =>
  `# Replication\r\nrole:${role}\r\nconnected_slaves:0\r\nmaster_replid:def\r\nmaster_replid2:000\r\n`;

describe('which node answers', () => {
  it('is the process and its replication history together', () => {
    expect(incarnationOf(server, replication('master'))).toBe('abc:def');
  });

  it.each<[string, unknown, unknown]>([
    ['a replica', server, replication('slave')],
    ['no run_id', '# Server\r\n', replication('master')],
    ['no replication id', server, 'role:master\r\n'],
    ['no text', null, undefined],
  ])('cannot be told from %s', (_what, first, second) => {
    expect(incarnationOf(first, second)).toBeNull();
  });

  it('takes the role from the role alone', () => {
    expect(isMaster('role:slave\r\nmaster_host:role:master\r\n')).toBe(false);
  });
});
