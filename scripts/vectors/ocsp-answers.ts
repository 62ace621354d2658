import { extension } from '../../src/devca/extensions.ts';
import {
  buildOcspFailure,
  extendedRevokeExtension,
  NEVER_ISSUED,
  nonceExtension,
  OCSP_RESPONSE_STATUS,
  type OcspCertStatus,
} from '../../src/devca/ocsp-builder.ts';
import { algorithmIdentifier } from '../../src/devca/dev-key.ts';
import { DEV_OID } from '../../src/devca/profile.ts';
import { concatBytes } from '../../src/encoding/bytes.ts';
import { der, derNull, derOctets, derOid, derSequence } from '../../src/encoding/der-writer.ts';
import { parseCertId, publicKeyBits } from '../../src/signature/cert-id.ts';
import { sha1, sha256 } from '../../src/signature/digest.ts';
import type { OcspRefusal } from '../../src/signature/ocsp-refusal.ts';
import { MAX_AGE_MS, seconds, SKEW_MS, type AnswerChange, type OcspCase, type OcspDesk } from './ocsp-desk.ts';
import { anotherKey, days, leaf, random } from './world.ts';

type Case = readonly [
  expect: OcspCase['expect'],
  name: string,
  about: string,
  change: AnswerChange,
  more?: Pick<OcspCase, 'isKept'>,
];

/** Answers that say what they say at the right and at the wrong time, about the right and the wrong certificate. */
export function answerCases(desk: OcspDesk): OcspCase[] {
  const all = [...statuses, ...kept(desk), ...times, ...certificates(desk), ...extensions(desk), ...signatures(desk)];
  const built = all.map(([expect, name, about, change, more]) => ({
    ...{ expect, name, about, response: desk.answer(change), status: change.single?.status },
    ...more,
  }));
  return [...built, ...failures(desk)];
}

const status = (value: OcspCertStatus): AnswerChange => ({ single: { status: value } });

const statuses: readonly Case[] = [
  ['good', 'delegate', 'a delegate says that the certificate is good', {}],
  [
    'revoked',
    'delegate',
    'the certificate was compromised a day ago',
    status({ kind: 'revoked', revokedAt: days(-1), reason: 1 }),
  ],
  ['revoked', 'without-reason', 'nobody says why', status({ kind: 'revoked', revokedAt: days(-1) })],
  [
    'revoked',
    'reason-unknown',
    'a reason that nobody knows',
    status({ kind: 'revoked', revokedAt: days(-1), reason: 7 }),
  ],
  ['revoked', 'never-issued', 'НУЦ’s word on a serial number it never issued', status(NEVER_ISSUED)],
  ['unknown', 'delegate', 'the responder does not know the certificate', status({ kind: 'unknown' })],
];

function kept({ nonce }: OcspDesk): Case[] {
  const mark = extendedRevokeExtension();
  const other = extension(DEV_OID.ocspNonce, nonce);
  return [
    ['good', 'kept', 'nobody knows the nonce any more', {}, { isKept: true }],
    ['good', 'kept-without-nonce', 'there never was a nonce', { extensions: [mark] }, { isKept: true }],
    ['nonceOther', 'nonce-other', 'the nonce of another question', { extensions: [nonceExtension(random(16)), mark] }],
    ['nonceOther', 'nonce-cut', 'a part of the nonce', { extensions: [nonceExtension(nonce.subarray(1)), mark] }],
    ['nonceMissing', 'nonce-missing', 'no nonce', { extensions: [mark] }],
    ['nonceMissing', 'without-extensions', 'no extensions at all', { extensions: [] }],
    ['malformed', 'nonce-bare', 'the nonce is not in an OCTET STRING', { extensions: [other, mark] }],
    ['malformed', 'nonce-twice', 'two nonces', { extensions: [nonceExtension(nonce), nonceExtension(nonce)] }],
  ];
}

const [AGE, SKEW] = [MAX_AGE_MS / 1000, SKEW_MS / 1000];

/** Produced and updated then, with a next update or none. */
function at(produced: number, updated = produced, next?: number): AnswerChange {
  const nextUpdate = next === undefined ? undefined : seconds(next);
  return { producedAt: seconds(produced), single: { thisUpdate: seconds(updated), nextUpdate } };
}

const times: readonly Case[] = [
  ['good', 'with-next-update', 'the next update comes tomorrow', at(0, -10, 86_400)],
  ['good', 'oldest', 'the oldest that is taken', at(-AGE - SKEW)],
  ['good', 'newest', 'as far ahead as clocks may part', at(SKEW)],
  ['good', 'update-just-over', 'the next update is as late as clocks may part', at(-AGE, -AGE, -SKEW)],
  ['tooOld', 'too-old', 'a second older', at(-AGE - SKEW - 1)],
  ['tooOld', 'of-last-year', 'of last year, with a next update still to come', at(-31_536_000, -31_536_000, 86_400)],
  ['producedLater', 'produced-later', 'a second further ahead', at(SKEW + 1)],
  ['updateLater', 'update-later', 'the status is of a second further ahead', at(SKEW, SKEW + 1)],
  ['updateAfterProduction', 'update-after-production', 'the status is newer than the answer', at(-SKEW - 1, 0)],
  ['updateOver', 'update-over', 'a newer status should have been there', at(-AGE, -AGE, -SKEW - 1)],
  ['updateReversed', 'update-reversed', 'the next update comes before this one', at(0, 0, -1)],
];

function certificates({ side, certId }: OcspDesk): Case[] {
  const { issuerNameHash, issuerKeyHash, serialNumber } = parseCertId(certId);
  const name = (algorithm: Uint8Array, nameHash = issuerNameHash, keyHash = issuerKeyHash): Uint8Array =>
    derSequence(algorithm, derOctets(nameHash), derOctets(keyHash), der(0x02, serialNumber));
  const sha256Id = algorithmIdentifier(DEV_OID.sha256);
  const { anchor, intermediate } = side.ca;
  const bits = publicKeyBits(intermediate.key.spki);
  const other = derSequence(certId.subarray(2, -22), der(0x02, leaf(side).serialNumber));
  const about = (id: Uint8Array): AnswerChange => ({ single: { certId: id } });
  const single = { certId, status: { kind: 'good' }, thisUpdate: seconds(0) } as const;
  const anchorKeyHash = sha256(publicKeyBits(anchor.key.spki));
  const byNoHash = name(derSequence(derOid(DEV_OID.sha256), derOctets(new Uint8Array())));
  return [
    ['good', 'hash-parameters-absent', 'SHA-256 without parameters', about(name(derSequence(derOid(DEV_OID.sha256))))],
    ['otherSerial', 'other-serial', 'another certificate of the authority', about(other)],
    ['otherIssuer', 'other-issuer-name', 'an authority of another name', about(name(sha256Id, sha256(anchor.name)))],
    [
      'otherIssuer',
      'other-issuer-key',
      'an authority of another key',
      about(name(sha256Id, issuerNameHash, anchorKeyHash)),
    ],
    [
      'hashAlgorithm',
      'sha1-hashes',
      'named by SHA-1',
      about(name(algorithmIdentifier(DEV_OID.sha1), sha1(intermediate.name), sha1(bits))),
    ],
    ['hashAlgorithm', 'hash-parameters', 'SHA-256 with parameters', about(byNoHash)],
    ['notOneAnswer', 'two-answers', 'the same answer twice', { responses: [single, single] }],
    [
      'notOneAnswer',
      'two-certificates',
      'another certificate’s status beside it',
      { responses: [{ ...single, certId: other }, single] },
    ],
    ['notOneAnswer', 'no-answer', 'no status at all', { responses: [] }],
  ];
}

function extensions({ nonce, responder, side }: OcspDesk): Case[] {
  const unknown = (critical: boolean): Uint8Array => extension('1.3.6.1.4.1.55555.3', derNull(), critical);
  const more = (...found: Uint8Array[]): AnswerChange => ({ extensions: [nonceExtension(nonce), ...found] });
  const { certificateDer } = responder;
  const five = [certificateDer, ...Array<Uint8Array>(4).fill(side.citizen.certificateDer)];
  const filler = extension('1.3.6.1.4.1.55555.4', derOctets(new Uint8Array(16_384)));
  return [
    ['good', 'unknown-extension', 'an extension nobody knows', more(unknown(false))],
    ['good', 'critical-nonce', 'the nonce is critical', { extensions: [nonceExtension(nonce, true)] }],
    ['unknownCritical', 'critical-extension', 'a critical extension nobody knows', more(unknown(true))],
    [
      'unknownCritical',
      'critical-single-extension',
      'a critical extension in the certificate’s answer',
      { single: { extensions: [unknown(true)] } },
    ],
    ['tooManyCertificates', 'five-certificates', 'five certificates travel', { certificates: five }],
    ['tooLarge', 'too-large', 'more than 16 KiB', more(filler)],
    ['responseType', 'response-type', 'a type nobody knows', { responseType: '1.3.6.1.4.1.55555.5' }],
    ['version', 'version-2', 'version 2', { version: 1 }],
    ['version', 'version-written', 'version 1 written out', { version: 0 }],
  ];
}

function signatures({ side, responder }: OcspDesk): Case[] {
  const { key } = responder;
  const spoiled = (data: Uint8Array): Uint8Array => key.sign(data).map((octet, i) => (i === 9 ? octet ^ 1 : octet));
  const other = side.label === 'rsa' ? DEV_OID.kzGost512Signature : DEV_OID.sha256WithRsa;
  return [
    ['signature', 'signature-bit', 'one bit of the signature is another', { sign: spoiled }],
    ['signature', 'signature-other-key', 'signed with another key', { sign: anotherKey(side).sign }],
    ['signature', 'signature-other-data', 'signed over something else', { sign: () => key.sign(random(16)) }],
    ['signature', 'signature-empty', 'no signature', { sign: () => new Uint8Array() }],
    [
      'signature',
      'signature-other-kind',
      'the other kind of key is named',
      { signatureAlgorithm: algorithmIdentifier(other) },
    ],
    [
      'algorithm',
      'signature-unknown',
      'an algorithm off the allow-list',
      { signatureAlgorithm: algorithmIdentifier(DEV_OID.kzGost2004Signature) },
    ],
  ];
}

/** A responder that does not answer, and one that answers while it says that it does not. */
function failures({ answer }: OcspDesk): OcspCase[] {
  const rules = Object.entries(OCSP_RESPONSE_STATUS).filter(([name]) => name !== 'successful');
  const about = 'the responder does not answer';
  const alone = rules.map(([rule, code]) => ({
    ...{ expect: rule as OcspRefusal, name: rule.toLowerCase(), about },
    response: buildOcspFailure(code),
  }));
  return [
    ...alone,
    { expect: 'otherStatus', name: 'status-4', about: 'a status nobody knows', response: buildOcspFailure(4) },
    { expect: 'malformed', name: 'successful-alone', about: 'successful, and no more', response: buildOcspFailure(0) },
    {
      ...{ expect: 'tryLater', name: 'trylater-with-answer', about: 'a good answer under tryLater' },
      response: answer({ responseStatus: OCSP_RESPONSE_STATUS.tryLater }),
    },
    {
      ...{ expect: 'malformed', name: 'trailing-octet', about: 'an octet behind the answer' },
      response: concatBytes(answer(), Uint8Array.of(0)),
    },
  ];
}
