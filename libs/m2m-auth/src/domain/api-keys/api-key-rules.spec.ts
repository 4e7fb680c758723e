import { apiKeyProblems } from './api-key-rules.js';
import type { NewApiKey } from './new-api-key.js';

const NOW = Date.UTC(2026, 0, 1);
const STRONG = 'sk_live_0123456789abcdef0123456789abcdef';
const GOOD: NewApiKey = {
  name: 'Nightly export',
  owner: { type: 'organization', id: 'acme' },
  permissions: ['reports:read'],
};

const problems = (changes: object): string[] => apiKeyProblems({ ...GOOD, ...changes }, NOW);

describe('what an API key may be', () => {
  it.each<[string, object]>([
    ['what it must have', {}],
    [
      'a user of an organization as its owner',
      { owner: { type: 'user', id: 'u 1', organizationId: 'acme' } },
    ],
    ['no permissions', { permissions: [] }],
    ['an end', { expiresAt: new Date(NOW + 1) }],
    ['no end, said so', { expiresAt: null }],
    ['a strong value', { value: STRONG }],
    ['the environment that its value names', { value: STRONG, environment: 'production' }],
    [
      'an environment where its value names none',
      { value: STRONG.replace('live', 'mine'), environment: 'production' },
    ],
    ['an imported weak value (X-24, C-35)', { value: 'sk_test_ci', imported: true }],
    [
      'an imported value under another environment (C-44)',
      { value: 'sk_test_ci', environment: 'production', imported: true },
    ],
    ['an imported end that has come (C-46)', { expiresAt: new Date(0), imported: true }],
  ])('has %s', (_, changes) => {
    expect(problems(changes)).toEqual([]);
  });

  it.each<[string, object]>([
    ['name', { name: '' }],
    ['name', { name: '  ' }],
    ['name', { name: 'a\0' }],
    ['name', { name: '\ud800' }],
    ['name', { name: 'x'.repeat(256) }],
    ['name', { name: 7 }],
    ['name', { name: undefined }],
    ['owner', { owner: undefined }],
    ['owner', { owner: null }],
    ['owner', { owner: 'acme' }],
    ['owner', { owner: ['organization', 'acme'] }],
    ['owner', { owner: { id: 'acme' } }],
    ['owner', { owner: { type: 'team', id: 'acme' } }],
    ['owner', { owner: { type: 'toString', id: 'acme' } }],
    ['owner', { owner: { type: '__proto__', id: 'acme' } }],
    ['owner', { owner: { type: 'organization' } }],
    ['owner', { owner: { type: 'organization', id: '' } }],
    ['owner', { owner: { type: 'organization', id: 1 } }],
    ['owner', { owner: { type: 'organization', id: 'a\0' } }],
    ['owner', { owner: { type: 'organization', id: 'acme', organizationId: 'other' } }],
    ['owner', { owner: { type: 'organization', id: 'acme', role: 'admin' } }],
    ['owner', { owner: { type: 'user', id: 'u' } }],
    ['owner', { owner: { type: 'user', organizationId: 'acme' } }],
    ['owner', { owner: { type: 'user', id: 'u', organizationId: null } }],
    ['permissions', { permissions: undefined }],
    ['permissions', { permissions: 'reports:read' }],
    ['permissions', { permissions: ['reports:read reports:write'] }],
    ['permissions', { permissions: [''] }],
    ['permissions', { permissions: ['a"b'] }],
    ['permissions', { permissions: [1] }],
    ['permissions', { permissions: Array<string>(65).fill('a') }],
    ['permissions', { permissions: ['a'.repeat(1_000), 'b'.repeat(100)] }],
    ['expiresAt', { expiresAt: new Date(NOW) }],
    ['expiresAt', { expiresAt: new Date(0) }],
    ['expiresAt', { expiresAt: new Date(Number.NaN) }],
    ['expiresAt', { expiresAt: new Date(Number.NaN), imported: true }],
    ['expiresAt', { expiresAt: new Date(8.64e15) }],
    ['expiresAt', { expiresAt: '2099-01-01T00:00:00Z' }],
    ['expiresAt', { expiresAt: NOW + 1 }],
    ['value', { value: '' }],
    ['value', { value: null }],
    ['value', { value: STRONG.slice(3) }],
    ['value', { value: 'sk_test_ci' }],
    ['value', { value: `sk_${'a'.repeat(64)}` }],
    ['value', { value: `${STRONG}\n` }],
    ['value', { value: `${STRONG} ` }],
    ['value', { value: `${STRONG}é` }],
    ['value', { value: `sk_live_${'A'.repeat(49)}` }],
    ['value', { value: `sk_live_${'A'.repeat(49)}`, imported: true }],
    ['value', { value: '', imported: true }],
    ['environment', { environment: 'live' }],
    ['environment', { environment: null }],
    ['environment', { value: STRONG, environment: 'test' }],
    ['environment', { value: STRONG.replace('live', 'test'), environment: 'production' }],
  ])('has no such %s: %j', (field, changes) => {
    const found = problems(changes);
    expect(found).toEqual([expect.stringMatching(new RegExp(`^${field} `))]);
    expect(found.join()).not.toContain(STRONG.slice(8));
  });

  it('is refused for every reason at once', () => {
    const bad = { name: '', owner: 1, permissions: 1, value: 1, environment: 1, expiresAt: 1 };
    expect(problems(bad)).toHaveLength(6);
    expect(problems({ name: '', value: 'sk_test_ci', environment: 'production' })).toHaveLength(3);
  });
});
