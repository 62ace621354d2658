import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ballotBytes, signedBallot, testCitizen, type TestCitizen } from '../support/ballots.ts';
import { startOpensslOcsp, type OpensslOcsp } from '../support/openssl-responders.ts';
import { createTestClock, openContest, type TestService } from '../support/service.ts';
import { cast, createBallotBox } from './support/ballot-box.ts';
import { countsOf, publishedCounts } from './support/counts.ts';
import { openTown, statusOf, type AuthorityTown } from './support/judged-service.ts';
import { storedBallots, tagNames } from './support/stored-ballots.ts';

/** OpenSSL reads the system's clock. */
const NOW = new Date();
const PEOPLE = 30;

let town: AuthorityTown;
let responder: OpensslOcsp;
let service: TestService;
let citizens: readonly TestCitizen[];
let revoked: TestCitizen;

beforeAll(async () => {
  town = await openTown({ algorithms: ['rsa'], clock: createTestClock(NOW), contest: openContest(NOW) });
  const { ca, responder: delegate } = town.servers.authority('rsa');
  citizens = Array.from({ length: PEOPLE }, (_, i) => testCitizen(i + 1, ca));
  revoked = testCitizen(PEOPLE + 1, ca);
  responder = await startOpensslOcsp({ ca, responder: delegate, issued: [...citizens, revoked] });
  await responder.revoke(revoked, new Date(NOW.getTime() - 3_600_000));
  service = await town.start('ocsp', { DAUYS_OCSP: responder.url, DAUYS_OCSP_CACHE_SECONDS: '0' });
});
afterAll(async () => {
  await town.stop();
  await responder.stop();
});

describe('a vote over OpenSSL’s own OCSP responder', () => {
  it('takes every good certificate, once, by its answer', async () => {
    const { contest } = town.installation;
    const votes = citizens.map((citizen, i) => {
      const number = 1 + (i % 7);
      return { citizen, number, cms: signedBallot(ballotBytes(contest, number), citizen) };
    });
    const box = createBallotBox();
    await cast(votes, [service], box, { parallel: 8 });
    expect(box).toMatchObject({ faults: [], busy: 0, unanswered: 0 });
    expect(box.receipts.size).toBe(PEOPLE);
    expect(await publishedCounts(service, contest, PEOPLE)).toEqual(countsOf(box));
    const ballots = storedBallots(town.data('data'));
    expect(ballots).toHaveLength(PEOPLE);
    expect(new Set(ballots.map((ballot) => tagNames(ballot).at(-1)))).toEqual(new Set(['ocspResponse']));
    expect((await statusOf(service)).revocation.ocsp).toBe('answering');
  });

  it('takes no revoked one, none that is revoked meanwhile, and none that it does not know', async () => {
    expect((await service.vote(revoked, 5)).code).toBe('certificate-revoked');
    const [later] = citizens;
    await responder.revoke(later!, NOW);
    expect((await service.vote(later!, 1)).code).toBe('certificate-revoked');
    const stranger = testCitizen(PEOPLE + 2, town.servers.authority('rsa').ca);
    expect((await service.vote(stranger, 5)).code).toBe('revocation-unavailable');
  });
});
