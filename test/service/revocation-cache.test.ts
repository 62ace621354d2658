import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ballotBytes, signedBallot, TEST_NOW, type TestCitizen } from '../support/ballots.ts';
import { frozenClock } from '../support/frozen-clock.ts';
import type { TestService } from '../support/service.ts';
import { openTown, type AuthorityTown } from './support/judged-service.ts';

const CACHE_SECONDS = 60;

let town: AuthorityTown;
let service: TestService;
let people = 0;

const nextCitizen = (): TestCitizen => town.servers.citizen(++people);
const ballotOf = (citizen: TestCitizen): Uint8Array => signedBallot(ballotBytes(town.installation.contest, 5), citizen);
const asked = (): number => town.servers.ocsp.requestCount();

beforeAll(async () => {
  town = await openTown({ algorithms: ['rsa'], clock: frozenClock(TEST_NOW) });
  service = await town.start('ocsp', { DAUYS_OCSP_CACHE_SECONDS: String(CACHE_SECONDS) });
});
afterAll(() => town.stop());

describe('good answers of the responder are kept', () => {
  it('ten ballots of one citizen cost one request, at once and one after another', async () => {
    const cms = ballotOf(nextCitizen());
    const before = asked();
    const answers = await Promise.all(Array.from({ length: 10 }, () => service.post(cms)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([...Array.from({ length: 9 }, () => 200), 201]);
    for (let i = 0; i < 3; i++) expect((await service.post(cms)).status).toBe(200);
    expect(asked()).toBe(before + 1);
  });

  it('a certificate revoked meanwhile is refused once DAUYS_OCSP_CACHE_SECONDS are over, to the millisecond', async () => {
    const citizen = nextCitizen();
    const cms = ballotOf(citizen);
    expect((await service.post(cms)).status).toBe(201);
    town.revoke(citizen);
    const before = asked();
    town.clock.pass(CACHE_SECONDS * 1000);
    expect((await service.post(cms)).status).toBe(200);
    expect(asked()).toBe(before);
    town.clock.pass(1);
    expect(await service.post(cms)).toMatchObject({ status: 422, code: 'certificate-revoked' });
    expect(asked()).toBe(before + 1);
    // A negative answer is not kept: the end of a suspension would not be seen.
    expect((await service.post(cms)).code).toBe('certificate-revoked');
    expect(asked()).toBe(before + 2);
    town.clock.pass(999);
  });

  it('counted from when the answer was made, not from when it came', async () => {
    const citizen = nextCitizen();
    const cms = ballotOf(citizen);
    town.servers.ocsp.setFault('stale', { ms: 50_000 });
    expect((await service.post(cms)).status).toBe(201);
    town.servers.ocsp.setFault('none');
    town.revoke(citizen);
    town.clock.pass(10_000);
    expect((await service.post(cms)).status).toBe(200);
    town.clock.pass(1);
    expect((await service.post(cms)).code).toBe('certificate-revoked');
    town.clock.pass(999);
  });

  it('none with DAUYS_OCSP_CACHE_SECONDS=0: every ballot is asked about', async () => {
    const fresh = await town.start('ocsp', {
      DAUYS_DATA: town.data('fresh'),
      DAUYS_OCSP_CACHE_SECONDS: '0',
    });
    const citizen = nextCitizen();
    const cms = ballotOf(citizen);
    expect((await fresh.post(cms)).status).toBe(201);
    const before = asked();
    expect((await fresh.post(cms)).status).toBe(200);
    expect(asked()).toBe(before + 1);
    town.revoke(citizen);
    expect((await fresh.post(cms)).code).toBe('certificate-revoked');
  });
});
