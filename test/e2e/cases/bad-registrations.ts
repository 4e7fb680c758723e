import { RawConnection, type RawResponse } from '../../hosts/support/raw-http.js';
import { CANARY } from '../corpus/bad-request.js';
import { badRegistrations, type BadRegistration } from '../corpus/registrations.js';
import { bearerLine, registrationRequest } from '../support/registration.js';
import type { RegistrationSuite } from '../support/registration-suite.js';

/** What registers nothing, and leaves nothing behind. */
export const badRegistrationCases = (suite: RegistrationSuite): void => {
  const problemsOf = async ({ refusal }: BadRegistration, response: RawResponse): Promise<string[]> => {
    const problems: string[] = [];
    const { status, headers, body } = response;
    if (status !== refusal.status) problems.push(`status ${status}`);
    if (JSON.stringify(response).includes(CANARY) || body.includes(suite.token)) problems.push('echo');
    if (headers['cache-control'] !== 'no-store') problems.push('cacheable');
    const { error, error_description, ...rest } = JSON.parse(body) as Record<string, unknown>;
    if (error !== refusal.error || Object.keys(rest).length > 0) problems.push(`error ${String(error)}`);
    if (!/^[\x20\x21\x23-\x5b\x5d-\x7e]+$/.test(String(error_description))) problems.push('description');
    return problems;
  };

  it.each(badRegistrations)(
    '%s: refused as the RFC says, and the connection lives on (DR-08 to DR-10, DR-12, DR-14, DR-15)',
    async (_, requests) => {
      const before = await suite.registeredClients();
      const wrong: Record<string, string[]> = {};
      let connection = await RawConnection.open(suite.deployment.port);
      for (const bad of requests) {
        connection.write(bad.bytes(bearerLine(suite.token)));
        const response = await connection.next();
        const problems = await problemsOf(bad, response);
        if (problems.length > 0) wrong[bad.name] = problems;
        if (response.headers['connection'] === 'close') {
          connection.close();
          connection = await RawConnection.open(suite.deployment.port);
        }
      }
      connection.write(registrationRequest({}, bearerLine(suite.token)));
      expect((await connection.next()).status).toBe(201);
      connection.close();
      expect(wrong).toEqual({});
      expect(await suite.registeredClients()).toBe(before + 1);
    },
    60_000,
  );

  it('are more than 120, and no two of a family the same', () => {
    const names = badRegistrations.flatMap(([family, all]) => all.map(({ name }) => `${family}: ${name}`));
    expect(names.length).toBeGreaterThanOrEqual(120);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });
};
