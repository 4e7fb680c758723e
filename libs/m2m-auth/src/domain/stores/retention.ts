/** How long an expired denial is kept for clocks that are behind, in milliseconds. */
export const DENIAL_SLACK_MS = 120_000;

/** How long a change is kept for processes that have not read it yet, in milliseconds. */
export const CHANGE_RETENTION_MS = 3_600_000;

/**
 * How long a secret is kept after its end, in milliseconds: longer than any token that was issued to it can live, so that
 * ending the tokens of its client finds its epoch.
 */
export const ENDED_SECRET_RETENTION_MS = 2 * 86_400_000;

/** How long an expired initial access token is still listed, in milliseconds. */
export const EXPIRED_TOKEN_RETENTION_MS = 2 * 86_400_000;
