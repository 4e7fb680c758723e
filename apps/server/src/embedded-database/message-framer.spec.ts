import * as fc from 'fast-check';
import { MessageFramer } from './message-framer.js';

const startup = (body: Buffer): Buffer => Buffer.concat([length(body), body]);
const message = (type: string, body: Buffer): Buffer =>
  Buffer.concat([Buffer.from(type), length(body), body]);
function length(body: Buffer): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(body.length + 4);
  return bytes;
}
const bodies = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes));

describe('framing of frontend messages', () => {
  it('gives back the same bytes however they were cut', () => {
    fc.assert(
      fc.property(bodies, fc.array(bodies), fc.array(fc.nat(400)), (first, rest, cuts) => {
        const sent = Buffer.concat([startup(first), ...rest.map((body) => message('Q', body))]);
        const framer = new MessageFramer();
        const edges = [0, ...cuts.filter((cut) => cut < sent.length).sort((a, b) => a - b), sent.length];
        const received = edges.slice(1).map((edge, i) => framer.push(sent.subarray(edges[i], edge)).messages);

        expect(Buffer.concat(received).equals(sent)).toBe(true);
      }),
    );
  });

  it('holds back a message until it is whole', () => {
    const framer = new MessageFramer();
    framer.push(startup(Buffer.from('hello')));
    const query = message('Q', Buffer.from('SELECT 1'));

    expect(framer.push(query.subarray(0, -1)).messages).toHaveLength(0);
    expect(framer.push(query.subarray(-1)).messages).toEqual(query);
  });

  it('stops at Terminate, which the database never sees', () => {
    const framer = new MessageFramer();
    framer.push(startup(Buffer.alloc(4)));
    const query = message('Q', Buffer.from('COMMIT'));

    expect(framer.push(Buffer.concat([query, message('X', Buffer.alloc(0))]))).toEqual({
      messages: query,
      terminated: true,
    });
  });
});
