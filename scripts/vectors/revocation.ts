import { crlNumber, issueCrl, type CrlOptions } from '../../src/devca/crl-builder.ts';
import { authorityName } from '../../src/devca/dev-ca.ts';
import { authorityKeyIdentifier, extension } from '../../src/devca/extensions.ts';
import { DEV_OID } from '../../src/devca/profile.ts';
import type { RefusalCode } from '../../src/domain/errors.ts';
import { der, derBoolean, derOctets, derSequence, derUnsigned } from '../../src/encoding/der-writer.ts';
import { anotherKey, AT, days, leaf, signWith, type Side, type VectorCase, type World } from './world.ts';

type Case = readonly [expect: RefusalCode, name: string, about: string, crls: readonly Uint8Array[]];

/** Revoked signers, and lists that say nothing about them. */
export function revocationCases({ rsa, gost, ballot }: World): VectorCase[] {
  const cases = (side: Side, found: readonly Case[]): VectorCase[] =>
    found.map(([expect, name, about, crls]) => ({
      ...{ expect, name: `${name}-${side.label}`, about, side, crls },
      cms: signWith(side.citizen, ballot),
    }));
  return [rsa, gost]
    .flatMap((side) => cases(side, [...revoked(side), ...unusable(side)]))
    .concat(cases(rsa, rare(rsa)));
}

const CURRENT = { thisUpdate: days(-1), nextUpdate: days(1) };

function listOf({ ca }: Side, options: Partial<CrlOptions> = {}): Uint8Array {
  return issueCrl(ca.intermediate, { ...CURRENT, ...options });
}

/** A list whose extensions are НУЦ's and one more. */
function listWith(side: Side, more: Uint8Array, options: Partial<CrlOptions> = {}): Uint8Array {
  const extensions = [authorityKeyIdentifier(side.ca.intermediate.key.spki), crlNumber(1), more];
  return listOf(side, { ...options, extensions });
}

function revoked(side: Side): Case[] {
  const entry = { serialNumber: side.citizen.serialNumber, revokedAt: days(-2) };
  const reason = (code: number): Uint8Array => extension(DEV_OID.reasonCode, der(0x0a, Uint8Array.of(code)));
  return [
    ['certificate-revoked', 'listed', 'the signer is on the list', [listOf(side, { revoked: [entry] })]],
    [
      'certificate-revoked',
      'on-hold',
      'the signer is on the list, on hold',
      [listOf(side, { revoked: [{ ...entry, extensions: [reason(6)] }] })],
    ],
    [
      'certificate-revoked',
      'second-list',
      'the signer is on the second of two lists',
      [
        listOf(side, { revoked: [{ serialNumber: leaf(side).serialNumber, revokedAt: days(-3) }] }),
        listOf(side, { revoked: [entry] }),
      ],
    ],
  ];
}

function unusable(side: Side): Case[] {
  const code = 'revocation-unavailable';
  const stranger = { ...side.ca.intermediate, name: authorityName('БӨТЕН ОРТАЛЫҚ') };
  const unknown = extension('1.3.6.1.4.1.55555.3', derOctets(Uint8Array.of(1)), true);
  return [
    [code, 'outdated', 'the list ended yesterday', [listOf(side, { thisUpdate: days(-3), nextUpdate: days(-1) })]],
    [code, 'from-the-future', 'the list begins tomorrow', [listOf(side, { thisUpdate: days(1), nextUpdate: days(2) })]],
    [code, 'forged', 'the list is signed with another key', [listOf(side, { key: anotherKey(side) })]],
    [code, 'other-issuer', 'the list is another authority’s', [issueCrl(stranger, CURRENT)]],
    [code, 'unknown-critical-extension', 'the list has a critical extension nobody knows', [listWith(side, unknown)]],
    [
      code,
      'delta-alone',
      'a delta list without its base',
      [listWith(side, extension(DEV_OID.deltaCrlIndicator, derUnsigned(Uint8Array.of(1)), true))],
    ],
  ];
}

function rare(side: Side): Case[] {
  const code = 'revocation-unavailable';
  const point = (...fields: Uint8Array[]): Uint8Array =>
    extension(DEV_OID.issuingDistributionPoint, derSequence(...fields), true);
  const yes = derBoolean(true).subarray(2);
  const entry = { serialNumber: leaf(side).serialNumber, revokedAt: days(-2) };
  const unknown = extension('1.3.6.1.4.1.55555.4', derOctets(Uint8Array.of(1)), true);
  return [
    [code, 'authorities-only', 'the list covers authorities only', [listWith(side, point(der(0x82, yes)))]],
    [
      code,
      'some-reasons-only',
      'the list covers one reason only',
      [listWith(side, point(der(0x83, Uint8Array.of(6, 0x40))))],
    ],
    [code, 'anchor-list-only', 'only the anchor’s list is given', [issueCrl(side.ca.anchor, CURRENT)]],
    [
      code,
      'without-next-update',
      'the list does not say until when it holds',
      [listOf(side, { nextUpdate: undefined })],
    ],
    [
      code,
      'critical-entry-extension',
      'an entry has a critical extension nobody knows',
      [listOf(side, { revoked: [{ ...entry, extensions: [unknown] }] })],
    ],
    [
      'certificate-revoked',
      'listed-this-second',
      'the list began in the second the ballot came',
      [listOf(side, { thisUpdate: AT, revoked: [{ serialNumber: side.citizen.serialNumber, revokedAt: AT }] })],
    ],
  ];
}
