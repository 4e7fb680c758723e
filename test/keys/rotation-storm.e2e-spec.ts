import { Fleet, STORES } from './support/fleet.js';
import { kidOf, type Credentials, type Instance } from './support/instance.js';

const ROUNDS = 25;
const PROCESSES = 4;
/** Each process is asked twice in each round: 200 rotations in all. */
const ASKED_PER_PROCESS = 2;

describe.each(STORES)(
  '200 rotations over 4 processes on %s, while tokens are issued and verified',
  (store) => {
    let fleet: Fleet;
    let instances: Instance[];
    let client: Credentials;

    beforeAll(async () => {
      fleet = await Fleet.on(store);
      instances = await Promise.all(
        Array.from({ length: PROCESSES }, () => fleet.start({ publishAheadSeconds: 0 })),
      );
      client = await instances[0]!.register();
    }, 60_000);
    afterAll(() => fleet.stop());

    /** Issues at one process and verifies at another, until it is told to stop; answers what the guards said. */
    const traffic = async (issuer: Instance, verifier: Instance, going: () => boolean): Promise<number[]> => {
      const statuses: number[] = [];
      while (going()) {
        const token = await issuer.token(client);
        statuses.push(await verifier.guard(token), await issuer.guard(token));
      }
      return statuses;
    };

    it('leave one active key each time, make one key for each round, and refuse no token (design §7)', async () => {
      let going = true;
      const verified = instances.map((issuer, index) =>
        traffic(issuer, instances[(index + 1) % PROCESSES] ?? issuer, () => going),
      );
      const signed = new Set<string>();
      for (let round = 0; round < ROUNDS; round += 1) {
        const { active: [active] = [] } = await instances[round % PROCESSES]!.keys();
        const replacing = active?.kid;
        const asked = instances.flatMap((instance) =>
          Array.from({ length: ASKED_PER_PROCESS }, () => instance.rotate(replacing)),
        );
        const answers = await Promise.all(asked);
        const keys = await instances[0]!.keys();

        expect(answers.map(({ status, body }) => [status, body.state])).toEqual(
          asked.map(() => [200, 'active']),
        );
        expect(new Set(answers.map(({ body }) => body.kid)).size).toBe(1);
        expect([keys['active']?.length, keys['pending']?.length]).toEqual([1, 1]);
        expect(keys['retiring']).toHaveLength(round + 1);
        expect(keys['active']?.[0]?.kid).toBe(answers[0]?.body.kid);
        signed.add(kidOf(await instances[(round + 1) % PROCESSES]!.token(client)));
      }
      going = false;
      const statuses = (await Promise.all(verified)).flat();

      expect(signed.size).toBeGreaterThan(1);
      expect(statuses.length).toBeGreaterThan(ROUNDS);
      expect(statuses.filter((status) => status !== 200)).toEqual([]);
    }, 120_000);
  },
);
