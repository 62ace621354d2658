import { describe, expect, it } from '@jest/globals';
import { generateGostKey, gostKey } from '../../src/devca/gost-key.ts';
import { keyIdentifier } from '../../src/devca/dev-key.ts';
import { toHex } from '../../src/encoding/bytes.ts';
import { verifyGost512 } from '../../src/signature/gost/curve.ts';
import { streebog512 } from '../../src/signature/gost/streebog.ts';
import { random, sha256, testCa, testCitizen, TEST_NOW } from '../support/ballots.ts';

describe('GOST keys of the development CA', () => {
  const key = generateGostKey(random);
  const raw = key.spki.subarray(-128);

  it('write the key as НУЦ does: two little-endian octet runs under Kazakhstan’s OIDs', () => {
    const header = '3081ac302306092a830e030a010102023016060a2a830e030a010102020106082a830e030a01030303818400048180';
    expect(toHex(key.spki.subarray(0, -128))).toBe(header);
    expect(keyIdentifier(key.spki)).toHaveLength(20);
  });

  it('sign what the verifier accepts, over that message alone', () => {
    const message = Uint8Array.of(1, 2, 3);
    const signature = key.sign(message);
    expect(verifyGost512(raw, streebog512(message), signature)).toBe(true);
    expect(verifyGost512(raw, streebog512(Uint8Array.of(1, 2, 4)), signature)).toBe(false);
  });

  it('come back from their scalar', () => {
    expect(gostKey(key.scalarLe, random).spki).toEqual(key.spki);
  });

  it('fill a root, an intermediate and a citizen', () => {
    const ca = testCa(TEST_NOW, 'gost512');
    const citizen = testCitizen(1, ca);
    expect(citizen.key.kind).toBe('gost512');
    expect(sha256(citizen.certificateDer)).not.toEqual(sha256(testCitizen(1, ca).certificateDer));
  });
});
