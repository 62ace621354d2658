import { cpSync, rmSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TSA_FAULTS } from '../../src/devca/tsa-server.ts';
import type { Receipt } from '../../src/domain/receipt.ts';
import { LANGUAGES } from '../../src/domain/texts.ts';
import { toUtf8 } from '../../src/encoding/bytes.ts';
import { parseLeaf } from '../../src/log/leaf.ts';
import { parseCertificate } from '../../src/signature/certificate.ts';
import { verifyTimeStampToken } from '../../src/signature/time-stamp.ts';
import { STATUS_TEXTS } from '../../src/web/status-texts.ts';
import '../support/matchers.ts';
import { openssl, scratchDirectory } from '../support/openssl.ts';
import { startOpensslTsa } from '../support/openssl-responders.ts';
import { createTestClock, eventually, openContest, type TestService } from '../support/service.ts';
import { openTown, statusOf, type AuthorityTown } from './support/judged-service.ts';
import { readLog } from './support/public-log.ts';

const ID = 'qamqor-demo';
const EVERY_MS = 12_000;
const EVERY = { DAUYS_TSA_MINUTES: '0.2' };

interface Anchor {
  readonly index: number;
  readonly size: number;
  readonly token: string;
  readonly checkpoint: string;
}

const anchorsOf = async (service: TestService): Promise<Anchor[]> =>
  (JSON.parse((await service.get(`/api/v1/contests/${ID}/time-anchors`)).body) as { anchors: Anchor[] }).anchors;
const logTypes = async (service: TestService): Promise<string[]> =>
  (await readLog(service, ID)).leaves.map((leaf) => parseLeaf(leaf).type);

/** Resolves when an anchor covers this many entries. */
const untilAnchored = (service: TestService, size: number): Promise<Anchor[]> =>
  eventually(async () => {
    const anchors = await anchorsOf(service);
    return (anchors.at(-1)?.size ?? 0) >= size ? anchors : undefined;
  });
const untilPublished = (service: TestService): Promise<true> =>
  eventually(async () => ((await service.get(`/api/v1/contests/${ID}/protocol`)).status === 200 ? true : undefined));

async function metric({ metricsPort }: TestService, name: string): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  return Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(text)?.[1]);
}

/** A vote of two minutes around the system's own time, which OpenSSL stamps by. */
function townOfNow(): Promise<AuthorityTown> {
  const now = new Date();
  const contest = openContest(now, { closesAt: new Date(now.getTime() + 120_000).toISOString() });
  return openTown({ algorithms: ['rsa'], clock: createTestClock(now), contest });
}

describe.each(['the development authority', 'OpenSSL'])('a log stamped by %s', (whose) => {
  let town: AuthorityTown;
  let service: TestService;
  const closing: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    town = await townOfNow();
    closing.push(() => town.stop());
    const tsa = whose === 'OpenSSL' ? await startOpensslTsa(town.servers.authority('rsa').tsa) : undefined;
    if (tsa !== undefined) closing.push(() => tsa.stop());
    const url = tsa?.url ?? town.settings.DAUYS_TSA;
    service = await town.start('off', { DAUYS_TSA: url, ...EVERY }, { tickMs: 20 });
    for (let n = 1; n <= 3; n++) {
      const { index } = JSON.parse((await service.vote(town.servers.citizen(n), 5)).body) as Receipt;
      town.clock.pass(EVERY_MS);
      await untilAnchored(service, index + 1);
    }
    town.clock.pass(120_000);
    await untilPublished(service);
  });
  afterAll(async () => {
    for (const close of closing) await close();
  });

  it('holds an anchor after every interval with something new, and one over closing and protocol', async () => {
    const types = await logTypes(service);
    const anchors = await untilAnchored(service, types.indexOf('protocol') + 1);
    // On a slow machine an interval passes by itself: then there are more.
    expect(types.join(' ')).toMatch(/^opened (time-anchor )*(ballot (time-anchor )+){3}closed /);
    for (const { index, size } of anchors) expect(index).toBeGreaterThanOrEqual(size);
    expect(types.filter((type) => type === 'closed' || type === 'protocol')).toEqual(['closed', 'protocol']);
    expect(anchors.at(-1)!.size).toBeGreaterThan(types.indexOf('protocol'));
    expect((await statusOf(service)).contests[0]?.timeAnchor).toMatchObject({ isLate: false });
    expect(await metric(service, 'dauys_time_anchor_failures_total')).toBe(0);
  });

  it('is checked by `openssl ts -verify`, token by token over the checkpoints it serves', async () => {
    const files = scratchDirectory();
    const { anchorDer, intermediateDer } = town.servers.authority('rsa').ca;
    const { leaves } = await readLog(service, ID);
    for (const { index, token, checkpoint } of await anchorsOf(service)) {
      const tokenDer = Buffer.from(token, 'base64');
      const said = openssl(
        ...['ts', '-verify', '-token_in', '-in', files.put('token', tokenDer)],
        ...['-data', files.put('checkpoint', Buffer.from(checkpoint))],
        ...['-CAfile', files.putPem('root.pem', anchorDer)],
        ...['-untrusted', files.putPem('intermediate.pem', intermediateDer)],
      );
      expect(said).toMatch(/Verification: OK/);
      const digest = createHash('sha256').update(tokenDer).digest('hex');
      expect(Buffer.from(leaves[index]!.subarray(32, 64)).toString('hex')).toBe(digest);
    }
    files.remove();
  });
});

describe('an authority with a GOST key', () => {
  let town: AuthorityTown;
  beforeAll(async () => {
    town = await openTown({ algorithms: ['gost512'] });
  });
  afterAll(() => town.stop());

  it('stamps a log as well', async () => {
    const service = await town.start('off', { DAUYS_TSA: town.settings.DAUYS_TSA, ...EVERY }, { tickMs: 20 });
    town.clock.pass(EVERY_MS);
    const [anchor] = await untilAnchored(service, 1);
    const tsa = [parseCertificate(town.servers.authority('gost512').tsa.certificateDer)];
    const question = { data: toUtf8(anchor!.checkpoint), tsa };
    expect(verifyTimeStampToken(Buffer.from(anchor!.token, 'base64'), question).algorithm).toBe('gost512');
  });
});

describe('an authority that is not well', () => {
  let town: AuthorityTown;
  let service: TestService;
  let people = 0;
  beforeAll(async () => {
    town = await openTown({ algorithms: ['rsa'], contest: openContest() });
    service = await town.start('off', { DAUYS_TSA: town.settings.DAUYS_TSA, ...EVERY }, { tickMs: 20 });
    town.clock.pass(EVERY_MS);
    await untilAnchored(service, 1);
  });
  afterAll(() => town.stop());

  const vote = async (): Promise<number> => (await service.vote(town.servers.citizen(++people), 5)).status;
  const alarm = (): Promise<number> => metric(service, 'dauys_time_anchor_alarm');
  const faults = TSA_FAULTS.filter((fault) => !['slow', 'hang', 'flapping'].includes(fault));

  it.each(faults)('brings nothing into the log with the fault "%s", and ballots go on', async (fault) => {
    const [anchored, failures] = [(await anchorsOf(service)).length, 'dauys_time_anchor_failures_total'];
    const before = await metric(service, failures);
    town.servers.tsa.setFault(fault);
    expect(await vote()).toBe(201);
    town.clock.pass(EVERY_MS);
    await eventually(async () => ((await metric(service, failures)) > before ? true : undefined));
    expect(await anchorsOf(service)).toHaveLength(anchored);
    town.servers.tsa.setFault('none');
    town.clock.pass(EVERY_MS);
    await untilAnchored(service, (await logTypes(service)).length - 1);
  });

  it('raises the alarm when it stays away, and is caught up with when it is back', async () => {
    expect(await alarm()).toBe(0);
    await town.lines.tsa.cut();
    expect(await vote()).toBe(201);
    town.clock.pass(3 * EVERY_MS + 1000);
    await eventually(async () => ((await alarm()) === 1 ? true : undefined));
    expect((await statusOf(service)).contests[0]?.timeAnchor?.isLate).toBe(true);
    for (const language of LANGUAGES) {
      const { body } = await service.get('/status', { 'accept-language': language });
      expect(body).toContain(STATUS_TEXTS[language].anchorLate);
    }
    expect(await vote()).toBe(201);
    const { length } = await logTypes(service);
    await town.lines.tsa.mend();
    town.clock.pass(EVERY_MS);
    await untilAnchored(service, length);
    await eventually(async () => ((await alarm()) === 0 ? true : undefined));
    expect((await statusOf(service)).contests[0]?.timeAnchor?.isLate).toBe(false);
  });

  it('holds up neither ballots nor closing, protocol and shutdown while it hangs', async () => {
    const anchored = (await anchorsOf(service)).length;
    const asked = town.servers.tsa.requestCount();
    town.servers.tsa.setFault('hang');
    expect(await vote()).toBe(201);
    town.clock.pass(EVERY_MS);
    await eventually(() => (town.servers.tsa.requestCount() > asked ? true : undefined));
    expect(await vote()).toBe(201);
    town.clock.pass(3_700_000);
    await untilPublished(service);
    expect(await anchorsOf(service)).toHaveLength(anchored);
    const startedMs = performance.now();
    await service.stop();
    // It would have been given up after twenty seconds.
    expect(performance.now() - startedMs).toBeLessThan(15_000);
  });

  it('is caught up with by the next service, over closing and protocol', async () => {
    town.servers.tsa.setFault('none');
    const next = await town.start('off', { DAUYS_TSA: town.settings.DAUYS_TSA, ...EVERY }, { tickMs: 20 });
    const types = await logTypes(next);
    await untilAnchored(next, types.indexOf('protocol') + 1);
    await next.stop();
  });
});

describe('DAUYS_TSA without a certificate in tsa/', () => {
  let town: AuthorityTown;
  beforeAll(async () => {
    town = await openTown({ algorithms: ['rsa'] });
  });
  afterAll(() => town.stop());

  it('is refused before anything starts: whatever it stamped would prove nothing', async () => {
    const trust = town.data('trust-without');
    cpSync(town.servers.trustDirectory, trust, { recursive: true });
    rmSync(`${trust}/tsa`, { recursive: true });
    const changes = { DAUYS_TRUST: trust, DAUYS_TSA: town.settings.DAUYS_TSA };
    await expect(town.start('off', changes)).toRejectWithCode('config-invalid');
    expect(town.servers.tsa.requestCount()).toBe(0);
  });
});
