import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const SOURCES = join(process.cwd(), 'libs/m2m-auth/src/modules');
/** What is shown whole in one row. */
const SHOWN_AS_ONE = ['redis', 'throttle', 'persistence', 'sharedState', 'RevocationFeature'];

/** Members of an interface as users write them: `accessToken.ttl`. */
const memberNames = (file: string, name: string): readonly string[] => {
  const path = join(SOURCES, file);
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ES2023);
  const interfaces = new Map(
    source.statements.filter(ts.isInterfaceDeclaration).map((one) => [one.name.text, one.members] as const),
  );
  const namesOf = (members: ts.NodeArray<ts.TypeElement>, prefix: string): string[] =>
    members.filter(ts.isPropertySignature).flatMap((member) => {
      const own = prefix + member.name.getText(source);
      if (
        !member.type ||
        SHOWN_AS_ONE.some((shown) => shown === own || shown === member.type?.getText(source))
      )
        return [own];
      if (ts.isTypeLiteralNode(member.type)) return namesOf(member.type.members, `${own}.`);
      const nested = ts.isTypeReferenceNode(member.type) && interfaces.get(member.type.getText(source));
      return nested ? namesOf(nested, `${own}.`) : [own];
    });
  const members = interfaces.get(name);
  if (!members) throw new Error(`${file} has no ${name}`);
  return namesOf(members, '');
};

describe('the tables of options in the readme', () => {
  const rows = readFileSync('libs/m2m-auth/README.md', 'utf8').matchAll(/^\| `([\w.]+)` +\|/gm);
  const documented = [...rows].map(([, name]) => name).filter((name) => !name?.endsWith('Guard'));

  it('name every option and nothing else', () => {
    expect(documented.sort()).toEqual(
      [
        ...memberNames('authorization-server/module-definition.ts', 'M2MAuthExtras'),
        ...memberNames('authorization-server/options.ts', 'M2MAuthOptions'),
        ...memberNames('resource-server/module-definition.ts', 'M2MResourceServerExtras'),
        ...memberNames('resource-server/options.ts', 'M2MResourceServerOptions'),
      ].sort(),
    );
  });
});
