import { describe, expect, it } from '@jest/globals';
import { toUtf8 } from '../../src/encoding/bytes.ts';
import { der, derNull, derOid, derSequence, derUnsigned } from '../../src/encoding/der-writer.ts';
import { parseCertificate } from '../../src/signature/certificate.ts';
import { checkRevocation, parseCrl } from '../../src/signature/crl.ts';
import { verdict } from '../support/path-verdict.ts';
import {
  buildCertificate,
  buildList,
  CRL_SIGN,
  dn,
  ext,
  extension,
  KEY_CERT_SIGN,
  leafUnder,
  rootAuthority,
  smallInteger,
  subAuthority,
  testKey,
  type ListSpec,
} from '../support/x509-builder.ts';

const AT = new Date('2026-11-22T00:00:00Z');
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

describe('a revocation list', () => {
  it('covers a certificate that is not on it', () => {
    expect(withList({})).toBe('good');
    expect(withList(revoking(smallInteger(7)))).toBe('good');
  });

  it('revokes what is on it', () => {
    expect(withList(revoking(smallInteger(7), SERIAL))).toBe('certificate-revoked');
  });

  it('is needed for every certificate below the anchor', () => {
    expect(withList()).toBe('revocation-unavailable');
    const files = { certificate: leaf, anchors: [root.certificate], intermediates: [ca.certificate] };
    const list = buildList({ issuer: ca.name, signer: ca.key });
    expect(verdict({ ...files, crls: [list] })).toBe('revocation-unavailable');
    expect(verdict({ ...files, crls: [] })).toBe('good');
    expect(verdict({ ...files, crls: [toUtf8('not a list')] })).toBe('revocation-unavailable');
  });

  it('revokes an intermediate', () => {
    const revoked = subAuthority(root, 'Revoked CA', { serial: SERIAL });
    const crls = [
      buildList({ issuer: root.name, signer: root.key, ...revoking(SERIAL) }),
      buildList({ issuer: revoked.name, signer: revoked.key }),
    ];
    const files = { certificate: leafUnder(revoked), anchors: [root.certificate], crls };
    expect(verdict({ ...files, intermediates: [revoked.certificate] })).toBe('certificate-revoked');
  });

  it('that revokes is told before one that is missing', () => {
    const list = buildList({ issuer: ca.name, signer: ca.key, ...revoking(SERIAL) });
    const files = { certificate: leaf, anchors: [root.certificate], intermediates: [ca.certificate] };
    expect(verdict({ ...files, crls: [list] })).toBe('certificate-revoked');
  });

  it.each([
    ['over', { nextUpdate: '2026-11-21T23:59:59' }, 'revocation-unavailable'],
    ['just current', { nextUpdate: '2026-11-22T00:00:00' }, 'good'],
    ['not begun', { thisUpdate: '2026-11-22T00:00:01' }, 'revocation-unavailable'],
    ['without an end', { nextUpdate: new Uint8Array() }, 'revocation-unavailable'],
    ['long over, before 2000', { nextUpdate: '1999-01-01T00:00:00' }, 'revocation-unavailable'],
    ['good to 2050 and after', { nextUpdate: '2050-06-01T00:00:00' }, 'good'],
    ['with a bad signature', { spoilSignature: true }, 'revocation-unavailable'],
    ['of another CA', { issuer: dn('Other CA') }, 'revocation-unavailable'],
    ['signed by another key', { signWith: testKey('other') }, 'revocation-unavailable'],
    ['signed with SHA-1', { algorithm: sha1(), digest: 'sha1' }, 'revocation-unavailable'],
    ['with an unknown extension', { extensions: [ext.unknown(false)] }, 'good'],
    ['with an unknown critical extension', { extensions: [ext.unknown(true)] }, 'revocation-unavailable'],
    ['of version 1', { version: new Uint8Array() }, 'good'],
    ['of the issuer in other letters', { issuer: dn('LIST  ca ') }, 'good'],
  ] as const)('%s: %p gives %s', (_, list, expected) => {
    expect(withList(list)).toBe(expected);
  });

  it('does not count while another good one is there', () => {
    const old = buildList({ issuer: ca.name, signer: ca.key, nextUpdate: '2026-11-01T00:00:00' });
    expect(withList({}, leaf, old)).toBe('good');
  });

  it('with an unknown critical extension on any entry tells nothing', () => {
    const entry = (critical: boolean): Partial<ListSpec> => ({
      revoked: [{ serial: smallInteger(7), extensions: [ext.unknown(critical)] }],
    });
    expect(withList(entry(false))).toBe('good');
    expect(withList(entry(true))).toBe('revocation-unavailable');
  });

  it.each([
    ['negative', der(0x02, Uint8Array.of(0xff, 0x01))],
    ['negative and not its positive twin', der(0x02, Uint8Array.of(0x80)), derUnsigned(Uint8Array.of(0x80))],
    ['20 octets', derUnsigned(new Uint8Array(20).fill(0x7f))],
    ['longer than 20 octets', derUnsigned(new Uint8Array(40).fill(0x55))],
    ['zero', smallInteger(0)],
  ])('matches serials by their bytes: %s', (_, serial, other = smallInteger(9)) => {
    const odd = leafUnder(ca, { serial });
    expect(withList(revoking(serial), odd)).toBe('certificate-revoked');
    expect(withList(revoking(other), odd)).toBe('good');
  });

  it('finds every serial of a long list', () => {
    const serials = Array.from({ length: 3000 }, (_, i) => smallInteger(i * 7919));
    const list = parseCrl(buildList({ issuer: ca.name, signer: ca.key, ...revoking(...serials) }));
    expect(list.serials.size).toBe(3000);
    const found = serials.map((serial) => list.serials.find(serial.subarray(2)));
    expect(found).toEqual(serials.map((_, i) => [i]));
    expect(list.serials.find(Uint8Array.of(1))).toEqual([]);
  });

  it('that is a delta list covers nothing', () => {
    for (const critical of [true, false]) {
      const delta = extension('2.5.29.27', smallInteger(1), critical);
      expect(withList({ extensions: [delta] })).toBe('revocation-unavailable');
    }
  });

  it('with removeFromCRL still revokes: a base list has no such entry', () => {
    const reason = extension('2.5.29.21', der(0x0a, Uint8Array.of(8)));
    expect(withList({ revoked: [{ serial: SERIAL, extensions: [reason] }] })).toBe('certificate-revoked');
  });
});

function sha1(): Uint8Array {
  return derSequence(derOid('1.2.840.113549.1.1.5'), derNull());
}

describe('a list signed with a key of its own', () => {
  const signerKey = testKey('list signer');
  const signer = (extra: object = {}): Uint8Array =>
    buildCertificate({
      subject: ca.name,
      issuer: root.name,
      key: signerKey,
      signer: root.key,
      extensions: [ext.keyUsage(CRL_SIGN)],
      ...extra,
    });
  const judge = (certificate: Uint8Array, list: Partial<ListSpec> = {}, first = rootList): string =>
    verdict({
      certificate: leaf,
      anchors: [root.certificate],
      intermediates: [ca.certificate, certificate],
      crls: [first, buildList({ issuer: ca.name, signer: signerKey, ...list })],
    });

  it('covers and revokes', () => {
    expect(judge(signer())).toBe('good');
    expect(judge(signer(), revoking(SERIAL))).toBe('certificate-revoked');
  });

  it('needs cRLSign where there is a key usage', () => {
    expect(judge(signer({ extensions: [ext.keyUsage(0)] }))).toBe('revocation-unavailable');
    expect(judge(signer({ extensions: [] }))).toBe('good');
  });

  it('needs a path of its own that is valid', () => {
    expect(judge(signer({ notAfter: '2025-01-01T00:00:00' }))).toBe('revocation-unavailable');
    expect(judge(signer({ signer: testKey('other') }))).toBe('revocation-unavailable');
  });

  it('needs the anchor of the path', () => {
    const other = rootAuthority('Other list root');
    const foreign = signer({ issuer: other.name, signer: other.key });
    const crls = [rootList, buildList({ issuer: ca.name, signer: signerKey })];
    const files = { certificate: leaf, anchors: [root.certificate, other.certificate], crls };
    expect(verdict({ ...files, intermediates: [ca.certificate, foreign] })).toBe('revocation-unavailable');
  });

  it('is nothing when its signer is revoked', () => {
    const serial = smallInteger(77);
    const first = buildList({ issuer: root.name, signer: root.key, ...revoking(serial) });
    expect(judge(signer({ serial }), {}, first)).toBe('revocation-unavailable');
  });

  it('covers its own self-issued signer, unless it or another list revokes that', () => {
    const serial = smallInteger(77);
    const selfIssued = signer({ issuer: ca.name, signer: ca.key, serial });
    expect(judge(selfIssued)).toBe('good');
    expect(judge(selfIssued, revoking(serial))).toBe('revocation-unavailable');
    const byTheCa = buildList({ issuer: ca.name, signer: ca.key, ...revoking(serial), ...onlyPoint() });
    const pointed = signer({ issuer: ca.name, signer: ca.key, serial, extensions: [ext.keyUsage(CRL_SIGN), point()] });
    const files = { certificate: leaf, anchors: [root.certificate], intermediates: [ca.certificate, pointed] };
    const own = buildList({ issuer: ca.name, signer: signerKey });
    expect(verdict({ ...files, crls: [rootList, own] })).toBe('good');
    expect(verdict({ ...files, crls: [rootList, own, byTheCa] })).toBe('revocation-unavailable');
  });

  const pointName = der(0xa0, der(0xa0, der(0x86, toUtf8('http://signers'))));
  const point = (): Uint8Array => extension('2.5.29.31', derSequence(derSequence(pointName)));
  const onlyPoint = (): Partial<ListSpec> => ({ extensions: [extension('2.5.29.28', derSequence(pointName), true)] });

  it('may not come from a CA certificate without cRLSign', () => {
    const mute = subAuthority(root, 'Mute CA', {
      extensions: [ext.basicConstraints(true), ext.keyUsage(KEY_CERT_SIGN)],
    });
    const crls = [rootList, buildList({ issuer: mute.name, signer: mute.key })];
    const files = { certificate: leafUnder(mute), anchors: [root.certificate], crls };
    expect(verdict({ ...files, intermediates: [mute.certificate] })).toBe('revocation-unavailable');
  });
});

describe('checkRevocation of a ballot’s signer', () => {
  const path = [leaf, ca.certificate, root.certificate].map((certificate) => parseCertificate(certificate));
  const list = (spec: Partial<ListSpec> = {}): ReturnType<typeof parseCrl> =>
    parseCrl(buildList({ issuer: ca.name, signer: ca.key, ...spec }));

  it('asks nothing without a list, and for the signer alone with one', () => {
    expect(() => {
      checkRevocation(path, [], AT);
    }).not.toThrow();
    expect(() => {
      checkRevocation(path, [list()], AT);
    }).not.toThrow();
  });

  it('refuses a revoked signer and one nobody covers', async () => {
    await expect(() => {
      checkRevocation(path, [list(revoking(SERIAL))], AT);
    }).toRejectWithCode('certificate-revoked');
    await expect(() => {
      checkRevocation(path, [parseCrl(rootList)], AT);
    }).toRejectWithCode('revocation-unavailable');
  });

  it('takes the list of a pinned list-signing key', () => {
    const extensions = [ext.keyUsage(CRL_SIGN)];
    const parties = { subject: ca.name, issuer: root.name, key: testKey('list signer'), signer: root.key, extensions };
    const pinned = parseCertificate(buildCertificate(parties));
    const own = list({ signer: testKey('list signer') });
    expect(() => {
      checkRevocation(path, [own], AT, 'signer', [pinned]);
    }).not.toThrow();
  });
});
