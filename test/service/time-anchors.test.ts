import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readConfig } from '../../src/config.ts';
import { finalProtocol } from '../../src/counting.ts';
import { reverify } from '../../src/demo/reverify.ts';
import { algorithmIdentifier } from '../../src/devca/dev-key.ts';
import { DEV_OID } from '../../src/devca/profile.ts';
import { generateRsaKey } from '../../src/devca/rsa-key.ts';
import { buildTimeStampToken, issueTsa } from '../../src/devca/time-stamp-builder.ts';
import { openContests, openInstallation, openTrust, type Installation } from '../../src/installation.ts';
import { createClockWatch } from '../../src/intake/clock-watch.ts';
import { openContestDesk, type RunningContest } from '../../src/intake/contest-desk.ts';
import type { Clock, TimeStamper } from '../../src/intake/ports.ts';
import { verifyEd25519 } from '../../src/keys/ed25519.ts';
import { parseLeaf } from '../../src/log/leaf.ts';
import { parseCertificate } from '../../src/signature/certificate.ts';
import { createTallyStore } from '../../src/storage/tally-store.ts';
import { createTallyWorker } from '../../src/tally/count.ts';
import { random, sha256, testCa, testCitizen } from '../support/ballots.ts';
import { openssl, scratchDirectory } from '../support/openssl.ts';
import {
  createInstallation,
  createTestClock,
  eventually,
  startTestService,
  type TestInstallation,
  type TestService,
} from '../support/service.ts';
import { readLog } from './support/public-log.ts';

const ID = 'qamqor-demo';
const EVERY_MS = 600_000;

interface Anchor {
  readonly index: number;
  readonly size: number;
  readonly root: string;
  readonly token: string;
  readonly checkpoint: string;
}

const tsa = issueTsa(testCa(), { key: generateRsaKey() });

/** A real authority's token, without the way to it. */
function stamper(clock: Clock): TimeStamper {
  return {
    stamp: async (data) =>
      buildTimeStampToken(
        {
          imprint: { algorithm: algorithmIdentifier(DEV_OID.sha256), digest: sha256(data) },
          serialNumber: Uint8Array.of(1, ...randomBytes(7)),
          genTime: new Date(clock.nowMs()),
        },
        tsa,
      ),
  };
}

/** A second process at the service's ledger that stamps. */
async function openStampingDesk(
  settings: TestInstallation,
  clock: Clock,
): Promise<{ desk: RunningContest; installation: Installation; failures: unknown[] }> {
  const { config } = readConfig(settings.settings(), {});
  const installation = openInstallation(config);
  const [opened] = await openContests(installation, []);
  const worker = createTallyWorker({
    store: createTallyStore(installation.db),
    contest: () => settings.contest,
    protocolIndex: async (id) => (await installation.ledger.state(id)).protocolIndex,
    clock,
  });
  const failures: unknown[] = [];
  const onFailure = (cause: unknown): void => void failures.push(cause);
  const desk = await openContestDesk(opened!, {
    ...installation,
    clock,
    clockWatch: createClockWatch(clock),
    trustFingerprint: openTrust(config).set.fingerprint,
    softwareVersion: 'dauys/test',
    revocation: { mode: 'off', ocspMaxAgeMs: 0, skewMs: 0 },
    sha256,
    random,
    finalProtocol: (_, closedIndex, size) =>
      finalProtocol(opened!.contest, { closedIndex, size }, installation, worker),
    onCommitUnknown: onFailure,
    onRolledBack: onFailure,
    onCommitted: () => undefined,
    timeAnchors: {
      rows: installation.ledger,
      stamper: stamper(clock),
      everyMs: EVERY_MS,
      onAnchored: () => undefined,
      onFailure,
      onChecked: () => undefined,
    },
  });
  return { desk, installation, failures };
}

describe('a log with time anchors between its ballots', () => {
  const clock = createTestClock();
  const receipts: string[] = [];
  let settings: TestInstallation;
  let service: TestService;
  let second: Awaited<ReturnType<typeof openStampingDesk>>;
  let files: ReturnType<typeof scratchDirectory>;

  const anchors = async (after = ''): Promise<Anchor[]> =>
    (JSON.parse((await service.get(`/api/v1/contests/${ID}/time-anchors${after}`)).body) as { anchors: Anchor[] })
      .anchors;
  const anchored = (count: number): Promise<Anchor[]> =>
    eventually(async () => {
      await second.desk.tick();
      const found = await anchors();
      return found.length >= count ? found : undefined;
    });

  beforeAll(async () => {
    files = scratchDirectory();
    settings = createInstallation();
    service = await startTestService(settings, {}, clock, { tickMs: 50 });
    second = await openStampingDesk(settings, clock);
    for (let n = 1; n <= 6; n++) {
      receipts.push((await service.vote(testCitizen(n), 1 + (n % 2))).body);
      if (n % 2 !== 0) continue;
      clock.pass(EVERY_MS);
      await anchored(n / 2);
    }
    clock.pass(2 * 3_600_000);
    await eventually(async () =>
      (await service.get(`/api/v1/contests/${ID}/protocol`)).status === 200 ? true : undefined,
    );
    await eventually(async () => ((await anchored(4)).at(-1)!.size > receipts.length + 4 ? true : undefined));
  });
  afterAll(async () => {
    await second.desk.stop();
    second.installation.close();
    await service.stop();
    settings.remove();
    files.remove();
  });

  it('is confirmed by whoever reads it, recount and protocol included', async () => {
    const { vkey } = await readLog(service, ID);
    const believed = [parseCertificate(tsa.certificateDer)];
    const options = { url: service.url, contestId: ID, vkey, receipts, tsa: believed, sha256, verifyEd25519 };
    const verdict = await reverify(options);
    expect(verdict.ballots).toBe(6);
    expect(verdict.anchors).toBe((await anchors()).length);
    expect(Object.fromEntries(verdict.byCandidate)).toEqual({ 1: 3, 2: 3 });
    expect(second.failures).toEqual([]);
  });

  it('holds the token of every anchor, over a checkpoint of its own, also past the protocol', async () => {
    const { leaves } = await readLog(service, ID);
    const found = await anchors();
    const parsed = leaves.map(parseLeaf);
    expect(parsed.filter(({ type }) => type === 'time-anchor')).toHaveLength(found.length);
    for (const { index, size, root, token, checkpoint } of found) {
      const leaf = parsed[index]!;
      if (leaf.type !== 'time-anchor') throw new Error(leaf.type);
      const digest = createHash('sha256').update(Buffer.from(token, 'base64')).digest();
      expect([leaf.size, Buffer.from(leaf.root).toString('hex')]).toEqual([size, root]);
      expect(Buffer.from(leaf.tokenSha256)).toEqual(digest);
      const [, ownSize, ownRoot] = checkpoint.split('\n');
      expect([ownSize, Buffer.from(ownRoot!, 'base64').toString('hex')]).toEqual([String(size), root]);
    }
    expect(found.at(-1)!.size).toBeGreaterThan(parsed.findIndex(({ type }) => type === 'protocol'));
    expect(await anchors(`?after=${found[0]!.index}`)).toEqual(found.slice(1));
  });

  it('is checked by hand with OpenSSL, as PROTOCOL.md says', async () => {
    const { anchorDer, intermediateDer } = testCa();
    const [first, ...others] = await anchors();
    const verify = (data: string, { token }: Anchor): string =>
      openssl(
        ...['ts', '-verify', '-attime', String(Math.floor(clock.nowMs() / 1000))],
        ...['-data', files.put('checkpoint', Buffer.from(data))],
        ...['-in', files.put('token', Buffer.from(token, 'base64')), '-token_in'],
        ...['-CAfile', files.putPem('root.pem', anchorDer)],
        ...['-untrusted', files.putPem('intermediate.pem', intermediateDer)],
      );
    for (const anchor of [first!, ...others]) {
      expect(verify(anchor.checkpoint, anchor)).toMatch(/Verification: OK/);
    }
    expect(() => verify(others[0]!.checkpoint, first!)).toThrow(/imprint mismatch/);
  });
});
