import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readConfig, type Config } from '../../src/config.ts';
import { readKeptLists } from '../../src/demo/demo-installation.ts';
import { redecide, type KeptBallot, type RedecideOptions, type RedecideVerdict } from '../../src/demo/redecide.ts';
import { EVIDENCE, type EvidenceValue } from '../../src/domain/evidence.ts';
import type { Receipt } from '../../src/domain/receipt.ts';
import { toHex, u64be } from '../../src/encoding/bytes.ts';
import { openBallotRecords, openTrust } from '../../src/installation.ts';
import { createTrustSet } from '../../src/signature/trust.ts';
import { sha256, trustFiles } from '../support/ballots.ts';
import { startTestServers, type TestServers } from '../support/dev-servers.ts';
import {
  createInstallation,
  createTestClock,
  startTestService,
  type TestInstallation,
  type TestService,
} from '../support/service.ts';

type Change = (ballot: KeptBallot) => KeptBallot | undefined;

describe('redecide', () => {
  let servers: TestServers;
  let installation: TestInstallation;
  let service: TestService;
  let config: Config;
  const receipts: string[] = [];
  const kept = new Map<number, KeptBallot>();

  beforeAll(async () => {
    const clock = createTestClock();
    servers = await startTestServers({ clock, algorithms: ['rsa'] });
    installation = createInstallation();
    const settings = servers.settings();
    service = await startTestService(installation, settings, clock);
    for (let n = 1; n <= 3; n++) receipts.push((await service.vote(servers.citizen(n), n)).body);
    servers.ocsp.setFault('500');
    receipts.push((await service.vote(servers.citizen(4), 4)).body);
    servers.ocsp.setFault('none');
    ({ config } = readConfig(installation.settings(settings), {}));
    const records = openBallotRecords(config);
    for (const { index } of receipts.map((text) => JSON.parse(text) as Receipt)) {
      kept.set(index, records.read(installation.contest.id, index)!);
    }
    records.close();
  });
  afterAll(async () => {
    await service.stop();
    await servers.stop();
    installation.remove();
  });

  const verdict = (changes: Partial<RedecideOptions> = {}): Promise<RedecideVerdict> =>
    redecide({
      contest: installation.contest,
      kept: (index) => kept.get(index),
      receipts,
      lists: readKeptLists(config.dataDirectory),
      trust: openTrust(config).set,
      sha256,
      sample: 100,
      ...changes,
    });
  const changing = (n: number, change: Change): Partial<RedecideOptions> => ({
    kept: (index) => (index === n ? change(kept.get(index)!) : kept.get(index)),
  });
  /** A service that changed what it kept, and the receipt with it: only deciding again finds that out. */
  const rewriting = (n: number, change: (ballot: KeptBallot) => KeptBallot): Partial<RedecideOptions> => {
    const ballot = change(kept.get(n)!);
    const evidence = ballot.evidence.map(({ tag, value }) => ({
      ...{ tag, length: value.length, sha256: toHex(sha256(value)) },
    }));
    const rewritten = receipts.map((text) => {
      const receipt = JSON.parse(text) as Receipt;
      if (receipt.index !== n) return text;
      const opening = { ...receipt.opening, evidence, cmsSha256: toHex(sha256(ballot.cms)) };
      return JSON.stringify({ ...receipt, opening });
    });
    return { receipts: rewritten, ...changing(n, () => ballot) };
  };
  const withValue =
    (tag: number, change: (value: Uint8Array) => Uint8Array) =>
    (ballot: KeptBallot): KeptBallot => ({
      ...ballot,
      evidence: ballot.evidence.map((entry) => (entry.tag === tag ? { tag, value: change(entry.value) } : entry)),
    });
  const without =
    (tag: number) =>
    (ballot: KeptBallot): KeptBallot => ({
      ...ballot,
      evidence: ballot.evidence.filter((entry: EvidenceValue) => entry.tag !== tag),
    });
  const lastFlipped = (value: Uint8Array): Uint8Array =>
    value.map((byte, i) => (i === value.length - 1 ? byte ^ 1 : byte));

  it('comes to the same decision about every ballot, with everybody gone who decided it', async () => {
    expect(await verdict()).toEqual({ redecided: 4, byList: 1 });
  });

  it('decides a part of them, and those that stand on a list in any case', async () => {
    expect(await verdict({ sample: 2 })).toEqual({ redecided: 3, byList: 1 });
    expect(await verdict({ sample: 1 })).toEqual({ redecided: 2, byList: 1 });
  });

  it.each<[string, Change]>([
    ['an answer with one bit changed', withValue(EVIDENCE.ocspResponse, lastFlipped)],
    ['the answer about another citizen', withValue(EVIDENCE.ocspResponse, () => valueOf(2, EVIDENCE.ocspResponse))],
    ['no answer', without(EVIDENCE.ocspResponse)],
    ['another time of acceptance', withValue(EVIDENCE.acceptedAtMs, () => u64be(1))],
    ['another signature', ({ evidence }) => ({ evidence, cms: kept.get(2)!.cms })],
    ['something more', (b) => ({ ...b, evidence: [...b.evidence, { tag: 6, value: new Uint8Array() }] })],
    ['nothing', () => undefined],
  ])('refuses %s where the receipt committed to something else', async (_, change) => {
    await expect(verdict(changing(1, change))).toRejectWithCode('evidence-invalid');
    // Also outside the sample.
    await expect(verdict({ ...changing(3, change), sample: 1 })).toRejectWithCode('evidence-invalid');
  });

  it.each<[string, string, (ballot: KeptBallot) => KeptBallot]>([
    ['the answer about another', 'revocation-unavailable', withValue(5, () => valueOf(2, EVIDENCE.ocspResponse))],
    ['a changed answer', 'revocation-unavailable', withValue(EVIDENCE.ocspResponse, lastFlipped)],
    ['no answer', 'revocation-unavailable', without(EVIDENCE.ocspResponse)],
    ['another trust set', 'evidence-invalid', withValue(EVIDENCE.trustFingerprint, lastFlipped)],
    ['a changed signature', 'signature-invalid', (b) => ({ ...b, cms: lastFlipped(b.cms) })],
    ['a ballot for another candidate', 'evidence-invalid', () => kept.get(2)!],
  ])('decides otherwise on %s, whatever the service committed to', async (_, code, change) => {
    await expect(verdict(rewriting(1, change))).toRejectWithCode(code);
  });

  it.each<[string, Partial<Receipt>]>([
    ['another candidate', { number: 7 }],
    ['another time', { acceptedAt: '2026-11-22T07:00:59.999Z' }],
  ])('refuses a receipt for %s', async (_, change) => {
    const changed = receipts.map((text) => JSON.stringify({ ...(JSON.parse(text) as Receipt), ...change }));
    await expect(verdict({ receipts: changed })).toRejectWithCode('evidence-invalid');
  });

  it('refuses the ballot of one person twice', async () => {
    const second = JSON.stringify({ ...(JSON.parse(receipts[1]!) as Receipt), index: 9 });
    const twice = { receipts: [...receipts, second], kept: (n: number) => kept.get(n === 9 ? 2 : n) };
    await expect(verdict(twice)).toRejectWithCode('evidence-invalid');
  });

  it('does not believe without the lists, nor under another trust set', async () => {
    await expect(verdict({ lists: [] })).toRejectWithCode('revocation-unavailable');
    const trust = createTrustSet(trustFiles(servers.authority('rsa').ca), sha256);
    await expect(verdict({ trust })).toRejectWithCode('evidence-invalid');
  });

  it('ends when it is told to', async () => {
    await expect(verdict({ signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
  });

  it('reads what lies on disk', () => {
    expect(readKeptLists(config.dataDirectory)).toHaveLength(2);
    const elsewhere = createInstallation();
    rmSync(join(elsewhere.directory, 'data'), { recursive: true, force: true });
    expect(() => openBallotRecords({ ...config, dataDirectory: join(elsewhere.directory, 'data') })).toThrow();
    elsewhere.remove();
  });

  function valueOf(index: number, tag: number): Uint8Array {
    return kept.get(index)!.evidence.find((entry) => entry.tag === tag)!.value;
  }
});
