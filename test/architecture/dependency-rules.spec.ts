import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { dependencyCruise, repository } from './dependency-cruise.js';
import type { CruiseResult } from './dependency-cruise.js';
import { buildFixtureTree } from './fixture-tree.js';
import { permittedImports, plantedViolations } from './planted-violations.js';

const config = '.dependency-cruiser.cjs';
const rules = (
  createRequire(join(repository, 'package.json'))(join(repository, config)) as {
    forbidden: { name: string; severity: string; comment?: string }[];
  }
).forbidden;

// Cruising the whole tree takes seconds on an idle machine, and other suites run beside this one.
jest.setTimeout(120_000);

describe('dependency rules', () => {
  let root: string;
  let planted: CruiseResult;

  beforeAll(async () => {
    root = buildFixtureTree(repository);
    planted = await dependencyCruise(root, config);
  });

  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it.each(plantedViolations.map((violation) => [violation.rule, violation.from, violation] as const))(
    '%s reports %s as an error',
    (rule, from, { imports }) => {
      const reported = planted.summary.violations.filter((violation) => violation.from === from);
      expect({ imports, rules: reported.map((violation) => violation.rule) }).toEqual({
        imports,
        rules: expect.arrayContaining([
          expect.objectContaining({ name: rule, severity: 'error' }),
        ]) as unknown,
      });
    },
  );

  it.each(permittedImports.map(({ from, imports }) => [from, imports]))('lets %s import %s', (from) => {
    expect(planted.summary.violations.filter((violation) => violation.from === from)).toEqual([]);
  });

  it('gives every rule a planted violation, a reason and the severity that fails CI', () => {
    expect(new Set(plantedViolations.map(({ rule }) => rule))).toEqual(
      new Set(rules.map(({ name }) => name)),
    );
    for (const rule of rules) {
      expect(rule).toMatchObject({ severity: 'error', comment: expect.stringMatching(/\w{3}/) as unknown });
    }
  });

  it('finds nothing to report in the real tree', async () => {
    const real = await dependencyCruise(repository, config);
    expect(real.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).toEqual([]);
    expect(real.summary.totalCruised).toBeGreaterThan(20);
  });
});
