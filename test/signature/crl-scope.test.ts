import { describe, expect, it } from '@jest/globals';
import { toUtf8 } from '../../src/encoding/bytes.ts';
import { der, derOid, derSequence, derUnsigned } from '../../src/encoding/der-writer.ts';
import { verdict } from '../support/path-verdict.ts';
import {
  buildCertificate,
  buildList,
  CRL_SIGN,
  dn,
  ext,
  extension,
  leafUnder,
  rootAuthority,
  smallInteger,
  subAuthority,
  testKey,
  type ListSpec,
} from '../support/x509-builder.ts';

const root = rootAuthority('List root');
const ca = subAuthority(root, 'List CA');
const rootList = buildList({ issuer: root.name, signer: root.key });
const SERIAL = derUnsigned(Uint8Array.of(0x12, 0x34));
const leaf = leafUnder(ca, { serial: SERIAL });

/** Verdict on a leaf under `ca` with the root's good list and this one (or none) of the CA. */
function withList(list?: Partial<ListSpec>, certificate = leaf, ...more: readonly Uint8Array[]): string {
  const own = list === undefined ? [] : [buildList({ issuer: ca.name, signer: ca.key, ...list })];
  return verdict({
    certificate,
    anchors: [root.certificate],
    intermediates: [ca.certificate],
    crls: [rootList, ...own, ...more],
  });
}

const revoking = (...serials: readonly Uint8Array[]): Partial<ListSpec> => ({
  revoked: serials.map((serial) => ({ serial })),
});

describe('the scope of a list', () => {
  const uri = (value: string): Uint8Array => der(0x86, toUtf8(value));
  const flag = (tag: number): Uint8Array => der(tag, Uint8Array.of(0xff));
  const idp = (...parts: readonly Uint8Array[]): Partial<ListSpec> => ({
    extensions: [extension('2.5.29.28', derSequence(...parts), true)],
  });
  const pointName = (...names: readonly Uint8Array[]): Uint8Array => der(0xa0, der(0xa0, ...names));
  const points = (...list: readonly Uint8Array[]): Uint8Array => extension('2.5.29.31', derSequence(...list));
  const reasons = (tag: number, ...bits: readonly number[]): Uint8Array => {
    const octets = new Uint8Array(2);
    for (const bit of bits) octets[bit >> 3]! |= 0x80 >> (bit & 7);
    return der(tag, Uint8Array.of(7), octets);
  };

  it('by kind of certificate', () => {
    expect(withList(idp(flag(0x81)))).toBe('good');
    expect(withList(idp(flag(0x82)))).toBe('revocation-unavailable');
    expect(withList(idp(flag(0x85)))).toBe('revocation-unavailable');
  });

  it('by kind of certificate, for a CA', () => {
    const judge = (tag: number): string => {
      const crls = [buildList({ issuer: root.name, signer: root.key, ...idp(flag(tag)) })];
      return verdict({ certificate: ca.certificate, anchors: [root.certificate], crls });
    };
    expect([judge(0x81), judge(0x82)]).toEqual(['revocation-unavailable', 'good']);
  });

  it('by distribution point', () => {
    const here = leafUnder(ca, { serial: SERIAL, extensions: [points(derSequence(pointName(uri('http://a'))))] });
    expect(withList(idp(pointName(uri('http://a'))), here)).toBe('good');
    expect(withList({ ...idp(pointName(uri('http://a'))), ...revoking(SERIAL) }, here)).toBe('certificate-revoked');
    expect(withList(idp(pointName(uri('http://b'))), here)).toBe('revocation-unavailable');
    expect(withList(idp(pointName(uri('http://b'), uri('http://a'))), here)).toBe('good');
    expect(withList(idp(pointName(uri('http://a'))))).toBe('revocation-unavailable');
    expect(withList({}, here)).toBe('good');
  });

  it('by distribution point relative to the issuer', () => {
    const relative = der(0xa0, der(0xa1, derSequence(derOid('2.5.4.3'), der(0x0c, toUtf8('Part 1')))));
    const here = leafUnder(ca, { extensions: [points(derSequence(relative))] });
    expect(withList(idp(relative), here)).toBe('good');
    expect(withList(idp(relative))).toBe('revocation-unavailable');
  });

  it('by reason: some are not all, and lists add up', () => {
    const some = idp(reasons(0x83, 1, 2));
    const rest = buildList({ issuer: ca.name, signer: ca.key, ...idp(reasons(0x83, 3, 4, 5, 6, 7, 8)) });
    expect(withList(some)).toBe('revocation-unavailable');
    expect(withList(some, leaf, rest)).toBe('good');
    expect(withList({ ...some, ...revoking(SERIAL) })).toBe('certificate-revoked');
  });

  it('of an indirect list, whose entries name the issuer they speak of', () => {
    const issuer = dn('Indirect lists');
    const certificate = buildCertificate({
      subject: issuer,
      issuer: root.name,
      key: testKey('indirect'),
      signer: root.key,
      extensions: [ext.keyUsage(CRL_SIGN)],
    });
    const point = derSequence(pointName(uri('http://a')), der(0xa2, der(0xa4, issuer)));
    const pointed = leafUnder(ca, { serial: SERIAL, extensions: [points(point)] });
    const certificateIssuer = extension('2.5.29.29', derSequence(der(0xa4, ca.name)), true);
    const judge = (target: Uint8Array, extensions: Uint8Array[], ...parts: Uint8Array[]): string => {
      const list = buildList({
        issuer,
        signer: testKey('indirect'),
        ...idp(...parts),
        revoked: [{ serial: smallInteger(1), extensions }, { serial: SERIAL }],
      });
      const intermediates = [ca.certificate, certificate];
      return verdict({ certificate: target, anchors: [root.certificate], intermediates, crls: [rootList, list] });
    };
    expect(judge(pointed, [certificateIssuer], flag(0x84))).toBe('certificate-revoked');
    expect(judge(pointed, [ext.unknown(false)], flag(0x84))).toBe('good');
    expect(judge(pointed, [certificateIssuer])).toBe('revocation-unavailable');
    expect(judge(leaf, [certificateIssuer], flag(0x84))).toBe('revocation-unavailable');
  });
});
