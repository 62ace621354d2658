import type { IncomingMessage } from 'node:http';
import { DauysError } from '../domain/errors.ts';

/**
 * Refuses what another site has a browser send. A browser says where a request comes from, and no page can make it say
 * anything else; a program, which is nobody's browser, says nothing.
 * @throws DauysError `forbidden`
 */
export function checkSameOrigin({ headers }: Pick<IncomingMessage, 'headers'>): void {
  const { 'sec-fetch-site': site, origin, host } = headers;
  // Browsers before 2023 send an origin alone, and so a proxy in front must pass the host on.
  const isOurs = site === undefined ? origin === undefined || hostOf(origin) === host : site === 'same-origin';
  if (!isOurs) throw new DauysError('forbidden', 'sent by a page of another site');
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
