import { describe, expect, it } from '@jest/globals';
import { toUtf8 } from '../../src/encoding/bytes.ts';
import { der, derBits, derBoolean, derNull, derOctets, derOid, derSequence } from '../../src/encoding/der-writer.ts';
import { parseCrl } from '../../src/signature/crl.ts';
import { verdict } from '../support/path-verdict.ts';
import {
  buildList,
  ext,
  leafUnder,
  rootAuthority,
  smallInteger,
  subAuthority,
  type ListSpec,
} from '../support/x509-builder.ts';

const root = rootAuthority('List root');
const ca = subAuthority(root, 'List CA');
const rootList = buildList({ issuer: root.name, signer: root.key });
const leaf = leafUnder(ca);

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

function sha1(): Uint8Array {
  return derSequence(derOid('1.2.840.113549.1.1.5'), derNull());
}

describe('parseCrl', () => {
  const good = { issuer: ca.name, signer: ca.key };

  it.each([
    ['trailing bytes', Uint8Array.of(...buildList(good), 0)],
    ['version 1 written out', buildList({ ...good, version: smallInteger(0) })],
    ['extensions in version 1', buildList({ ...good, version: new Uint8Array(), extensions: [ext.unknown(false)] })],
    ['an extension twice', buildList({ ...good, extensions: [ext.unknown(false), ext.unknown(false)] })],
    ['an empty issuer', buildList({ ...good, issuer: derSequence() })],
    ['two signature algorithms', buildList({ ...good, innerAlgorithm: sha1() })],
    ['a non-minimal serial', buildList({ ...good, ...revoking(der(0x02, Uint8Array.of(0, 1))) })],
    [
      'FALSE written out',
      buildList({ ...good, extensions: [derSequence(derOid('1.2.3'), derBoolean(false), derOctets(derNull()))] }),
    ],
    ['no list at all', derSequence(derSequence(), derSequence(), derBits(new Uint8Array()))],
  ])('refuses %s', async (_, bytes) => {
    await expect(() => parseCrl(bytes)).toRejectWithCode('ballot-malformed');
  });

  it('takes NULL parameters outside and none inside, as НУЦ writes them', () => {
    expect(withList({ innerAlgorithm: derSequence(derOid('1.2.840.113549.1.1.11')) })).toBe('good');
  });

  it('reads PEM', () => {
    const pem = `-----BEGIN X509 CRL-----\n${Buffer.from(buildList(good)).toString('base64')}\n-----END X509 CRL-----\n`;
    expect(parseCrl(toUtf8(pem)).serials.size).toBe(0);
  });
});
