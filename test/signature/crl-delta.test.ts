import { describe, expect, it } from '@jest/globals';
import { crlNumber, deltaIndicator } from '../../src/devca/crl-builder.ts';
import { authorityKeyIdentifier, extension } from '../../src/devca/extensions.ts';
import { generateRsaKey } from '../../src/devca/rsa-key.ts';
import { DEV_OID } from '../../src/devca/profile.ts';
import { authorityName } from '../../src/devca/dev-ca.ts';
import { issueCrl } from '../../src/devca/crl-builder.ts';
import { der, derOctets, derSequence, derUnsigned } from '../../src/encoding/der-writer.ts';
import { checkRevocation, findRevocation, parseCrl, type CertificateList } from '../../src/signature/crl.ts';
import { TEST_NOW } from '../support/ballots.ts';
import { crlWorld, day } from '../support/crl-world.ts';

const { path, citizen, authority, entry, der: listDer, list } = crlWorld();
const status = (...lists: readonly CertificateList[]): string => findRevocation(path, lists, TEST_NOW).status;
const aki = authorityKeyIdentifier(authority.key.spki);

const base = list({ number: 10 });
const holding = list({ number: 10, revoked: [entry('certificateHold')] });
/** A delta on base 10. */
const delta = (options: Parameters<typeof list>[0] = {}): CertificateList =>
  list({ number: 12, baseNumber: 10, ...options });

describe('findRevocation without deltas', () => {
  it('says what the lists say of the signer, and on which it stands', () => {
    expect(findRevocation(path, [base], TEST_NOW)).toEqual({ status: 'good', lists: [base], entries: [undefined] });
    const revoked = findRevocation(path, [base, holding], TEST_NOW);
    expect(revoked).toMatchObject({ status: 'revoked', lists: [holding] });
    const { offset, length } = revoked.entries[0]!;
    const found = holding.der.subarray(offset, offset + length);
    expect(found[0]).toBe(0x30);
    expect(Buffer.from(found).includes(Buffer.from(citizen.serialNumber))).toBe(true);
    expect(found.length).toBe(2 + found[1]!);
  });

  it('says "none", not an error, when nothing covers the signer', () => {
    expect(findRevocation(path, [], TEST_NOW)).toEqual({ status: 'none', lists: [], entries: [] });
    expect(status(list({ thisUpdate: day(-3), nextUpdate: day(-1) }))).toBe('none');
    expect(status(list({ thisUpdate: day(1), nextUpdate: day(2) }))).toBe('none');
    expect(status(list({ nextUpdate: undefined }))).toBe('none');
  });

  it('stands on the newest of several lists that say the same', () => {
    const newer = list({ number: 11 });
    expect(findRevocation(path, [base, newer], TEST_NOW).lists).toEqual([newer]);
    expect(findRevocation(path, [newer, base], TEST_NOW).lists).toEqual([newer]);
  });
});

describe('a delta list', () => {
  it('covers nothing alone, critical indicator or not', () => {
    expect(status(delta())).toBe('none');
    expect(status(list({ extensions: [aki, crlNumber(12), deltaIndicator(10, false)] }))).toBe('none');
    expect(status(delta({ revoked: [entry()] }))).toBe('none');
  });

  it('that has no news is named beside its base', () => {
    const one = delta();
    expect(findRevocation(path, [one, base], TEST_NOW)).toEqual({
      status: 'good',
      lists: [base, one],
      entries: [undefined, undefined],
    });
  });

  it('revokes', async () => {
    const one = delta({ revoked: [entry('keyCompromise')] });
    expect(findRevocation(path, [base, one], TEST_NOW)).toMatchObject({ status: 'revoked', lists: [base, one] });
    await expect(() => {
      checkRevocation(path, [base, one], TEST_NOW);
    }).toRejectWithCode('certificate-revoked');
    expect(status(base, delta({ revoked: [entry()] }))).toBe('revoked');
    expect(status(base, delta({ revoked: [entry('certificateHold')] }))).toBe('revoked');
  });

  it('lifts a hold', () => {
    const one = delta({ revoked: [entry('removeFromCrl')] });
    const found = findRevocation(path, [holding, one], TEST_NOW);
    expect(found).toMatchObject({ status: 'good', lists: [holding, one] });
    expect(found.entries.every((range) => range !== undefined)).toBe(true);
    expect(() => {
      checkRevocation(path, [holding, one], TEST_NOW);
    }).not.toThrow();
  });

  it('lifts a hold that came and went after its base', () => {
    expect(status(base, delta({ revoked: [entry('removeFromCrl')] }))).toBe('good');
  });

  it('lifts nothing but a hold', () => {
    const lifting = delta({ revoked: [entry('removeFromCrl')] });
    for (const reason of ['keyCompromise', 'affiliationChanged', undefined] as const) {
      expect(status(list({ number: 10, revoked: [entry(reason)] }), lifting)).toBe('revoked');
    }
    const twice = list({ number: 10, revoked: [entry('certificateHold'), entry('keyCompromise')] });
    expect(status(twice, lifting)).toBe('revoked');
  });

  it('does not lift what it revokes as well, and not by a reason that cannot be read', () => {
    const both = delta({ revoked: [entry('removeFromCrl'), entry('keyCompromise')] });
    expect(status(holding, both)).toBe('revoked');
    const reasonOf = (...value: Uint8Array[]): CertificateList =>
      delta({ revoked: [{ ...entry(), extensions: [extension(DEV_OID.reasonCode, derSequence(...value))] }] });
    expect(status(holding, reasonOf())).toBe('revoked');
    const long = extension(DEV_OID.reasonCode, der(0x0a, Uint8Array.of(0, 8)));
    expect(status(holding, delta({ revoked: [{ ...entry(), extensions: [long] }] }))).toBe('revoked');
  });

  it('leaves a certificate alone that it does not name', () => {
    expect(status(holding, delta())).toBe('revoked');
  });

  it('is superseded by a newer one', () => {
    const hold = delta({ number: 11, revoked: [entry('certificateHold')] });
    const lift = delta({ number: 12, revoked: [entry('removeFromCrl')] });
    expect(status(base, hold, lift)).toBe('good');
    expect(status(base, lift, hold)).toBe('good');
    const again = delta({ number: 13, revoked: [entry('certificateHold')] });
    expect(status(base, again, lift, hold)).toBe('revoked');
  });

  it('compares numbers as numbers, up to 20 octets', () => {
    const at = (number: Uint8Array, indicator?: Uint8Array, revoked = false): CertificateList =>
      list({
        extensions: [
          aki,
          extension(DEV_OID.crlNumber, derUnsigned(number)),
          ...(indicator === undefined ? [] : [extension(DEV_OID.deltaCrlIndicator, derUnsigned(indicator), true)]),
        ],
        revoked: revoked ? [entry()] : [],
      });
    const large = (last: number): Uint8Array => Uint8Array.from({ length: 20 }, (_, i) => (i === 19 ? last : 0x7f));
    expect(status(at(large(1)), at(large(2), large(1), true))).toBe('revoked');
    expect(status(at(large(2)), at(large(1), large(1), true))).toBe('good');
    expect(status(at(Uint8Array.of(0xff)), at(Uint8Array.of(1, 0), Uint8Array.of(0x80), true))).toBe('revoked');
    expect(status(at(Uint8Array.of(0x80)), at(Uint8Array.of(0x7f), Uint8Array.of(1), true))).toBe('good');
  });

  it('with a number that is none cannot be read', async () => {
    for (const value of [der(0x02, Uint8Array.of(0x80)), derUnsigned(new Uint8Array(21).fill(1)), derOctets(aki)]) {
      await expect(() => list({ extensions: [extension(DEV_OID.crlNumber, value)] })).toRejectWithCode(
        'ballot-malformed',
      );
    }
  });
});

describe('a delta list that does not fit is left out:', () => {
  const revoked = [entry()];
  const point = (tag: number): Uint8Array =>
    extension(DEV_OID.issuingDistributionPoint, derSequence(der(tag, Uint8Array.of(0xff))), true);
  const otherKey = generateRsaKey();
  const stranger = { ...authority, name: authorityName('БӨТЕН ОРТАЛЫҚ') };

  it.each([
    ['expired', delta({ revoked, thisUpdate: day(-2), nextUpdate: day(-1) })],
    ['not begun', delta({ revoked, thisUpdate: day(0.5) })],
    ['without an end', delta({ revoked, nextUpdate: undefined })],
    ['on a base that came later', delta({ revoked, baseNumber: 11 })],
    ['not newer than the base', delta({ revoked, number: 10 })],
    ['older than the base', delta({ revoked, number: 9, baseNumber: 8 })],
    ['without a number', list({ revoked, extensions: [aki, deltaIndicator(10)] })],
    ['over another scope', list({ revoked, extensions: [aki, crlNumber(12), deltaIndicator(10), point(0x81)] })],
    ['without the key identifier', list({ revoked, extensions: [crlNumber(12), deltaIndicator(10)] })],
    ['with another key identifier', delta({ revoked, key: otherKey })],
    ['signed with another key', list({ revoked, key: otherKey, extensions: [aki, crlNumber(12), deltaIndicator(10)] })],
    [
      'of another issuer',
      parseCrl(issueCrl(stranger, { thisUpdate: day(-1), nextUpdate: day(1), number: 12, baseNumber: 10, revoked })),
    ],
    [
      'with an unknown critical extension',
      list({
        revoked,
        extensions: [aki, crlNumber(12), deltaIndicator(10), extension('1.3.6.1.4.1.55555.3', derOctets(aki), true)],
      }),
    ],
  ])('%s', (_, one) => {
    expect(one.serials.size).toBe(1);
    expect(findRevocation(path, [base, one], TEST_NOW)).toMatchObject({ status: 'good', lists: [base] });
    const lifting = list({ number: 10, revoked: [entry('certificateHold')] });
    expect(status(lifting, one)).toBe('revoked');
  });

  it('one of the same scope fits', () => {
    const scoped = (number: number, more: Uint8Array[], entries = [entry()]): CertificateList =>
      list({ extensions: [aki, crlNumber(number), ...more, point(0x81)], revoked: entries });
    expect(status(scoped(10, [], []), scoped(12, [deltaIndicator(10)]))).toBe('revoked');
    expect(status(scoped(10, [], []), delta({ revoked }))).toBe('good');
  });

  it('and no delta saves a base that is over', () => {
    const old = list({ number: 10, thisUpdate: day(-3), nextUpdate: day(-1) });
    expect(status(old, delta())).toBe('none');
  });

  it('nor a base without a number', () => {
    const unnumbered = parseCrl(listDer({ extensions: [aki] }));
    expect(status(unnumbered, delta({ revoked }))).toBe('good');
  });
});
