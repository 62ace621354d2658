import { describe, expect, it } from '@jest/globals';
import { reasonCode } from '../../src/devca/crl-builder.ts';
import { EVIDENCE, type EvidenceValue } from '../../src/domain/evidence.ts';
import { fromUtf8, toUtf8, u64be } from '../../src/encoding/bytes.ts';
import type { CertificateList } from '../../src/signature/crl.ts';
import { repeatDecision, type RepeatedDecision } from '../../src/signature/evidence.ts';
import { createTrustSet } from '../../src/signature/trust.ts';
import { sha256, testCa, TEST_NOW, trustFiles } from '../support/ballots.ts';
import { day, REASONS } from '../support/crl-world.ts';
import { evidenceWorld, SOFTWARE, sorted, type EvidenceWorld } from '../support/evidence-world.ts';

const CONTENT = toUtf8('any content');
const rsa = evidenceWorld();
const gost = evidenceWorld('gost512');
const good = { ...rsa, cms: rsa.sign(CONTENT), base: rsa.list({ number: 166 }) };

interface Case {
  readonly world?: EvidenceWorld;
  readonly cms?: Uint8Array;
  readonly values: readonly EvidenceValue[];
  readonly lists?: readonly CertificateList[];
}

function decide({ world = rsa, cms = good.cms, values, lists = [] }: Case): RepeatedDecision<Uint8Array> {
  return repeatDecision({ cms }, { values, lists }, world.trust, (content) => content);
}

const replaced = (values: readonly EvidenceValue[], tag: number, value: Uint8Array): EvidenceValue[] =>
  values.map((each) => (each.tag === tag ? { tag, value } : each));

describe('repeatDecision', () => {
  it.each([
    ['RSA', rsa],
    ['GOST', gost],
  ])('decides again by an OCSP answer, a list or nothing: %s', (_, world) => {
    const cms = world.sign(CONTENT);
    const base = world.list({ number: 10 });
    const delta = world.list({ number: 12, baseNumber: 10 });
    const cases: readonly [string, Omit<Case, 'cms' | 'world'>][] = [
      ['ocsp', { values: [...world.facts('ocsp'), world.ocsp()] }],
      ['ocsp', { values: [...world.facts('ocsp-then-crl'), world.ocsp()] }],
      ['crl', { values: [...world.facts('ocsp-then-crl'), world.record(base)], lists: [base] }],
      ['crl', { values: [...world.facts('crl'), world.record(base, delta)], lists: [delta, base] }],
      ['off', { values: world.facts('off') }],
    ];
    for (const [source, one] of cases) {
      const decision = decide({ world, cms, ...one });
      expect(decision).toMatchObject({
        source,
        acceptedAt: TEST_NOW,
        softwareVersion: SOFTWARE,
        iin: world.citizen.iin,
        timeStamp: undefined,
        policy: { ocspMaxAgeMs: 300_000, skewMs: 300_000 },
      });
      expect(fromUtf8(decision.match)).toBe('any content');
    }
  });

  it.each([
    ['RSA', rsa],
    ['GOST', gost],
  ])('knows the time-stamp that was in the signature: %s', (_, world) => {
    const { cms, token } = world.stamped(CONTENT);
    const decision = decide({ world, cms, values: sorted(...world.facts('ocsp'), world.ocsp(), token) });
    expect(decision.timeStamp?.genTime).toEqual(TEST_NOW);
  });

  it('takes a hold that a delta lifted', () => {
    const holding = rsa.list({
      number: 10,
      revoked: [{ ...rsa.entry, extensions: [reasonCode(REASONS.certificateHold)] }],
    });
    const lifted = { ...rsa.entry, extensions: [reasonCode(REASONS.removeFromCrl)] };
    const lifting = rsa.list({ number: 12, baseNumber: 10, revoked: [lifted] });
    const values = [...rsa.facts('crl'), rsa.record(holding, lifting)];
    expect(decide({ values, lists: [holding, lifting] }).source).toBe('crl');
  });

  it('judges by the content it is given for a detached signature', async () => {
    const cms = rsa.sign(CONTENT, { detached: true });
    const kept = { values: rsa.facts('off'), lists: [] };
    const repeat = (detachedContent?: Uint8Array): unknown =>
      repeatDecision(
        { cms, ...(detachedContent === undefined ? {} : { detachedContent }) },
        kept,
        rsa.trust,
        () => true,
      );
    expect(repeat(CONTENT)).toMatchObject({ match: true });
    await expect(() => repeat(toUtf8('another'))).toRejectWithCode('digest-mismatch');
    await expect(() => repeat()).toRejectWithCode('ballot-wrong-content');
  });
});

describe('repeatDecision refuses', () => {
  const byOcsp = [...rsa.facts('ocsp'), rsa.ocsp()];
  const byList = [...rsa.facts('crl'), rsa.record(good.base)];
  const stamped = rsa.stamped(CONTENT);
  const elsewhere = rsa.stamped(CONTENT, { over: toUtf8('something else') });
  const other = rsa.stamped(toUtf8('other content'));
  const revoking = rsa.list({ number: 166, revoked: [rsa.entry] });
  const without = (values: readonly EvidenceValue[], tag: number) => values.filter((each) => each.tag !== tag);
  const at = (time: Date): Uint8Array => u64be(time.getTime());
  const policy = (text: string): EvidenceValue[] => replaced(byOcsp, EVIDENCE.revocationPolicy, toUtf8(text));
  const version = (bytes: Uint8Array): EvidenceValue[] => replaced(byOcsp, EVIDENCE.softwareVersion, bytes);

  const cases: readonly [string, string, Case][] = [
    [
      'an OCSP answer that says revoked',
      'certificate-revoked',
      { values: [...rsa.facts('ocsp'), rsa.ocsp({ kind: 'revoked', revokedAt: day(-1) })] },
    ],
    [
      'an OCSP answer that says unknown',
      'revocation-unavailable',
      { values: [...rsa.facts('ocsp-then-crl'), rsa.ocsp({ kind: 'unknown' })] },
    ],
    [
      'an OCSP answer too old at the acceptance',
      'revocation-unavailable',
      { values: [...rsa.facts('ocsp'), rsa.ocsp({ kind: 'good' }, new Date(TEST_NOW.getTime() - 601_000))] },
    ],
    ['an OCSP answer about somebody else', 'revocation-unavailable', { values: [...rsa.facts('ocsp'), gost.ocsp()] }],
    [
      'bytes that are no OCSP answer',
      'revocation-unavailable',
      { values: replaced(byOcsp, EVIDENCE.ocspResponse, toUtf8('no')) },
    ],
    ['no answer where one was needed', 'revocation-unavailable', { values: rsa.facts('ocsp') }],
    ['no list where one was needed', 'revocation-unavailable', { values: rsa.facts('crl'), lists: [good.base] }],
    ['a list that is not at hand', 'revocation-unavailable', { values: byList }],
    [
      'a list that revokes',
      'certificate-revoked',
      { values: [...rsa.facts('crl'), rsa.record(revoking)], lists: [revoking] },
    ],
    ['a list under the name of another', 'revocation-unavailable', { values: byList, lists: [revoking] }],
    [
      'a list that was over by then',
      'evidence-invalid',
      { values: replaced(byList, EVIDENCE.acceptedAtMs, at(day(3))), lists: [good.base] },
    ],
    [
      'a record that is none',
      'evidence-invalid',
      { values: replaced(byList, EVIDENCE.crlRecord, toUtf8('{}')), lists: [good.base] },
    ],
    [
      'an OCSP answer that the policy did not ask for',
      'evidence-invalid',
      { values: sorted(...byList, rsa.ocsp()), lists: [good.base] },
    ],
    [
      'a list beside a good OCSP answer',
      'evidence-invalid',
      { values: [...rsa.facts('ocsp-then-crl'), rsa.ocsp(), rsa.record(good.base)], lists: [good.base] },
    ],
    ['an OCSP answer where nobody was asked', 'evidence-invalid', { values: [...rsa.facts('off'), rsa.ocsp()] }],
    [
      'a revoking OCSP answer where nobody was asked',
      'evidence-invalid',
      { values: [...rsa.facts('off'), rsa.ocsp({ kind: 'revoked', revokedAt: day(-1) })] },
    ],
    [
      'a certificate that was over by then',
      'certificate-expired',
      { values: replaced(byOcsp, EVIDENCE.acceptedAtMs, at(day(300))) },
    ],
    [
      'a certificate that was not yet',
      'certificate-not-yet-valid',
      { values: replaced(byOcsp, EVIDENCE.acceptedAtMs, at(day(-300))) },
    ],
    [
      'a time of seven bytes',
      'evidence-invalid',
      { values: replaced(byOcsp, EVIDENCE.acceptedAtMs, new Uint8Array(7)) },
    ],
    [
      'a time of nine bytes',
      'evidence-invalid',
      { values: replaced(byOcsp, EVIDENCE.acceptedAtMs, new Uint8Array(9)) },
    ],
    [
      'a time after the year 9999',
      'evidence-invalid',
      { values: replaced(byOcsp, EVIDENCE.acceptedAtMs, u64be(253_402_300_800_000)) },
    ],
    [
      'a time past what numbers hold',
      'evidence-invalid',
      { values: replaced(byOcsp, EVIDENCE.acceptedAtMs, new Uint8Array(8).fill(255)) },
    ],
    ['another trust set', 'evidence-invalid', { values: byOcsp, world: gost }],
    [
      'a short fingerprint',
      'evidence-invalid',
      { values: replaced(byOcsp, EVIDENCE.trustFingerprint, rsa.trust.fingerprint.subarray(1)) },
    ],
    ['a tag twice', 'evidence-invalid', { values: [...byOcsp, rsa.ocsp()] }],
    ['a tag it does not know', 'evidence-invalid', { values: [...byOcsp, { tag: 8, value: new Uint8Array() }] }],
    ...[1, 2, 3, 4].map((tag): [string, string, Case] => [
      `no tag ${tag}`,
      'evidence-invalid',
      { values: without(byOcsp, tag) },
    ]),
    [
      'a policy with white space',
      'evidence-invalid',
      { values: policy('{"mode":"ocsp", "ocspMaxAgeMs":300000,"skewMs":300000}') },
    ],
    [
      'a policy of another order',
      'evidence-invalid',
      { values: policy('{"ocspMaxAgeMs":300000,"mode":"ocsp","skewMs":300000}') },
    ],
    [
      'a policy with more in it',
      'evidence-invalid',
      { values: policy('{"mode":"ocsp","ocspMaxAgeMs":300000,"skewMs":300000,"x":1}') },
    ],
    [
      'a policy of an unknown mode',
      'evidence-invalid',
      { values: policy('{"mode":"none","ocspMaxAgeMs":300000,"skewMs":300000}') },
    ],
    ['a policy that is no JSON', 'evidence-invalid', { values: policy('ocsp') }],
    ['an empty software version', 'evidence-invalid', { values: version(new Uint8Array()) }],
    ['a software version that is no UTF-8', 'evidence-invalid', { values: version(Uint8Array.of(0xff)) }],
    ['a software version that steers a terminal', 'evidence-invalid', { values: version(toUtf8('dauys/1 \u001b[2J')) }],
    ['a software version that turns the line around', 'evidence-invalid', { values: version(toUtf8('dauys/\u202e1')) }],
    ['a software version of a page', 'evidence-invalid', { values: version(toUtf8('x'.repeat(201))) }],
    ['a token that was not kept', 'evidence-invalid', { cms: stamped.cms, values: byOcsp }],
    ['a token that is not in the signature', 'evidence-invalid', { values: [...byOcsp, stamped.token] }],
    ['the token of another signature', 'evidence-invalid', { cms: stamped.cms, values: [...byOcsp, other.token] }],
    ['a token over something else', 'time-stamp-invalid', { cms: elsewhere.cms, values: [...byOcsp, elsewhere.token] }],
    ['a token of a later time than the acceptance', 'time-stamp-invalid', futureStamp()],
    ['another signature', 'digest-mismatch', { cms: broken(good.cms), values: byOcsp }],
  ];

  function futureStamp(): Case {
    const { cms, token } = rsa.stamped(CONTENT, { genTime: new Date(TEST_NOW.getTime() + 301_000) });
    return { cms, values: [...byOcsp, token] };
  }

  function broken(cms: Uint8Array): Uint8Array {
    const changed = Uint8Array.from(cms);
    const content = Buffer.from(cms).indexOf(Buffer.from(CONTENT));
    changed[content] = (changed[content] ?? 0) ^ 1;
    return changed;
  }

  it.each(cases)('%s', async (_, code, one) => {
    await expect(() => decide(one)).toRejectWithCode(code);
  });

  it('time-stamps where the trust set of that time names nobody for them', async () => {
    const trust = createTrustSet(trustFiles(testCa()), sha256);
    const values = replaced(byOcsp, EVIDENCE.trustFingerprint, trust.fingerprint);
    const repeat = (kept: readonly EvidenceValue[]): unknown =>
      repeatDecision({ cms: stamped.cms }, { values: kept, lists: [] }, trust, () => true);
    expect(repeat(values)).toMatchObject({ source: 'ocsp', timeStamp: undefined });
    await expect(() => repeat([...values, stamped.token])).toRejectWithCode('evidence-invalid');
  });
});
