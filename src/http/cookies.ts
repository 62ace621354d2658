import type { IncomingMessage } from 'node:http';

const MAX_COOKIES = 20;

/** What a browser keeps for the service, by name: attacker-controlled. */
export function cookiesOf({ headers: { cookie = '' } }: Pick<IncomingMessage, 'headers'>): ReadonlyMap<string, string> {
  const pairs = cookie.split(';', MAX_COOKIES).map((pair) => pair.trim().split('=', 2));
  return new Map(pairs.flatMap(([name = '', value]) => (value === undefined ? [] : [[name, value]])));
}

/** Whether the reader's browser reached the service over TLS, as the proxy in front says. */
export function isHttps({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  return headers['x-forwarded-proto'] === 'https';
}
