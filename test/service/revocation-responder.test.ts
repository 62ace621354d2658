import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OCSP_FAULTS, type OcspFault } from '../../src/devca/ocsp-server.ts';
import { ballotBytes, signedBallot, type TestCitizen } from '../support/ballots.ts';
import { eventually, type Answer, type TestService } from '../support/service.ts';
import { openTown, statusOf, type AuthorityTown } from './support/judged-service.ts';
import { recordOf, tagNames } from './support/stored-ballots.ts';

/** Answers of the responder that come to nothing; the others are negative ones. */
const SILENT = OCSP_FAULTS.filter((fault) => !['unknown-status', 'unknown-serial-1970', 'flapping'].includes(fault));
/** For faults that only time ends. */
const IMPATIENT = { DAUYS_OCSP_TIMEOUT_MS: '400' };

let town: AuthorityTown;
let onlyOcsp: TestService;
let withLists: TestService;
let people = 0;

const nextCitizen = (): TestCitizen => town.servers.citizen(++people);
const ballotOf = (citizen: TestCitizen, number = 5): Uint8Array =>
  signedBallot(ballotBytes(town.installation.contest, number), citizen);

/** One ballot while the responder is at fault, which it is asked about; then all is well again. */
async function postDuring(fault: OcspFault, service: TestService, cms: Uint8Array): Promise<Answer> {
  const { ocsp } = town.servers;
  const before = ocsp.requestCount();
  ocsp.setFault(fault, fault === 'slow' ? { ms: 5000 } : {});
  const answer = await service.post(cms);
  ocsp.setFault('none');
  expect(ocsp.requestCount()).toBe(before + 1);
  return answer;
}

/** After failures the responder is given a rest; then somebody's ballot tries it again. */
function untilAnswered(service: TestService, cms: Uint8Array): Promise<Answer> {
  return eventually(async () => {
    const answer = await service.post(cms);
    if (answer.status === 503) town.clock.pass(5000);
    return answer.status === 503 ? undefined : answer;
  });
}

/** What the next citizen's ballot is accepted on where there are lists. */
async function sourceOfNext(): Promise<string> {
  const { status, body } = await withLists.post(ballotOf(nextCitizen()));
  expect(status).toBe(201);
  const tags = tagNames(recordOf(town.data('lists'), body));
  return tags.filter((tag) => tag === 'ocspResponse' || tag === 'crlRecord').join();
}

function untilDecidedBy(source: string): Promise<true> {
  return eventually(async () => {
    if ((await sourceOfNext()) === source) return true;
    town.clock.pass(5000);
    return undefined;
  });
}

beforeAll(async () => {
  town = await openTown({ algorithms: ['rsa'] });
  [onlyOcsp, withLists] = await Promise.all([
    town.start('ocsp', { DAUYS_DATA: town.data('ocsp'), ...IMPATIENT }),
    town.start('ocsp-then-crl', { DAUYS_DATA: town.data('lists'), ...IMPATIENT }),
  ]);
});
afterAll(() => town.stop());

describe.each(SILENT)('a responder with the fault "%s"', (fault) => {
  it('does not take the vote with it: a fresh list decides, and the evidence says so', async () => {
    await untilDecidedBy('ocspResponse');
    const answer = await postDuring(fault, withLists, ballotOf(nextCitizen()));
    expect(answer).toMatchObject({ status: 201, code: '' });
    const tags = tagNames(recordOf(town.data('lists'), answer.body));
    expect(tags).toContain('crlRecord');
    expect(tags).not.toContain('ocspResponse');
  });

  it('burn-nothing: without lists the ballot is refused for now, and taken when the responder is well again', async () => {
    const cms = ballotOf(nextCitizen());
    await untilAnswered(onlyOcsp, ballotOf(nextCitizen()));
    const refused = await postDuring(fault, onlyOcsp, cms);
    expect(refused).toMatchObject({ status: 503, code: 'revocation-unavailable' });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await untilAnswered(onlyOcsp, cms)).status).toBe(201);
  });
});

describe('a responder that is dead', () => {
  it('idempotent: what a voter learns while it is dead is nothing, and afterwards the first receipt', async () => {
    const cms = ballotOf(nextCitizen());
    const never = ballotOf(nextCitizen());
    const first = await untilAnswered(onlyOcsp, cms);
    expect(first.status).toBe(201);
    // A good answer is given again for a while; past that the authority has to be asked anew.
    town.clock.pass(301_000);
    await town.lines.ocsp.cut();
    const repeated = await onlyOcsp.post(cms);
    expect(repeated).toMatchObject({ status: 503, code: 'revocation-unavailable' });
    // Who has voted and who has not are told the same.
    expect(repeated.body).toBe((await onlyOcsp.post(never)).body);
    await town.lines.ocsp.mend();
    expect(await untilAnswered(onlyOcsp, cms)).toMatchObject({ status: 200, body: first.body });
    expect((await untilAnswered(onlyOcsp, never)).status).toBe(201);
  });

  it('leaves the vote to the lists, is asked again after a rest, and decides again', async () => {
    await untilDecidedBy('ocspResponse');
    await town.lines.ocsp.cut();
    for (let i = 0; i < 20; i++) expect(await sourceOfNext()).toBe('crlRecord');
    expect((await statusOf(withLists)).revocation.ocsp).toBe('failing');
    await town.lines.ocsp.mend();
    await untilDecidedBy('ocspResponse');
    expect((await statusOf(withLists)).revocation.ocsp).toBe('answering');
  });
});
