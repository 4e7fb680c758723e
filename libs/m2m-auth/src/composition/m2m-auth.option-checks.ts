import { isAudience } from '../oauth/resource-indicator.js';

const MAX_SKEW_SECONDS = 60;
/** Stricter than URL parsing, which mends what it reads: the issuer is compared byte for byte. */
export const WEB_URL = /^https?:\/\/[^\s?#\\]+$/;
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** The checks that the options of several modules share. Each adds what is wrong to `problems`, without values. */
export const issuerUrl = (issuer: unknown, production: boolean, problems: string[]): URL | undefined => {
  const url = typeof issuer === 'string' && URL.canParse(issuer) ? new URL(issuer) : undefined;
  if (!url || !WEB_URL.test(String(issuer)) || url.username !== '' || url.password !== '') {
    problems.push('issuer must be an absolute http(s) URL without credentials, query or fragment');
    return undefined;
  }
  if (production && url.protocol !== 'https:' && !LOOPBACK.test(url.hostname)) {
    problems.push('issuer must use https in production');
  }
  return url;
};

export const audienceList = (name: string, value: unknown, problems: string[]): readonly string[] => {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (list.length > 0 && list.every((item) => typeof item === 'string' && isAudience(item))) {
    return list as readonly string[];
  }
  problems.push(`${name} must be an absolute URI or a plain name without a fragment, or several`);
  return [];
};

/** @returns seconds; 5 when nothing is said. */
export const clockSkew = (value: number | undefined, problems: string[]): number => {
  const skew = value ?? 5;
  if (!(skew >= 0 && skew <= MAX_SKEW_SECONDS)) problems.push('clockSkewSeconds must be 0 to 60');
  return skew;
};
