import { describe, expect, it } from '@jest/globals';
import { crlNumber, issueCrl } from '../../src/devca/crl-builder.ts';
import { issueAuthority, issueCitizen } from '../../src/devca/dev-ca.ts';
import { extension } from '../../src/devca/extensions.ts';
import { DEV_OID } from '../../src/devca/profile.ts';
import { generateRsaKey } from '../../src/devca/rsa-key.ts';
import { derName, rdn } from '../../src/devca/der-values.ts';
import { toHex } from '../../src/encoding/bytes.ts';
import { der, derOctets, derSequence } from '../../src/encoding/der-writer.ts';
import { parseCertificate } from '../../src/signature/certificate.ts';
import { openSharedCrl, shareCrl, type SharedCrl } from '../../src/signature/crl-shared.ts';
import { findRevocation, parseCrl } from '../../src/signature/crl.ts';
import { random, sha256, TEST_NOW, testCa } from '../support/ballots.ts';
import { crlWorld, day } from '../support/crl-world.ts';

describe.each(['rsa', 'gost512'] as const)('a shared list signed with %s', (algorithm) => {
  const { path, list, entry, citizen } = crlWorld(algorithm);
  const [, signer, anchor] = path as [(typeof path)[0], (typeof path)[0], (typeof path)[0]];
  const others = Array.from({ length: 500 }, () => ({ serialNumber: serial(), revokedAt: day(-3) }));
  const share = (options: Parameters<typeof list>[0]): SharedCrl => shareCrl(list(options), signer);
  const judge = (...shared: readonly SharedCrl[]): ReturnType<typeof findRevocation> =>
    findRevocation(
      path,
      shared.map((one) => openSharedCrl(one, [anchor, signer], sha256)),
      TEST_NOW,
    );

  it('says what the list says', () => {
    const original = list({ number: 10, revoked: [...others, entry('keyCompromise')] });
    const opened = openSharedCrl(shareCrl(original, signer), [signer], sha256);
    const fields = ({
      issuer,
      thisUpdate,
      nextUpdate,
      number,
      baseNumber,
      scope,
      unusable,
    }: typeof original): unknown => [issuer.der, thisUpdate, nextUpdate, number, baseNumber, scope, unusable];
    expect(fields(opened)).toEqual(fields(original));
    expect(opened.serials.size).toBe(501);
    for (const [i, { serialNumber }] of others.entries()) expect(opened.serials.find(serialNumber)).toEqual([i]);
    expect(opened.serials.find(citizen.serialNumber)).toEqual([500]);
    expect(opened.serials.find(serial())).toEqual([]);
  });

  it('gives the verdicts of the list, with its delta too', () => {
    expect(judge(share({ number: 10, revoked: others })).status).toBe('good');
    expect(judge(share({ number: 10, revoked: [...others, entry()] })).status).toBe('revoked');
    const holding = share({ number: 10, revoked: [entry('certificateHold'), ...others] });
    expect(judge(holding).status).toBe('revoked');
    const lifting = share({ number: 11, baseNumber: 10, revoked: [entry('removeFromCrl')] });
    const found = judge(holding, lifting);
    expect(found.status).toBe('good');
    const parsed = [list({ number: 10, revoked: [entry('certificateHold'), ...others] }), parseCrl(lifting.der)];
    expect(found.entries).toEqual(findRevocation(path, parsed, TEST_NOW).entries);
  });

  it('lies in shared memory, and is named by digests', () => {
    const original = list();
    const shared = shareCrl(original, signer);
    for (const { buffer } of [shared.der, shared.positions, shared.table]) {
      expect(Object.prototype.toString.call(buffer)).toBe('[object SharedArrayBuffer]');
    }
    expect(shared.sha256).toBe(toHex(sha256(original.der)));
    expect(shared.signedBy).toBe(toHex(sha256(signer.der)));
  });

  it('is not hashed again: who signed it is known, and that nobody else did', () => {
    const shared = share({ number: 10 });
    const spoilt = { ...shared, der: Uint8Array.from(shared.der) };
    spoilt.der[spoilt.der.length - 1]! ^= 1;
    expect(judge(spoilt).status).toBe('good');
    const ofAnother = openSharedCrl({ ...shared, signedBy: toHex(sha256(anchor.der)) }, [signer, anchor], sha256);
    expect(findRevocation(path, [ofAnother], TEST_NOW).status).toBe('none');
  });

  it('is of no use where its signer is not trusted', async () => {
    await expect(() => openSharedCrl(share({}), [anchor], sha256)).toRejectWithCode('revocation-unavailable');
    await expect(() => openSharedCrl(share({}), [], sha256)).toRejectWithCode('revocation-unavailable');
  });

  it('is not made of a list with a bad signature, or one that tells nothing', async () => {
    await expect(() => shareCrl(list(), anchor)).toRejectWithCode('revocation-unavailable');
    const unknown = extension('1.3.6.1.4.1.55555.3', derOctets(Uint8Array.of(1)), true);
    await expect(() => share({ extensions: [unknown] })).toRejectWithCode('revocation-unavailable');
    const revoked = [{ ...entry(), extensions: [unknown] }];
    await expect(() => share({ revoked })).toRejectWithCode('revocation-unavailable');
  });

  it('is not made of an indirect list, nor opened as one', async () => {
    const point = extension(DEV_OID.issuingDistributionPoint, derSequence(der(0x84, Uint8Array.of(0xff))), true);
    const indirect = list({ extensions: [crlNumber(1), point] });
    await expect(() => shareCrl(indirect, signer)).toRejectWithCode('revocation-unavailable');
    const shared = { ...share({}), der: indirect.der };
    await expect(() => openSharedCrl(shared, [signer], sha256)).toRejectWithCode('revocation-unavailable');
  });
});

it('a shared list is its issuer’s also where that name is spelt otherwise', () => {
  const ca = testCa();
  const name = (text: string): Uint8Array => derName([rdn(DEV_OID.commonName, text), rdn(DEV_OID.country, 'KZ')]);
  const key = generateRsaKey();
  const authority = issueAuthority(ca.anchor, { name: name('ТІЗІМ Орталығы'), key, now: TEST_NOW, random });
  const citizen = issueCitizen({ ...ca, intermediate: authority }, { iin: '000000000001', key });
  const path = [citizen, authority, ca.anchor].map(({ certificateDer }) => parseCertificate(certificateDer));
  const options = { thisUpdate: day(-1), nextUpdate: day(1) };
  const list = parseCrl(issueCrl({ ...authority, name: name('тізім  орталығы') }, options));
  const opened = openSharedCrl(shareCrl(list, path[1]!), path, sha256);
  expect(findRevocation(path, [opened], TEST_NOW).status).toBe('good');
});

function serial(): Uint8Array {
  const bytes = random(20);
  bytes[0] = (bytes[0]! & 0x3f) | 0x40;
  return bytes;
}
