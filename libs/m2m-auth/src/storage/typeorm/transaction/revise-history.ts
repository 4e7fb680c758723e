import { PersistenceError } from '../../../domain/stores/persistence-errors.js';
import type { HistoryRevision, RevisedHistory } from '../../../domain/changes/history-revision.js';
import type { Session } from '../connection/session.js';
import type { TableNames } from '../table-names.js';

/** Transactions commit in another order than they take epochs, and some were under way when the database was last seen. */
const EPOCH_SLACK = 1_000;
/** Each becomes a denial. A backup that lacks more has to be dealt with by hand. */
const MOST_LOST_EPOCHS = 1_000_000;
/** Random, so that two histories that begin at the same point have different numbers. */
const TIMELINE_STEP = 2 ** 30;

interface Counter {
  identity: string;
  timeline: string;
  v: string;
  epoch: string;
  mark: string;
}

const COLUMNS = `identity::text, timeline::text, v::text, epoch::text, mark::text`;

/** @see Transaction.reviseHistory */
export const reviseHistory = async (
  session: Session,
  names: TableNames,
  { expected, seen, denials, epochsExpireAt }: HistoryRevision,
): Promise<RevisedHistory> => {
  const counter = names.table('m2m_counter');
  const [before] = await session.query<Counter>(`SELECT ${COLUMNS} FROM ${counter} FOR UPDATE`, []);
  if (before === undefined) throw new PersistenceError('P0002');
  // Another process that found the same was quicker.
  const began = expected !== null && Number(before.timeline) === expected.timeline;
  const seq = Math.max(Number(before.v), seen.seq) + 1;
  const recovered = await recover(session, names, { denials, seq });
  // Whoever adopts a timeline may have seen epochs that the one who began it had not.
  const unseen = seen.epoch > Number(before.epoch);
  if (!began && !unseen && recovered === 0) return { ...UNCHANGED, position: positionOf(before) };
  const highestEpoch = Math.max(Number(before.epoch), seen.epoch) + EPOCH_SLACK;
  const lost = { seq, highestEpoch, expiresAt: epochsExpireAt, after: began ? 0 : Number(before.epoch) };
  const lostEpochs = began || unseen ? await denyLostEpochs(session, names, lost) : 0;
  if (began || unseen) await raiseEpochs(session, names, highestEpoch);
  const renewedSecrets = await renewDeniedSecrets(session, names);
  const endedKeys = await retireDeniedKeys(session, names);
  const [after] = await session.query<Counter>(
    `WITH revised AS (
      UPDATE ${counter} SET v = $1, purged_through = $1, mark = gen_random_uuid(),
        epoch = GREATEST(epoch, $2::bigint),
        timeline = CASE WHEN $3 THEN GREATEST(timeline, $4::bigint) + 1 + floor(random() * ${TIMELINE_STEP})::bigint
          ELSE timeline END
        RETURNING identity, timeline, v, epoch, mark
    ), told AS (
      INSERT INTO ${names.table('m2m_changes')} (seq, ordinal, kind, subject, mark)
      SELECT v, 1, 'timeline', timeline::text, mark FROM revised
    ) SELECT ${COLUMNS} FROM revised`,
    [seq, await currentEpoch(session, names), began, seen.timeline],
  );
  if (after === undefined) throw new PersistenceError('P0002');
  return { position: positionOf(after), began, recovered, lostEpochs, renewedSecrets, endedKeys };
};

const UNCHANGED = { began: false, recovered: 0, lostEpochs: 0, renewedSecrets: 0, endedKeys: [] };

const positionOf = ({ identity, timeline, v, epoch, mark }: Counter): RevisedHistory['position'] => ({
  identity,
  timeline: Number(timeline),
  seq: Number(v),
  epoch: Number(epoch),
  mark,
});

const recover = async (
  session: Session,
  names: TableNames,
  { denials, seq }: Pick<HistoryRevision, 'denials'> & { readonly seq: number },
): Promise<number> => {
  if (denials.length === 0) return 0;
  const [row] = await session.query<{ recovered: string }>(
    `WITH recovered AS (
      INSERT INTO ${names.table('m2m_revocations')} (kind, id, expires_at, seq)
      SELECT kind, id, to_timestamp(max(ms) / 1000), $4::bigint
      FROM unnest($1::text[], $2::text[], $3::float8[]) AS denial (kind, id, ms)
      WHERE ms / 1000 > extract(epoch FROM now()) GROUP BY kind, id
      ON CONFLICT (kind, id) DO NOTHING RETURNING 1
    ) SELECT count(*)::text AS recovered FROM recovered`,
    [
      denials.map(({ kind }) => kind),
      denials.map(({ id }) => id),
      denials.map(({ expiresAt }) => expiresAt.getTime()),
      seq,
    ],
  );
  return Number(row?.recovered);
};

/**
 * Epochs that were handed out after the point to which the database went back are on no row, so ending a client's tokens
 * could not end the tokens that carry them. No secret is concerned: an epoch that none carries is safe to deny.
 */
const denyLostEpochs = async (
  session: Session,
  names: TableNames,
  {
    seq,
    highestEpoch,
    expiresAt,
    after,
  }: Record<'seq' | 'highestEpoch' | 'after', number> & { expiresAt: Date },
): Promise<number> => {
  const secrets = names.table('oauth_client_secrets');
  const [stored] = await session.query<{ epoch: string }>(
    `SELECT COALESCE(max(epoch), 0)::text AS epoch FROM ${secrets}`,
    [],
  );
  const lowest = Math.max(after + 1, Math.min(Number(stored?.epoch), highestEpoch) - EPOCH_SLACK);
  if (highestEpoch - lowest > MOST_LOST_EPOCHS) throw new PersistenceError('lost-epochs');
  const [row] = await session.query<{ denied: string }>(
    `WITH denied AS (
      INSERT INTO ${names.table('m2m_revocations')} (kind, id, expires_at, seq)
      SELECT 'epoch', lost.epoch::text, to_timestamp($3::float8 / 1000), $4::bigint
      FROM generate_series($1::bigint, $2::bigint) AS lost (epoch)
      LEFT JOIN ${secrets} secret ON secret.epoch = lost.epoch AND secret.revoked_at IS NULL
      WHERE secret.epoch IS NULL
      ON CONFLICT (kind, id) DO NOTHING RETURNING 1
    ) SELECT count(*)::text AS denied FROM denied`,
    [lowest, highestEpoch, expiresAt.getTime(), seq],
  );
  return Number(row?.denied);
};

/** By taking numbers, for which the right to use the sequence is enough; setting it needs another. */
const raiseEpochs = async (session: Session, names: TableNames, through: number): Promise<void> => {
  await session.query(
    `WITH RECURSIVE taken (epoch) AS (
      SELECT nextval($1::regclass) UNION ALL
      SELECT nextval($1::regclass) FROM taken WHERE epoch <= $2::bigint
    ) SELECT count(*)::text FROM taken`,
    [names.epochs, through],
  );
};

const currentEpoch = async (session: Session, names: TableNames): Promise<number> => {
  const [row] = await session.query<{ epoch: string }>('SELECT nextval($1::regclass)::text AS epoch', [
    names.epochs,
  ]);
  return Number(row?.epoch);
};

/** What is issued to a secret from now on must not be refused for what its tokens of before were ended for. */
const renewDeniedSecrets = async (session: Session, names: TableNames): Promise<number> => {
  const [row] = await session.query<{ renewed: string }>(
    `WITH renewed AS (
      UPDATE ${names.table('oauth_client_secrets')} SET epoch = nextval($1::regclass)
      WHERE revoked_at IS NULL AND epoch::text IN (
        SELECT id FROM ${names.table('m2m_revocations')} WHERE kind = 'epoch'
      ) RETURNING 1
    ) SELECT count(*)::text AS renewed FROM renewed`,
    [names.epochs],
  );
  return Number(row?.renewed);
};

/** A key whose end is remembered must not sign again. The schedule makes another one. */
const retireDeniedKeys = async (session: Session, names: TableNames): Promise<readonly string[]> => {
  const [row] = await session.query<{ kids: string }>(
    `WITH retired AS (
      UPDATE ${names.table('m2m_signing_keys')}
      SET state = 'retired', retired_at = now(), sealed_private_key = NULL
      WHERE state <> 'retired' AND kid IN (
        SELECT id FROM ${names.table('m2m_revocations')} WHERE kind = 'kid'
      ) RETURNING kid
    ) SELECT COALESCE(string_agg(kid, ' '), '') AS kids FROM retired`,
    [],
  );
  return row === undefined || row.kids === '' ? [] : row.kids.split(' ');
};
