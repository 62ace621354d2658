import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LANGUAGES } from '../../src/domain/texts.ts';
import { STATUS_TEXTS } from '../../src/web/status-texts.ts';
import type { TestService } from '../support/service.ts';
import { openTown, statusOf, type AuthorityTown } from './support/judged-service.ts';
import { recordOf, tagNames } from './support/stored-ballots.ts';

let town: AuthorityTown;
let off: TestService;
let asking: TestService;
const lines = { off: [] as string[], asking: [] as string[] };

beforeAll(async () => {
  town = await openTown({ algorithms: ['rsa'] });
  const logTo = (to: string[]) => ({ logTo: { write: (line: string) => to.push(line) } });
  const settings = (name: string) => ({ DAUYS_DATA: town.data(name), DAUYS_LOG_LEVEL: 'info' });
  [off, asking] = await Promise.all([
    town.start('off', settings('off'), logTo(lines.off)),
    town.start('ocsp', settings('asking'), logTo(lines.asking)),
  ]);
});
afterAll(() => town.stop());

const metric = async ({ metricsPort }: TestService): Promise<string | undefined> => {
  const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  return /^dauys_revocation_off (\d)$/m.exec(text)?.[1];
};

describe('DAUYS_REVOCATION=off', () => {
  it('shouts in the log before anybody can vote', () => {
    const events = lines.off.map((line) => JSON.parse(line) as { event?: string; level: number; msg: string });
    const shout = events.findIndex(({ event }) => event === 'revocation-off');
    expect(events[shout]?.msg).toBe('REVOCATION IS NOT CHECKED: revoked certificates can vote');
    expect(shout).toBeLessThan(events.findIndex(({ event }) => event === 'listening'));
    expect(lines.asking.join('')).not.toContain('revocation-off');
  });

  it('shouts in the metrics', async () => {
    expect(await metric(off)).toBe('1');
    expect(await metric(asking)).toBe('0');
  });

  it.each(LANGUAGES)('shouts on the status page (%s)', async (language) => {
    const page = await off.get('/status', { 'accept-language': language });
    expect(page.headers.get('content-language')).toBe(language);
    expect(page.body).toContain(`<p role="alert" class="alert"><strong>${STATUS_TEXTS[language].off}</strong></p>`);
    const other = await asking.get('/status', { 'accept-language': language });
    expect(other.body).not.toContain(STATUS_TEXTS[language].off);
    expect(other.body).toContain(STATUS_TEXTS[language].ocspGood);
  });

  it('asks nobody: a revoked certificate votes, and the evidence says by which policy', async () => {
    const citizen = town.servers.citizen(1);
    town.revoke(citizen);
    const before = [town.servers.ocsp.requestCount(), town.servers.crl.requestCount()];
    const answer = await off.vote(citizen, 5);
    expect(answer.status).toBe(201);
    expect([town.servers.ocsp.requestCount(), town.servers.crl.requestCount()]).toEqual(before);
    const record = recordOf(town.data('off'), answer.body);
    expect(tagNames(record)).toEqual(['acceptedAtMs', 'trustFingerprint', 'softwareVersion', 'revocationPolicy']);
    expect(Buffer.from(record.evidence[3]!.value).toString()).toContain('"mode":"off"');
    expect((await statusOf(off)).revocation).toEqual({ mode: 'off', lists: [] });
    expect((await asking.vote(citizen, 5)).code).toBe('certificate-revoked');
  });
});
