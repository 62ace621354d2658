import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readConfig } from '../../src/config.ts';
import { EVIDENCE } from '../../src/domain/evidence.ts';
import type { Receipt } from '../../src/domain/receipt.ts';
import { toUtf8, u64be } from '../../src/encoding/bytes.ts';
import { openTrust } from '../../src/installation.ts';
import { verifyEd25519 } from '../../src/keys/ed25519.ts';
import { parseLeaf } from '../../src/log/leaf.ts';
import { verifyReceipt } from '../../src/log/receipt.ts';
import { parseCrlRecord } from '../../src/signature/crl-record.ts';
import { parseCrl } from '../../src/signature/crl.ts';
import { repeatDecision, type KeptEvidence } from '../../src/signature/evidence.ts';
import type { TrustSet } from '../../src/signature/trust.ts';
import { ballotBytes, sha256, type TestCitizen } from '../support/ballots.ts';
import { VERSION, type Answer } from '../support/service.ts';
import { MODES, openTown, type AuthorityTown } from './support/judged-service.ts';
import { readLog } from './support/public-log.ts';
import { stampedBallot } from './support/stamped-ballot.ts';
import { recordOf, tagNames, type StoredRecord } from './support/stored-ballots.ts';

const ALGORITHMS = ['rsa', 'gost512'] as const;
const ALWAYS = ['acceptedAtMs', 'trustFingerprint', 'softwareVersion', 'revocationPolicy'];
const SOURCE = { ocsp: ['ocspResponse'], crl: ['crlRecord'], 'ocsp-then-crl': ['ocspResponse'], off: [] } as const;
const NUMBER = 7;

/** A ballot with everything that anybody has of it. */
interface Kept {
  readonly mode: (typeof MODES)[number];
  readonly stamped: boolean;
  readonly citizen: TestCitizen;
  readonly answer: Answer;
  readonly record: StoredRecord;
  readonly leaf: Uint8Array;
  readonly vkey: string;
}

let town: AuthorityTown;
let trust: TrustSet;
const kept: Kept[] = [];
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

beforeAll(async () => {
  town = await openTown();
  trust = openTrust(readConfig(town.installation.settings(town.settings), {}).config).set;
  town.revoke(town.servers.citizen(99));
  const services = await Promise.all(MODES.map((mode) => town.start(mode, { DAUYS_DATA: town.data(mode) })));
  for (const [i, mode] of MODES.entries()) {
    for (const [j, algorithm] of ALGORITHMS.entries()) {
      for (const stamped of [false, true]) {
        const citizen = town.servers.citizen(10 * j + 2 * i + Number(stamped) + 1, algorithm);
        const { tsa } = town.servers.authority(algorithm);
        const service = services[i]!;
        const answer = stamped
          ? await service.post(stampedBallot(ballotBytes(town.installation.contest, NUMBER), citizen, tsa).cms)
          : await service.vote(citizen, NUMBER);
        const record = recordOf(town.data(mode), answer.body);
        const { leaves, vkey } = await readLog(service, town.installation.contest.id);
        kept.push({ mode, stamped, citizen, answer, record, leaf: leaves[record.index]!, vkey });
      }
    }
  }
  // The network is gone, and so are the services.
  await town.silence();
});
afterAll(() => town.stop());

const cases = MODES.flatMap((mode) => ALGORITHMS.map((algorithm) => [mode, algorithm] as const));
const of = (mode: string, algorithm: string): Kept[] =>
  kept.filter((one) => one.mode === mode && one.citizen.key.kind === algorithm);

function keptEvidence({ mode, record }: Kept): KeptEvidence {
  const crl = record.evidence.find(({ tag }) => tag === EVIDENCE.crlRecord);
  const names = crl === undefined ? [] : parseCrlRecord(crl.value).lists.map((list) => list.sha256);
  const lists = names.map((name) => parseCrl(readFileSync(join(town.data(mode), 'lists', `${name}.crl`))));
  return { values: record.evidence, lists };
}
const decideAgain = (one: Kept, evidence = keptEvidence(one), by = trust) =>
  repeatDecision({ cms: one.record.cms }, evidence, by, (content) =>
    hex(content) === hex(ballotBytes(town.installation.contest, NUMBER)) ? NUMBER : undefined,
  );

describe.each(cases)('the evidence of a ballot accepted with %s and %s', (mode, algorithm) => {
  it('is what it was decided by, and nothing else', () => {
    expect(of(mode, algorithm)).toHaveLength(2);
    for (const { record, stamped, answer } of of(mode, algorithm)) {
      expect(answer.status).toBe(201);
      expect(tagNames(record)).toEqual([...ALWAYS, ...SOURCE[mode], ...(stamped ? ['timeStampToken'] : [])]);
      const [acceptedAt, fingerprint, version, policy] = record.evidence.map(({ value }) => hex(value));
      const receipt = JSON.parse(answer.body) as Receipt;
      expect(acceptedAt).toBe(hex(u64be(Date.parse(receipt.acceptedAt))));
      expect(fingerprint).toBe(hex(trust.fingerprint));
      expect(version).toBe(hex(toUtf8(VERSION)));
      expect(policy).toBe(hex(toUtf8(`{"mode":"${mode}","ocspMaxAgeMs":300000,"skewMs":300000}`)));
    }
  });

  it('stands in the receipt by tag, length and digest, and is bound into the leaf', () => {
    for (const { record, answer, leaf, vkey } of of(mode, algorithm)) {
      const { opening } = JSON.parse(answer.body) as Receipt;
      const entries = record.evidence.map(({ tag, value }) => {
        return { tag, length: value.length, sha256: hex(sha256(value)) };
      });
      expect(opening.evidence).toEqual(entries);
      // As PROTOCOL.md says it, by hand.
      const digest = sha256(
        Buffer.concat(
          entries.map((entry) => {
            const head = Buffer.alloc(5);
            head.writeUInt8(entry.tag, 0);
            head.writeUInt32BE(entry.length, 1);
            return Buffer.concat([head, Buffer.from(entry.sha256, 'hex')]);
          }),
        ),
      );
      const commitment = [Buffer.from('DYS1 ballot\n'), record.saltBallot, sha256(record.cms), digest];
      const parsed = parseLeaf(leaf);
      expect(parsed.type === 'ballot' && hex(parsed.ballotCommit)).toBe(hex(sha256(Buffer.concat(commitment))));
      expect(verifyReceipt(answer.body, vkey, { sha256, verifyEd25519 }).index).toBe(record.index);
    }
  });

  it('decides again, offline, as it was decided', () => {
    for (const one of of(mode, algorithm)) {
      const again = decideAgain(one);
      const { acceptedAt } = JSON.parse(one.answer.body) as Receipt;
      expect(again).toMatchObject({
        iin: one.citizen.iin,
        match: NUMBER,
        algorithm,
        softwareVersion: VERSION,
        policy: { mode },
        source: { ocsp: 'ocsp', crl: 'crl', 'ocsp-then-crl': 'ocsp', off: 'off' }[mode],
      });
      expect(again.acceptedAt.toISOString()).toBe(acceptedAt);
      expect(again.timeStamp === undefined).toBe(!one.stamped);
    }
  });

  it('decides nothing once a value is missing, changed or another ballot’s', () => {
    const [one, other] = of(mode, algorithm);
    const evidence = keptEvidence(one!);
    for (const { tag } of evidence.values) {
      const without = evidence.values.filter((value) => value.tag !== tag);
      expect(() => decideAgain(one!, { ...evidence, values: without })).toThrow();
      const changed = evidence.values.map(({ tag: own, value }) => ({
        tag: own,
        value: own === tag ? value.map((byte, i) => (i === value.length - 1 ? byte ^ 1 : byte)) : value,
      }));
      // The time and the version stand for themselves: the leaf alone holds them.
      if (tag !== EVIDENCE.acceptedAtMs && tag !== EVIDENCE.softwareVersion) {
        expect(() => decideAgain(one!, { ...evidence, values: changed })).toThrow();
      }
    }
    // An answer about another certificate.
    const foreign = other!.record.evidence.find(({ tag }) => tag === EVIDENCE.ocspResponse);
    const mixed = evidence.values.map((value) => (value.tag === EVIDENCE.ocspResponse ? foreign! : value));
    if (foreign !== undefined) expect(() => decideAgain(one!, { ...evidence, values: mixed })).toThrow();
  });
});

describe('list files', () => {
  it('hold what their name says, and the record names the list and no entry', () => {
    for (const one of kept.filter(({ mode }) => mode === 'crl')) {
      const { value } = one.record.evidence.find(({ tag }) => tag === EVIDENCE.crlRecord)!;
      const { lists } = parseCrlRecord(value);
      expect(lists.map(({ kind, entry }) => [kind, entry])).toEqual([
        ['base', null],
        ['delta', null],
      ]);
      for (const { sha256: name } of lists) {
        expect(hex(sha256(readFileSync(join(town.data('crl'), 'lists', `${name}.crl`))))).toBe(name);
      }
      expect(() => decideAgain(one, { ...keptEvidence(one), lists: [] })).toThrow(
        expect.objectContaining({ code: 'revocation-unavailable' }),
      );
    }
  });
});
