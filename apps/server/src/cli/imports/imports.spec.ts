import fc from 'fast-check';
import { batchesOf } from './batches.js';
import { importEntryOf } from './foreign-client.js';

describe('a client of another system', () => {
  it('is read from a row as Station has it: camel case, scopes with commas, no name', () => {
    const row = {
      id: '6f1c',
      clientId: 'bot',
      clientSecretHash: '$2b$12$x',
      scopes: 'a,b',
      isActive: false,
      createdAt: new Date(0),
    };
    expect(importEntryOf(row, 'drop')).toEqual({
      name: 'bot',
      clientId: 'bot',
      clientSecretHash: '$2b$12$x',
      scopes: ['a', 'b'],
      isActive: false,
    });
  });

  it('is read from a row in snake case, with scopes as an array or as text with spaces', () => {
    const row = { client_id: 'bot', client_secret_hash: 'h', scopes: ['a b'], is_active: true, name: 'Bot' };
    expect(importEntryOf(row, 'drop')).toMatchObject({ clientId: 'bot', name: 'Bot', scopes: ['a b'] });
    expect(importEntryOf({ ...row, scopes: ' a  b ' }, 'drop')).toMatchObject({ scopes: ['a', 'b'] });
  });

  it('loses the columns of a table that nobody knows, and keeps those of a file for the server to refuse', () => {
    const row = { clientId: 'bot', realm_id: 'r', redirect_uris: [] };
    expect(importEntryOf(row, 'drop')).toEqual({ clientId: 'bot', name: 'bot' });
    expect(importEntryOf(row, 'keep')).toMatchObject({ realmId: 'r', redirectUris: [] });
  });
});

describe('the batches of an import', () => {
  it('hold every entry once and in order, at most 100 and 64 KiB each', () => {
    const entry = fc.record({ name: fc.string({ maxLength: 40_000, unit: 'grapheme' }) });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 250, size: 'max' }), (entries) => {
        const batches = batchesOf(entries);
        expect(batches.flat()).toEqual(entries);
        for (const batch of batches) {
          expect(batch.length).toBeGreaterThan(0);
          expect(batch.length).toBeLessThanOrEqual(100);
          if (batch.length > 1) expect(Buffer.byteLength(JSON.stringify(batch))).toBeLessThan(64 * 1024 + 2);
        }
      }),
      { numRuns: 50 },
    );
  });
});
