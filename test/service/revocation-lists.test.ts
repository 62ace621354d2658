import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startCrlServer, type CrlFault } from '../../src/devca/crl-server.ts';
import { createDevAuthority, issueServers } from '../../src/devca/dev-authority.ts';
import { generateDevCa } from '../../src/devca/dev-ca.ts';
import { ballotBytes, random, signedBallot, TEST_NOW, type TestCitizen } from '../support/ballots.ts';
import { eventually, type TestService } from '../support/service.ts';
import { openTown, statusOf, type AuthorityTown } from './support/judged-service.ts';

const HOUR_MS = 3_600_000;
const FAST = { listPace: { pauseMs: 20, startWaitMs: 15_000 } };
/** What a look comes to; a server that hangs gives none. */
const FAULTS: readonly (readonly [fault: CrlFault, outcome: string])[] = [
  ['500', 'status'],
  ['empty', 'empty'],
  ['html', 'refused'],
  ['stale', 'not-current'],
  ['truncated', 'refused'],
  ['redirect', 'redirect'],
];

let town: AuthorityTown;
let people = 0;
const nextCitizen = (): TestCitizen => town.servers.citizen(++people);
const ballotOf = (citizen: TestCitizen): Uint8Array => signedBallot(ballotBytes(town.installation.contest, 5), citizen);
const dataOf = (name: string): { DAUYS_DATA: string } => ({ DAUYS_DATA: town.data(name) });

beforeAll(async () => {
  town = await openTown({ algorithms: ['rsa'], baseCrlMs: HOUR_MS, deltaCrlMs: HOUR_MS / 2 });
});
afterAll(() => town.stop());

/** How many looks at lists came to this, as /metrics counts them. */
async function looks({ metricsPort }: TestService, outcome: string): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  return Number(new RegExp(`^dauys_revocation_list_looks_total\\{outcome="${outcome}"\\} (\\d+)`, 'm').exec(text)?.[1]);
}

/** Two more looks than now: also one that began before is over. */
async function untilLooked(service: TestService, outcome: string): Promise<void> {
  const before = (await looks(service, outcome)) || 0;
  await eventually(async () => ((await looks(service, outcome)) > before + 1 ? true : undefined));
}

const votes = async (service: TestService, citizen: TestCitizen): Promise<string> => {
  const { status, code } = await service.post(ballotOf(citizen));
  return status < 300 ? 'accepted' : code;
};

describe('while the service runs', () => {
  let service: TestService;
  let both: TestService;
  let revoked: TestCitizen;
  beforeAll(async () => {
    [service, both] = await Promise.all([
      town.start('crl', dataOf('crl'), FAST),
      town.start('ocsp-then-crl', dataOf('both'), FAST),
    ]);
    revoked = nextCitizen();
    town.revoke(revoked);
    await town.untilListed(service);
  });

  it.each(FAULTS)('a server with the fault "%s" leaves the last good lists as they are', async (fault, outcome) => {
    const { lists } = (await statusOf(service)).revocation;
    expect(lists.map(({ kind, isCurrent }) => [kind, isCurrent])).toEqual([
      ['base', true],
      ['delta', true],
    ]);
    const later = nextCitizen();
    town.servers.crl.setFault(fault);
    town.revoke(later);
    await untilLooked(service, outcome);
    expect(await votes(service, revoked)).toBe('certificate-revoked');
    expect(await votes(service, later)).toBe('accepted');
    expect((await statusOf(service)).revocation.lists).toEqual(lists);
    town.servers.crl.setFault('none');
    await town.untilListed(service);
    expect(await votes(service, later)).toBe('certificate-revoked');
  });

  it('a server that hangs does so too, and what is revoked is learnt of once it is back', async () => {
    town.servers.crl.setFault('hang');
    const before = town.servers.crl.requestCount();
    await eventually(() => (town.servers.crl.requestCount() >= before + 2 ? true : undefined));
    const later = nextCitizen();
    town.revoke(later);
    expect(await votes(service, revoked)).toBe('certificate-revoked');
    expect(await votes(service, later)).toBe('accepted');
    town.servers.crl.setFault('none');
    await town.lines.crl.cut();
    await town.lines.crl.mend();
    await town.untilListed(service);
    expect(await votes(service, later)).toBe('certificate-revoked');
  });

  it('lists that ran out are not believed: 503, or the responder alone', async () => {
    town.servers.crl.setFault('500');
    town.clock.pass(HOUR_MS + 1000);
    expect(await votes(service, nextCitizen())).toBe('revocation-unavailable');
    // Not as good as revoked either: nobody says anything.
    expect(await votes(service, revoked)).toBe('revocation-unavailable');
    expect((await statusOf(service)).revocation.lists.map(({ isCurrent }) => isCurrent)).toEqual([false, false]);
    expect(await votes(both, nextCitizen())).toBe('accepted');
    await town.lines.ocsp.cut();
    expect(await votes(both, nextCitizen())).toBe('revocation-unavailable');
    await town.lines.ocsp.mend();
    const waiting = nextCitizen();
    expect(await votes(service, waiting)).toBe('revocation-unavailable');
    town.servers.crl.setFault('none');
    await town.untilListed(service);
    await eventually(async () => ((await votes(service, waiting)) === 'accepted' ? true : undefined));
    expect(await votes(service, revoked)).toBe('certificate-revoked');
  });

  it('a delta that ran out leaves the base to decide alone', async () => {
    // In the new base everybody stands who was revoked so far; who is revoked now stands in the delta alone.
    const later = nextCitizen();
    town.revoke(later);
    await town.untilListed(service);
    expect(await votes(service, later)).toBe('certificate-revoked');
    town.servers.crl.setFault('500');
    town.clock.pass(HOUR_MS / 2 + 1000);
    expect(await votes(service, revoked)).toBe('certificate-revoked');
    expect(await votes(service, nextCitizen())).toBe('accepted');
    town.servers.crl.setFault('none');
    await town.untilListed(service);
    expect(await votes(service, later)).toBe('certificate-revoked');
    await Promise.all([service.stop(), both.stop()]);
  });
});

describe('a server that serves another list', () => {
  const lists = new Map<string, Uint8Array>();
  let server: Awaited<ReturnType<typeof startCrlServer>>;
  beforeAll(async () => {
    server = await startCrlServer({ lists, clock: () => new Date(town.clock.nowMs()) });
  });
  afterAll(() => server.stop());

  it('of an authority that is not trusted, or an older one, does not move the service', async () => {
    const own = town.servers.authority('rsa');
    const clock = () => new Date(town.clock.nowMs());
    const twin = createDevAuthority({ ...own, clock });
    const foreignCa = generateDevCa({ algorithm: 'rsa', now: TEST_NOW, random, rsaBits: 2048 });
    const foreign = createDevAuthority({ ca: foreignCa, ...issueServers(foreignCa, () => own.tsa.key), clock });
    const revoked = nextCitizen();
    const older = twin.list('delta');
    twin.register(revoked);
    twin.revoke(revoked.serialNumber);
    lists.set('/base', twin.list('base'));
    lists.set('/list', twin.list('delta'));
    const service = await town.start(
      'crl',
      { ...dataOf('another'), DAUYS_CRL_URLS: `${server.url}/base,${server.url}/list` },
      FAST,
    );
    expect(await votes(service, revoked)).toBe('certificate-revoked');
    for (const [list, outcome] of [
      [foreign.list('base'), 'refused'],
      [older, 'older'],
      [own.list('base'), 'another-list'],
    ] as const) {
      lists.set('/list', list);
      await untilLooked(service, outcome);
      expect(await votes(service, revoked)).toBe('certificate-revoked');
      expect(await votes(service, nextCitizen())).toBe('accepted');
    }
    await service.stop();
  });
});

describe('a service that starts', () => {
  const shortly = { listPace: { pauseMs: 50, startWaitMs: 300 } };

  it('burn-nothing: without the server takes no ballot until it comes, and then all', async () => {
    await town.lines.crl.cut();
    const citizen = nextCitizen();
    const service = await town.start('crl', dataOf('dead'), shortly);
    expect((await service.get('/healthz')).status).toBe(200);
    const answer = await service.post(ballotOf(citizen));
    expect(answer).toMatchObject({ status: 503, code: 'revocation-unavailable' });
    expect((await statusOf(service)).revocation.lists).toEqual([]);
    await town.lines.crl.mend();
    await eventually(async () => ((await votes(service, citizen)) === 'accepted' ? true : undefined));
    await town.untilListed(service);
    await service.stop();
  });

  it('again without the server goes by the lists on disk, for as long as they are good', async () => {
    const revoked = nextCitizen();
    const voted = nextCitizen();
    const first = await town.start('crl', dataOf('offline'), FAST);
    town.revoke(revoked);
    await town.untilListed(first);
    const answer = await first.post(ballotOf(voted));
    await first.stop();
    await town.lines.crl.cut();
    const service = await town.start('crl', dataOf('offline'), FAST);
    expect(await votes(service, revoked)).toBe('certificate-revoked');
    expect(await votes(service, nextCitizen())).toBe('accepted');
    expect(await service.post(ballotOf(voted))).toMatchObject({ status: 200, body: answer.body });
    town.clock.pass(HOUR_MS + 1000);
    expect(await votes(service, nextCitizen())).toBe('revocation-unavailable');
    await service.stop();
    const late = await town.start('crl', dataOf('offline'), FAST);
    expect(await votes(late, nextCitizen())).toBe('revocation-unavailable');
    await late.stop();
    await town.lines.crl.mend();
    for (const name of readdirSync(join(town.data('offline'), 'lists')).filter((file) => file.endsWith('.crl'))) {
      const bytes = readFileSync(join(town.data('offline'), 'lists', name));
      expect(`${createHash('sha256').update(bytes).digest('hex')}.crl`).toBe(name);
    }
  });

  it('while the server hangs waits for it no longer than it is told to', async () => {
    town.servers.crl.setFault('hang');
    const citizen = nextCitizen();
    const service = await town.start('crl', dataOf('hanging'), shortly);
    expect(await votes(service, citizen)).toBe('revocation-unavailable');
    town.servers.crl.setFault('none');
    await town.lines.crl.cut();
    await town.lines.crl.mend();
    await eventually(async () => ((await votes(service, citizen)) === 'accepted' ? true : undefined));
    await service.stop();
  });
});
