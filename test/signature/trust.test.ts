import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { compareBytes, concatBytes, toHex, toUtf8 } from '../../src/encoding/bytes.ts';
import { createTrustSet } from '../../src/signature/trust.ts';
import { rootAuthority, subAuthority } from '../support/x509-builder.ts';

const sha256 = (data: Uint8Array): Uint8Array => new Uint8Array(createHash('sha256').update(data).digest());
const root = rootAuthority('Trust root');
const other = rootAuthority('Trust root 2');
const ca = subAuthority(root, 'Trust CA');
const files = { anchors: [root.certificate, other.certificate], intermediates: [ca.certificate], tsa: [] };

describe('createTrustSet', () => {
  it('has the fingerprint PROTOCOL.md defines', () => {
    const anchors = [sha256(root.certificate), sha256(other.certificate)].sort(compareBytes);
    const zero = Uint8Array.of(0);
    const expected = sha256(concatBytes(...anchors, zero, sha256(ca.certificate), zero));
    expect(toHex(createTrustSet(files, sha256).fingerprint)).toBe(toHex(expected));
  });

  it('has one fingerprint for any order and any form of the same files', () => {
    const pem = `-----BEGIN CERTIFICATE-----\n${Buffer.from(root.certificate).toString('base64')}\n-----END CERTIFICATE-----\n`;
    const turned = { ...files, anchors: [other.certificate, toUtf8(pem), other.certificate] };
    expect(createTrustSet(turned, sha256).fingerprint).toEqual(createTrustSet(files, sha256).fingerprint);
    expect(createTrustSet(turned, sha256).anchors).toHaveLength(2);
  });

  it('has another for another role', () => {
    const moved = { anchors: files.anchors, intermediates: [], tsa: [ca.certificate] };
    expect(createTrustSet(moved, sha256).fingerprint).not.toEqual(createTrustSet(files, sha256).fingerprint);
  });

  it('refuses files that are no certificates, and a set without an anchor', async () => {
    const junk = { ...files, intermediates: [toUtf8('junk')] };
    await expect(() => createTrustSet(junk, sha256)).toRejectWithCode('config-invalid');
    await expect(() => createTrustSet({ ...files, anchors: [] }, sha256)).toRejectWithCode('config-invalid');
  });

  const nca = '../shared/nca/ca';
  const itNca = existsSync(nca) ? it : it.skip;
  itNca(`reads НУЦ's four certificates${existsSync(nca) ? '' : ' (skipped: no ../shared)'}`, () => {
    const read = (name: string): Uint8Array => readFileSync(`${nca}/${name}.pem`);
    const anchors = [read('root_gost_2022'), read('root_rsa_2020')];
    const trust = createTrustSet(
      { anchors, intermediates: [read('nca_gost_2022'), read('nca_rsa_2022')], tsa: [] },
      sha256,
    );
    expect(trust.anchors.map(({ der }) => toHex(sha256(der)))).toEqual([
      'af77725f8328bb24f89d81da3acdf7cee4324248538b7ba2cd2a860517fb9dca',
      '9ba06354b626641715182e4d07c9dbaa1777720fa795d03174ffc68876535dcd',
    ]);
    expect(trust.intermediates.map(({ publicKey }) => publicKey.kind)).toEqual(['gost512', 'rsa']);
  });
});
