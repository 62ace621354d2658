import { crlNumber } from '../../src/devca/crl-builder.ts';
import { authorityName, issueAuthority, issueCitizen } from '../../src/devca/dev-ca.ts';
import { basicConstraints, extension, keyUsage } from '../../src/devca/extensions.ts';
import { DEV_OID } from '../../src/devca/profile.ts';
import { withHash, type RsaDevKey } from '../../src/devca/rsa-key.ts';
import { concatBytes, fromUtf8, toBase64, toUtf8 } from '../../src/encoding/bytes.ts';
import { der, derSequence, derUnsigned } from '../../src/encoding/der-writer.ts';
import { parseCertificate } from '../../src/signature/certificate.ts';
import { encodeCrlRecord } from '../../src/signature/crl-record.ts';
import { findRevocation, parseCrl } from '../../src/signature/crl.ts';
import type { CrlVector } from '../../test/support/crl-vector.ts';
import { deltaCases } from './crl-deltas.ts';
import { flag, openCrlDesk, OVER, point, unknownCritical, type CrlCase, type CrlDesk } from './crl-desk.ts';
import { anotherKey, AT, days, IIN, random, type Side, type World } from './world.ts';

/** Revocation lists over the citizens of a world, good and bad. */
export function crlVectors({ rsa, gost }: World): CrlVector[] {
  return [rsa, gost].flatMap((side) => {
    const desk = openCrlDesk(side);
    const cases = [
      ...complete(desk),
      ...notCurrent(desk),
      ...outOfScope(desk),
      ...malformed(desk),
      ...deltaCases(desk),
    ];
    return [...cases, ...bySigner(desk)].map((found) => toVector(side, found));
  });
}

function complete({ base, entry, stranger }: CrlDesk): CrlCase[] {
  return [
    {
      expect: 'good',
      name: 'not-listed',
      about: 'the list names somebody else',
      lists: [base({ revoked: [stranger] })],
    },
    { expect: 'good', name: 'empty', about: 'the list names nobody', lists: [base()] },
    { expect: 'revoked', name: 'listed', about: 'on the list', lists: [base({ revoked: [stranger, entry()] })] },
    { expect: 'revoked', name: 'on-hold', about: 'on hold', lists: [base({ revoked: [entry('certificateHold')] })] },
    {
      ...{ expect: 'revoked', name: 'second-list', about: 'on one of two current lists' },
      lists: [base({ number: 167 }), base({ revoked: [entry()] })],
    },
    {
      ...{ expect: 'good', name: 'newer-list', about: 'two current lists say the same: the newer is the ground' },
      lists: [base(), base({ number: 167 })],
    },
  ];
}

function notCurrent({ base, entry }: CrlDesk): CrlCase[] {
  const listed = { revoked: [entry()] };
  return [
    { expect: 'none', name: 'outdated', about: 'the list ended yesterday', lists: [base(OVER)] },
    { expect: 'none', name: 'outdated-listed', about: 'on a list that ended', lists: [base({ ...OVER, ...listed })] },
    {
      ...{ expect: 'none', name: 'from-the-future', about: 'the list begins tomorrow' },
      lists: [base({ thisUpdate: days(1), nextUpdate: days(2) })],
    },
    {
      ...{ expect: 'none', name: 'without-next-update', about: 'the list does not say until when it holds' },
      lists: [base({ nextUpdate: undefined })],
    },
    { expect: 'good', name: 'last-second', about: 'the list ends this second', lists: [base({ nextUpdate: AT })] },
    { expect: 'good', name: 'first-second', about: 'the list begins this second', lists: [base({ thisUpdate: AT })] },
  ];
}

function outOfScope({ side, base, baseWith, stranger }: CrlDesk): CrlCase[] {
  const certificateIssuer = extension(DEV_OID.certificateIssuer, derSequence(der(0xa4, side.ca.anchor.name)), true);
  const named = { revoked: [{ ...stranger, extensions: [certificateIssuer] }] };
  const elsewhere = der(0xa0, der(0xa0, der(0x86, toUtf8('http://elsewhere.example.kz/'))));
  const cases: readonly (readonly [name: string, about: string, list: Uint8Array])[] = [
    ['authorities-only', 'covers authorities only', base(baseWith(point(flag(0x82))))],
    ['attribute-certificates-only', 'covers attribute certificates only', base(baseWith(point(flag(0x85))))],
    ['some-reasons-only', 'covers one reason only', base(baseWith(point(der(0x83, Uint8Array.of(6, 0x40)))))],
    ['other-point', 'is of another distribution point', base(baseWith(point(elsewhere)))],
    ['unknown-critical-extension', 'has a critical extension nobody knows', base(baseWith(unknownCritical))],
    [
      'critical-entry-extension',
      'has an entry with a critical extension nobody knows',
      base({ revoked: [{ ...stranger, extensions: [unknownCritical] }] }),
    ],
    ['issuer-in-direct-list', 'names another issuer without being indirect', base(named)],
    ['anchor-list-only', 'is the anchor’s, over authorities', base({}, side.ca.anchor)],
  ];
  const indirect = base({ ...baseWith(point(flag(0x84))), ...named });
  return [
    ...cases.map(([name, about, list]) => ({
      expect: 'none' as const,
      name,
      about: `the list ${about}`,
      lists: [list],
    })),
    {
      ...{ expect: 'good', name: 'indirect', about: 'the serial of the list is of another issuer’s certificate' },
      lists: [indirect],
    },
  ];
}

function bySigner({ side, base, baseWith, entry }: CrlDesk): CrlCase[] {
  const { ca, key } = side;
  const other = anotherKey(side);
  const options = { name: ca.intermediate.name, key: other, now: AT, random };
  const listKey = issueAuthority(ca.anchor, options);
  const extensions = [basicConstraints(true, 0), keyUsage(['keyCertSign'])];
  const mute = issueAuthority(ca.anchor, { ...options, fields: { extensions } });
  const citizen = issueCitizen({ ...ca, intermediate: mute }, { iin: IIN, key });
  const stranger = { ...ca.intermediate, name: authorityName('БӨТЕН ОРТАЛЫҚ') };
  const cases: CrlCase[] = [
    { expect: 'none', name: 'forged', about: 'signed with another key', lists: [base({ ...baseWith(), key: other })] },
    { expect: 'none', name: 'other-issuer', about: 'another authority’s list', lists: [base({}, stranger)] },
    { expect: 'none', name: 'signed-by-citizen', about: 'signed by a citizen', lists: [base({}, side.citizen)] },
    {
      ...{ expect: 'none', name: 'issuer-without-crl-sign', about: 'the authority’s key may not sign lists' },
      ...{ lists: [base({}, mute)], certificate: citizen.certificateDer, intermediates: [mute.certificateDer] },
    },
    {
      ...{ expect: 'good', name: 'separate-key', about: 'signed with another pinned key of the authority' },
      ...{ lists: [base({}, listKey)], intermediates: [ca.intermediateDer, listKey.certificateDer] },
    },
    {
      ...{ expect: 'none', name: 'separate-key-not-pinned', about: 'signed with another key of the authority' },
      lists: [base({}, listKey)],
    },
  ];
  if (side.label === 'gost') return cases;
  const sha1 = withHash(ca.intermediate.key as RsaDevKey, 'sha1');
  return [
    ...cases,
    { expect: 'none', name: 'sha1', about: 'signed over SHA-1', lists: [base({ key: sha1, revoked: [entry()] })] },
  ];
}

function malformed({ base, entry }: CrlDesk): CrlCase[] {
  const list = base({ revoked: [entry()] });
  const number = (value: Uint8Array): Uint8Array => base({ extensions: [extension(DEV_OID.crlNumber, value)] });
  const cases: readonly (readonly [name: string, about: string, list: Uint8Array])[] = [
    ['nothing', 'no octet', new Uint8Array()],
    ['trailing-byte', 'an octet behind the list', concatBytes(list, Uint8Array.of(0))],
    ['cut-short', 'the last octet is missing', list.subarray(0, -1)],
    ['two-lists', 'two lists in one file', concatBytes(list, list)],
    ['number-negative', 'the number is negative', number(der(0x02, Uint8Array.of(0x80)))],
    ['number-too-long', 'the number has 21 octets', number(derUnsigned(new Uint8Array(21).fill(1)))],
    ['number-twice', 'the number stands twice', base({ extensions: [crlNumber(1), crlNumber(1)] })],
    ['scope-default-encoded', 'FALSE is written out', base({ extensions: [point(der(0x81, Uint8Array.of(0)))] })],
  ];
  return cases.map(([name, about, file]) => ({ expect: 'malformed', name, about, lists: [file] }));
}

function toVector(side: Side, found: CrlCase): CrlVector {
  const { anchorDer, intermediateDer } = side.ca;
  const certificate = found.certificate ?? side.citizen.certificateDer;
  const intermediates = found.intermediates ?? [intermediateDer];
  const vector = {
    name: `${found.expect}-${found.name}-${side.label}`,
    about: found.about,
    expect: found.expect,
    at: AT.toISOString(),
    certificate: toBase64(certificate),
    anchors: [toBase64(anchorDer)],
    intermediates: intermediates.map(toBase64),
    lists: found.lists.map(toBase64),
  };
  if (found.expect !== 'good' && found.expect !== 'revoked') return vector;
  const path = [certificate, intermediateDer, anchorDer].map((file) => parseCertificate(file));
  const others = intermediates.map((file) => parseCertificate(file));
  const lists = found.lists.map((list) => parseCrl(list));
  return { ...vector, record: fromUtf8(encodeCrlRecord(findRevocation(path, lists, AT, others))) };
}
