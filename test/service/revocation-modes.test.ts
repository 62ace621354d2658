import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDevAuthority } from '../../src/devca/dev-authority.ts';
import { LANGUAGES, textOf } from '../../src/domain/texts.ts';
import { ballotBytes, signedBallot, testCitizen, type TestCitizen } from '../support/ballots.ts';
import type { TestService } from '../support/service.ts';
import { openTown, type AuthorityTown } from './support/judged-service.ts';

const ASKED = ['ocsp', 'crl', 'ocsp-then-crl'] as const;
const ALGORITHMS = ['rsa', 'gost512'] as const;

let town: AuthorityTown;
const services = {} as Record<(typeof ASKED)[number], TestService>;
let people = 0;

const nextCitizen = (algorithm: (typeof ALGORITHMS)[number] = 'rsa'): TestCitizen =>
  town.servers.citizen(++people, algorithm);
const ofItsOwn = (name: string): { DAUYS_DATA: string } => ({ DAUYS_DATA: town.data(name) });

beforeAll(async () => {
  town = await openTown();
  const started = await Promise.all(ASKED.map((mode) => town.start(mode, ofItsOwn(mode))));
  for (const [i, mode] of ASKED.entries()) services[mode] = started[i]!;
});
afterAll(() => town.stop());

describe.each(ASKED)('with DAUYS_REVOCATION=%s', (mode) => {
  it.each(ALGORITHMS)('%s: a good certificate votes, and its repeat gets the first receipt', async (algorithm) => {
    const citizen = nextCitizen(algorithm);
    const first = await services[mode].vote(citizen, 5);
    expect(first).toMatchObject({ status: 201, code: '' });
    expect(await services[mode].vote(citizen, 5)).toMatchObject({ status: 200, body: first.body });
  });

  it.each(ALGORITHMS)('%s: a certificate revoked while the service runs is refused', async (algorithm) => {
    const [citizen, other] = [nextCitizen(algorithm), nextCitizen(algorithm)];
    town.revoke(citizen, { reason: 1 });
    // The responder says so at once, the list when it is fetched again.
    if (mode === 'crl') await town.untilListed(services.crl);
    expect(await services[mode].vote(citizen, 5)).toMatchObject({ status: 422, code: 'certificate-revoked' });
    expect((await services[mode].vote(other, 5)).status).toBe(201);
  });

  it('one-vote: who voted and was revoked then is not told of the vote any more', async () => {
    const citizen = nextCitizen();
    expect((await services[mode].vote(citizen, 5)).status).toBe(201);
    town.revoke(citizen);
    await town.untilListed(services['ocsp-then-crl']);
    await town.untilListed(services.crl);
    // A good answer of the responder is kept for as long as DAUYS_OCSP_CACHE_SECONDS says.
    town.clock.pass(301_000);
    expect((await services[mode].vote(citizen, 6)).code).toBe('certificate-revoked');
  });
});

describe('a serial number that was never issued', () => {
  const stranger = (): TestCitizen => testCitizen(++people, town.servers.authority('rsa').ca);

  it.each(['ocsp', 'ocsp-then-crl'] as const)('is refused with %s: the responder says 1970', async (mode) => {
    expect((await services[mode].vote(stranger(), 5)).code).toBe('certificate-revoked');
  });

  it('is beyond what a list can say', async () => {
    expect((await services.crl.vote(stranger(), 5)).status).toBe(201);
  });
});

describe.each(['ocsp', 'ocsp-then-crl'] as const)('burn-nothing: %s and a responder that says "unknown"', (mode) => {
  it('is told to come again in every language, and can vote right after', async () => {
    const citizen = nextCitizen();
    town.servers.ocsp.setFault('unknown-status');
    const cms = signedBallot(ballotBytes(town.installation.contest, 5), citizen);
    for (const language of LANGUAGES) {
      const answer = await services[mode].post(cms, { 'accept-language': language });
      expect(answer).toMatchObject({ status: 503, code: 'revocation-unavailable' });
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(JSON.parse(answer.body)).toMatchObject(textOf('revocation-unavailable', language));
      expect(answer.headers.get('content-language')).toBe(language);
    }
    town.servers.ocsp.setFault('none');
    expect((await services[mode].post(cms)).status).toBe(201);
  });
});

describe('no word of one source is overridden by the other', () => {
  it('a negative answer stands against a list that says good', async () => {
    town.servers.crl.setFault('500');
    const citizen = nextCitizen();
    town.revoke(citizen);
    expect((await services['ocsp-then-crl'].vote(citizen, 5)).code).toBe('certificate-revoked');
    // The lists of both are the same.
    expect((await services.crl.vote(citizen, 5)).status).toBe(201);
    town.servers.crl.setFault('none');
  });

  it('an entry of a list stands against an answer that says good', async () => {
    const [citizen, other] = [nextCitizen(), nextCitizen()];
    const own = town.servers.authority('rsa');
    const lists = createDevAuthority({ ...own, clock: () => new Date(town.clock.nowMs()) });
    lists.register(citizen);
    lists.revoke(citizen.serialNumber);
    const file = join(town.installation.directory, 'own.crl');
    writeFileSync(file, lists.list('base'));
    const service = await town.start('ocsp-then-crl', { ...ofItsOwn('file'), DAUYS_CRL_URLS: '', DAUYS_CRL: file });
    expect((await service.vote(citizen, 5)).code).toBe('certificate-revoked');
    expect((await service.vote(other, 5)).status).toBe(201);
    expect((await services.ocsp.vote(citizen, 5)).status).toBe(201);
  });
});
