import fc from 'fast-check';
import { isBasic, parseBasicCredentials } from './basic-credentials.js';

const base64 = (text: string | Buffer) => Buffer.from(text).toString('base64');
const parse = (credentials: string) => parseBasicCredentials(`Basic ${base64(credentials)}`);

/** As it was sent, where that is another reading. */
const readings = (sent: string, secret: string) =>
  sent === secret ? { secret } : { secret, rawSecret: sent };

const formEncode = (text: string) => new URLSearchParams([['', text]]).toString().slice(1);

describe('HTTP Basic', () => {
  it.each(['Basic', 'basic', 'BASIC', 'bAsIc'])(
    'is known by its scheme in any case (RFC 9110 §11.1): %s',
    (scheme) => {
      const header = `${scheme}   ${base64('id:secret')}  `;
      expect(isBasic(header)).toBe(true);
      expect(parseBasicCredentials(header)).toEqual({ clientId: 'id', secret: 'secret' });
    },
  );

  it.each(['', 'Bearer x', 'Basic64 x', ' Basic x', 'xBasic'])('is not seen in %j', (header) => {
    expect(isBasic(header)).toBe(false);
  });

  it.each([
    ['the first colon parts (RFC 7617 §2)', 'id:a:b:c', 'id', 'a:b:c'],
    ['encoded colons belong to their half', 'urn%3Ax:a%3Ab', 'urn:x', 'a:b'],
    ['both halves are decoded', 'a%2Db%2Ec%5Fd:s%2D1%5F2%2E3', 'a-b.c_d', 's-1_2.3'],
    ['a plus is a space (RFC 6749 appendix B)', 'user+name:secret+local', 'user name', 'secret local'],
    ['an encoded plus is a plus', 'id:p%2Bw', 'id', 'p+w'],
    ['escapes are decoded once', 'id:%2525', 'id', '%25'],
    ['UTF-8 comes out of escapes', 'id:%C3%A9%E2%82%AC', 'id', 'é€'],
    ['UTF-8 also comes raw (RFC 7617 §2.1)', 'id:é€', 'id', 'é€'],
    ['a half with a malformed escape is taken as it is', 'a%2Db:secret_%_local', 'a-b', 'secret_%_local'],
    ['taken as it is, plus signs and all', 'a%2Db:50%+1', 'a-b', '50%+1'],
    ['the other half is decoded nevertheless', '%ZZ:a%2Db', '%ZZ', 'a-b'],
    ['a cut-off escape', 'id:%', 'id', '%'],
    ['escapes that are no UTF-8', 'id:%E0%A4%A', 'id', '%E0%A4%A'],
    ['an overlong form', 'id:%C0%AF', 'id', '%C0%AF'],
    ['half of a surrogate pair', 'id:%ED%A0%80', 'id', '%ED%A0%80'],
  ])('%s', (_, sent, clientId, secret) => {
    expect(parse(sent)).toEqual({ clientId, ...readings(sent.slice(sent.indexOf(':') + 1), secret) });
  });

  it.each([
    ['nothing', ''],
    ['no base64', '!!!'],
    ['base64 without its padding', base64('id:secre').replace(/=+$/, '')],
    ['base64url', Buffer.from('id:?>?>?>').toString('base64url')],
    ['something after the base64', `${base64('id:secret')},x`],
    ['a space inside', `${base64('id:secret').slice(0, 4)} ${base64('id:secret').slice(4)}`],
    ['stray bits at the end', 'aWQ6c2V='],
    ['no UTF-8', base64(Buffer.from([0x69, 0x3a, 0xff, 0xfe]))],
    ['no colon', base64('id')],
    ['no id', base64(':secret')],
    ['no secret', base64('id:')],
  ])('names nobody with %s', (_, encoded) => {
    expect(parseBasicCredentials(`Basic ${encoded}`)).toBeNull();
  });

  const id = fc.stringMatching(/^[A-Za-z0-9._-]{1,40}$/);

  it('reads what half of the clients send raw and the others encode, in the alphabet of ids and generated secrets', () => {
    const secret = fc.stringMatching(/^m2ms_[A-Za-z0-9_-]{49}$/);
    fc.assert(
      fc.property(id, secret, (clientId, value) => {
        expect(parse(`${clientId}:${value}`)).toEqual({ clientId, secret: value });
        expect(parse(`${formEncode(clientId)}:${formEncode(value)}`)).toEqual({ clientId, secret: value });
      }),
    );
  });

  it('reads any supplied secret that is sent form-encoded', () => {
    const secret = fc.stringMatching(/^[\x20-\x7e]{1,128}$/);
    fc.assert(
      fc.property(id, secret, (clientId, value) => {
        const encoded = formEncode(value);
        expect(parse(`${formEncode(clientId)}:${encoded}`)).toEqual({
          clientId,
          ...readings(encoded, value),
        });
        const fullyEscaped = [...Buffer.from(value)]
          .map((byte) => `%${byte.toString(16).padStart(2, '0')}`)
          .join('');
        expect(parse(`${clientId}:${fullyEscaped}`)).toEqual({
          clientId,
          secret: value,
          rawSecret: fullyEscaped,
        });
      }),
    );
  });

  it('takes a secret that decodes to the generated form for an encoded one, with no second reading', () => {
    const value = `m2ms_${'x'.repeat(49)}`;
    expect(parse(`id:${value.replace('_', '%5F')}`)).toEqual({ clientId: 'id', secret: value });
  });

  it('never throws, whatever the header holds', () => {
    const bytes = fc.uint8Array({ maxLength: 40 }).map((value) => `Basic ${base64(Buffer.from(value))}`);
    fc.assert(
      fc.property(
        fc.oneof(
          bytes,
          fc.string({ unit: 'binary' }).map((text) => `Basic ${text}`),
        ),
        (header) => {
          const credentials = parseBasicCredentials(header);
          if (credentials !== null) expect([credentials.clientId, credentials.secret]).not.toContain('');
        },
      ),
    );
  });
});
