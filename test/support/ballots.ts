import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Iin } from '../../src/domain/ballot.ts';
import { parseContestDefinition, type ContestDefinition } from '../../src/domain/contest.ts';
import type { EvidenceValue } from '../../src/domain/evidence.ts';
import { signCms } from '../../src/devca/cms-builder.ts';
import { generateDevCa, issueCitizen, type DevCa, type Identity } from '../../src/devca/dev-ca.ts';
import type { DevKey } from '../../src/devca/dev-key.ts';
import { generateGostKey } from '../../src/devca/gost-key.ts';
import { rsaKeyPool } from '../../src/devca/rsa-key.ts';
import { definitionDigest, encodeBallot } from '../../src/encoding/contest.ts';
import type { VerifiedBallot } from '../../src/intake/ports.ts';

/** An instant inside the demonstration contests' window; test certificates are valid half a year to either side. */
export const TEST_NOW = new Date('2026-11-22T07:00:00Z');

export const sha256 = (data: Uint8Array): Uint8Array => new Uint8Array(createHash('sha256').update(data).digest());
export const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length));

export interface TestCitizen extends Identity {
  readonly iin: string;
}

// One RSA key of 2048 bits stands for every RSA citizen of a test file: making keys is slow.
const nextRsaKey = rsaKeyPool(1);
const authorities = new Map<string, DevCa>();

/** The test file's own authority of each algorithm, made once per instant. */
export function testCa(now: Date = TEST_NOW, algorithm: DevKey['kind'] = 'rsa'): DevCa {
  const name = `${algorithm} ${now.toISOString()}`;
  const ca = authorities.get(name) ?? generateDevCa({ algorithm, now, random, rsaBits: 2048 });
  authorities.set(name, ca);
  return ca;
}

/** What `createTrustSet` takes, for these authorities. */
export function trustFiles(...cas: readonly DevCa[]): {
  anchors: Uint8Array[];
  intermediates: Uint8Array[];
  tsa: Uint8Array[];
} {
  return { anchors: cas.map((ca) => ca.anchorDer), intermediates: cas.map((ca) => ca.intermediateDer), tsa: [] };
}

/** A citizen with a valid signing certificate; the n-th has the invented ИИН `0000…n`. */
export function testCitizen(n: number, ca: DevCa = testCa(), key: DevKey = citizenKey(ca)): TestCitizen {
  const iin = String(n).padStart(12, '0');
  return { iin, ...issueCitizen(ca, { iin, key, firstName: `АЗАМАТ-${n}` }) };
}

function citizenKey(ca: DevCa): DevKey {
  return ca.intermediate.key.kind === 'rsa' ? nextRsaKey() : generateGostKey(random);
}

/** A definition out of fixtures/contests, with fields replaced. */
export function testContest(
  id: 'qamqor-demo' | 'regional-demo',
  changes: Partial<ContestDefinition> = {},
): ContestDefinition {
  const file = new URL(`../../fixtures/contests/${id}.json`, import.meta.url);
  const json = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  return parseContestDefinition({ ...json, ...changes });
}

/** The bytes to sign for the candidate of this number. */
export function ballotBytes(contest: ContestDefinition, number: number): Uint8Array {
  const candidate = contest.candidates.find((c) => c.number === number);
  if (candidate === undefined) throw new Error(`no candidate ${number}`);
  return encodeBallot(contest, candidate, definitionDigest(contest, sha256));
}

/** An attached (or detached) CMS over `content` in the shape NCALayer makes. */
export function signedBallot(
  content: Uint8Array,
  citizen: Identity,
  options: { detached?: boolean; signingTime?: Date } = {},
): Uint8Array {
  return signCms({ content, signer: citizen, signingTime: TEST_NOW, ...options });
}

/** What a verifier would say, without one. */
export function verifiedBallot(iin: string, match: number): VerifiedBallot {
  const evidence: readonly EvidenceValue[] = [];
  return { iin: iin as Iin, match, evidence } as VerifiedBallot;
}
