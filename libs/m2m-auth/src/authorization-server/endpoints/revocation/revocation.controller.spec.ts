import { FailureGrid } from '../../../domain/throttling/failure-grid.js';
import { startProcess, TestClock } from '../../../../../../test/support/domain.js';
import type { ClientToken } from '../../../oauth/client-token.js';
import { temporarilyUnavailable } from '../../../oauth/errors.js';
import { MemoryPersistence } from '../../../storage/memory/memory-persistence.js';
import { memoryState } from '../../../storage/memory/memory-state.js';
import { PersistenceError } from '../../../domain/stores/persistence-errors.js';

import { EndpointAudit } from '../../audit/endpoint-audit.js';
import { FailedRequests } from '../../audit/failed-requests.js';
import { RequestActors } from '../../audit/request-actors.js';
import { RequestAuthenticator } from '../../client-authentication/request-authenticator.js';
import type { EndpointRequest } from '../../../http/endpoint.js';
import { RequestParameters } from '../../../http/request-parameters.js';
import { EndpointThrottle } from '../../throttling/endpoint-throttle.js';
import { RevocationController } from './revocation.controller.js';

const TOKEN: ClientToken = {
  credential: 'access_token',
  clientId: 'a',
  subject: 'a',
  scopes: [],
  audience: [],
  organizationId: undefined,
  jti: 'jti-1',
  issuedAt: 0,
  expiresAt: 4_000_000_000,
  claims: {},
};

/** RFC 7009 §2.2.1: 503 and not 200 whenever the end of the token is not certain. */
describe('a revocation that cannot be carried out', () => {
  const clock = new TestClock();

  const ask = async (
    process: Awaited<ReturnType<typeof startProcess>>,
    found: () => Promise<ClientToken | null>,
  ) => {
    const { clientSecret = '' } = await process.clients.register({ clientId: 'a', name: 'A', scopes: [] });
    const authentication = new RequestAuthenticator(
      process.authenticator,
      new EndpointThrottle(process.state.throttle, null),
      new FailureGrid(process.clock),
    );
    const failures = new FailedRequests({ knows: () => false, audienceOf: () => [] });
    const controller = new RevocationController(
      authentication,
      { inspect: found },
      process.revocation,
      new EndpointAudit(null, failures, false),
      new RequestActors(),
    );
    const parameters = new Map([
      ['client_id', ['a']],
      ['client_secret', [clientSecret]],
      ['token', ['t']],
    ]);
    const request: EndpointRequest = {
      method: 'POST',
      url: '/auth/revoke',
      headers: {},
      ip: undefined,
      parameters: new RequestParameters(parameters),
    };
    return controller.revoke(request);
  };

  it('is 503 when nobody can tell whether the token is good', async () => {
    const answer = ask(await startProcess(), () => Promise.reject(temporarilyUnavailable()));
    await expect(answer).rejects.toMatchObject({ status: 503 });
  });

  it('is 503 when the truth cannot be written', async () => {
    const persistence = new MemoryPersistence(clock);
    const process = await startProcess({ clock, persistence });
    const answer = ask(process, () => {
      persistence.transaction = () => Promise.reject(new PersistenceError('timeout'));
      return Promise.resolve(TOKEN);
    });
    await expect(answer).rejects.toMatchObject({ status: 503, code: 'temporarily_unavailable' });
  });

  it('is 503 when it stands in the truth but is not projected, and the loop projects it', async () => {
    const state = memoryState(clock);
    const project = state.projection.project.bind(state.projection);
    const process = await startProcess({ clock, state });
    const answer = ask(process, () => {
      state.projection.project = () => Promise.reject(temporarilyUnavailable());
      return Promise.resolve(TOKEN);
    });
    await expect(answer).rejects.toMatchObject({ status: 503 });
    state.projection.project = project;
    await process.loop.pass();
    expect(process.revocations.check({ jti: 'jti-1', epoch: 99, kid: 'k' })).toBe('denied');
  });

  it('keeps the epoch of the token, by which a shard of the projection finds it', async () => {
    const process = await startProcess();
    await ask(process, () => Promise.resolve({ ...TOKEN, claims: { epc: 7 } }));
    const { denials } = await process.persistence.revocations.snapshotDenials();
    expect(denials).toMatchObject([{ kind: 'jti', id: 'jti-1', epoch: 7 }]);
  });

  it('is 200 when the client was deleted meanwhile: its tokens ended with it', async () => {
    const process = await startProcess();
    const answer = ask(process, async () => {
      await process.clients.delete('a');
      return TOKEN;
    });
    await expect(answer).resolves.toMatchObject({ status: 200, body: '{}' });
  });
});
