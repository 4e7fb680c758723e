import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { readFileSync } from 'node:fs';
import { validateConfiguration } from '../../libs/m2m-auth/src/domain/configuration/validate-configuration.js';
import { badDocuments } from './support/bad-documents.js';
import { goodDocuments } from './support/good-documents.js';

const schema = JSON.parse(readFileSync('libs/m2m-auth/configuration.schema.json', 'utf8')) as object;

const ajv = new Ajv2020({ allErrors: true, strictTypes: false, strictRequired: false });
addFormats.default(ajv);
const matches = ajv.compile(schema);

describe('configuration.schema.json', () => {
  it('is a schema of draft 2020-12', () => {
    expect(ajv.validateSchema(schema)).toBe(true);
  });

  it.each(goodDocuments)('takes what the reader takes: %s', (_shows, document) => {
    matches(document);
    expect(matches.errors).toBeNull();
    expect(validateConfiguration(document).problems).toEqual([]);
  });

  it.each(badDocuments.map(({ rule, document, beyondSchema }) => [rule, document, !beyondSchema] as const))(
    'refuses what the reader refuses, where a schema can: %s',
    (_rule, document, judged) => {
      expect(validateConfiguration(document).problems).not.toEqual([]);
      expect({ document, refused: !matches(document) }).toEqual({ document, refused: judged });
    },
  );
});
