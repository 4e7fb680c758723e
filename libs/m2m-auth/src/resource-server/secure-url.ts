const WEB_URL = /^https?:\/\/[^\s?#\\]+(\?[^\s#\\]*)?$/;
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * True for an absolute https URL without credentials and fragment, and for an http one on this very machine: keys that
 * came over an open network are anybody's keys.
 *
 * @param httpHosts names of hosts that are trusted over http too, compared exactly.
 */
export const isSecureUrl = (value: unknown, httpHosts: readonly string[] = []): value is string => {
  if (typeof value !== 'string' || !WEB_URL.test(value) || !URL.canParse(value)) return false;
  const { protocol, hostname, username, password } = new URL(value);
  return (
    (protocol === 'https:' || LOOPBACK.test(hostname) || httpHosts.includes(hostname)) &&
    username === '' &&
    password === ''
  );
};
