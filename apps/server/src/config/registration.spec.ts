import { EnvironmentReader, type EnvironmentVariables } from './environment-reader.js';
import { readRegistration } from './registration.js';

const read = (variables: EnvironmentVariables) => {
  const reader = new EnvironmentReader(variables, () => '');
  const registration = readRegistration(reader);
  return { registration, problems: reader.problems.map(({ name }) => name) };
};

describe('who may register clients', () => {
  it.each([{}, { REGISTRATION: 'off' }, { REGISTRATION: ' ', REGISTRATION_SCOPES: 'reports:read' }])(
    'is nobody: %j',
    (variables) => {
      expect(read(variables)).toEqual({ registration: undefined, problems: [] });
    },
  );

  it.each([
    ['initial-access-token', false],
    ['open', true],
  ])('is with %s by token or everybody, within nothing unless it is named', (mode, openRegistration) => {
    expect(read({ REGISTRATION: mode })).toEqual({
      registration: { openRegistration, scopes: [], audiences: [] },
      problems: [],
    });
  });

  it('takes lists', () => {
    const { registration } = read({
      REGISTRATION: 'open',
      REGISTRATION_SCOPES: 'reports:read, reports:write',
      REGISTRATION_AUDIENCES: 'https://a.example.com ,billing',
    });
    expect(registration).toMatchObject({
      scopes: ['reports:read', 'reports:write'],
      audiences: ['https://a.example.com', 'billing'],
    });
  });

  it.each([
    ['REGISTRATION', 'on'],
    ['REGISTRATION', 'OPEN'],
    ['REGISTRATION_SCOPES', 'reports:read reports:write'],
    ['REGISTRATION_SCOPES', 'a,,b'],
    ['REGISTRATION_SCOPES', 'a"'],
    ['REGISTRATION_SCOPES', Array.from({ length: 65 }, (_, n) => `s${n}`).join()],
    ['REGISTRATION_AUDIENCES', 'https://a.example.com#x'],
    ['REGISTRATION_AUDIENCES', 'a b'],
    ['REGISTRATION_AUDIENCES', ','],
  ])('names what is wrong: %s=%j', (name, value) => {
    expect(read({ [name]: value }).problems).toEqual([name]);
  });
});
