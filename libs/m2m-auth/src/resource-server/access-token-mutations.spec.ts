import fc from 'fast-check';
import { jwtVerify } from 'jose';
import {
  AUDIENCE,
  ISSUER,
  NOW,
  signTexts,
  tokenWith,
  validClaims,
} from '../../../../test/guards/support/forge.js';
import { allKeys, es256, type SigningKeyPair } from '../../../../test/guards/support/signing-keys.js';
import { verifierWith } from '../../../../test/guards/support/verifier.js';
import { OAuthError } from '../oauth/oauth-error.js';

// Thousands of signatures, on machines that are busy with other suites.
jest.setTimeout(60_000);

const verifier = verifierWith();

const accepts = (token: string): boolean => {
  try {
    return !(verifier.verify(token) instanceof Promise);
  } catch (error) {
    if (error instanceof OAuthError && error.code === 'invalid_token') return false;
    throw error;
  }
};

/** The same policy, as far as jose has it. */
const joseAccepts = async (token: string): Promise<boolean> => {
  const keyOf = ({ kid, alg }: { kid?: string; alg?: string }) => {
    const key = allKeys.find((candidate) => candidate.kid === kid && candidate.algorithm === alg);
    if (!key) throw new Error('no such key');
    return key.key;
  };
  return jwtVerify(token, keyOf, {
    issuer: ISSUER,
    audience: AUDIENCE,
    typ: 'at+jwt',
    algorithms: allKeys.map((key) => key.algorithm),
    clockTolerance: 5,
    currentDate: new Date(NOW * 1000),
    requiredClaims: ['iss', 'sub', 'aud', 'exp', 'iat', 'jti', 'client_id', 'type', 'epc'],
  }).then(
    () => true,
    () => false,
  );
};

const edited = (text: string) =>
  fc
    .tuple(fc.nat(text.length), fc.nat(3), fc.string({ maxLength: 3 }))
    .map(([at, removed, inserted]) => text.slice(0, at) + inserted + text.slice(at + removed));

const anyKey = fc.constantFrom(...allKeys);
const headerOf = (key: SigningKeyPair) => ({ typ: 'at+jwt', alg: key.algorithm, kid: key.kid });

describe.each(allKeys)('a token signed with $algorithm', (key) => {
  const token = tokenWith({}, {}, key);

  it('does not survive the flip of any one bit', () => {
    expect(accepts(token)).toBe(true);
    const survivors: string[] = [];
    for (let at = 0; at < token.length; at += 1) {
      for (let bit = 1; bit < 0x80; bit <<= 1) {
        const flipped = String.fromCharCode(token.charCodeAt(at) ^ bit);
        const mutant = token.slice(0, at) + flipped + token.slice(at + 1);
        if (accepts(mutant)) survivors.push(mutant);
      }
    }
    expect(survivors).toEqual([]);
  });

  it('does not survive any edit of its text', () => {
    fc.assert(
      fc.property(edited(token), (mutant) => {
        expect(accepts(mutant)).toBe(mutant === token);
      }),
      { numRuns: 500 },
    );
  });
});

describe('in no case more lenient than jose', () => {
  const agree = async (token: string): Promise<boolean> => {
    const ours = accepts(token);
    if (ours) expect(await joseAccepts(token)).toBe(true);
    return ours;
  };

  it('on signed tokens with any claims and header members', async () => {
    let accepted = 0;
    const names = [...Object.keys(validClaims), 'nbf', 'org_id', 'scopes', 'scp', 'crit', 'b64'];
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 1 }),
      fc.integer({ min: -20, max: 20 }).map((seconds) => NOW + seconds),
      fc.constantFrom(
        ISSUER,
        [ISSUER],
        AUDIENCE,
        [AUDIENCE],
        [AUDIENCE, 'x'],
        undefined,
        'client',
        'at+jwt',
        1e308,
      ),
    );
    const members = (keys: string[]) => fc.dictionary(fc.constantFrom(...keys), value, { maxKeys: 2 });
    const header = members(['typ', 'alg', 'kid', 'crit', 'b64', 'jwk', 'cty', 'zip']);
    await fc.assert(
      fc.asyncProperty(anyKey, members(names), fc.option(header), async (key, claims, changed) => {
        if (await agree(tokenWith(claims, changed ?? {}, key))) accepted += 1;
      }),
      { numRuns: 700 },
    );
    // Both verdicts must be among them, or the comparison says nothing.
    expect(accepted).toBeGreaterThan(20);
  });

  it('on signed texts that are nearly JSON, and on texts signed with another algorithm', async () => {
    const header = JSON.stringify(headerOf(es256));
    const payload = JSON.stringify(validClaims);
    await fc.assert(
      fc.asyncProperty(edited(header), edited(payload), fc.boolean(), async (head, body, keepHeader) => {
        await agree(signTexts(keepHeader ? header : head, body, 'ES256', es256.privateKey));
      }),
      { numRuns: 700 },
    );
    await fc.assert(
      fc.asyncProperty(anyKey, anyKey, async (named, signer) => {
        const text = JSON.stringify(headerOf(named));
        const ours = await agree(signTexts(text, payload, signer.algorithm, signer.privateKey));
        expect(ours).toBe(named === signer);
      }),
    );
  });
});
