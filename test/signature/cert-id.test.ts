import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fromHex, toHex } from '../../src/encoding/bytes.ts';
import { issueCitizen } from '../../src/devca/dev-ca.ts';
import { readOcspRequest } from '../../src/devca/ocsp-builder.ts';
import { encodeCertId, isSha256CertId, parseCertId } from '../../src/signature/cert-id.ts';
import { parseCertificate } from '../../src/signature/certificate.ts';
import { encodeOcspRequest } from '../../src/signature/ocsp-request.ts';
import { parseCertificateFile } from '../../src/signature/trust.ts';
import { random, sha256, testCa, testCitizen, TEST_NOW } from '../support/ballots.ts';
import { openssl, scratchDirectory } from '../support/openssl.ts';

let dir: ReturnType<typeof scratchDirectory>;
beforeAll(() => {
  dir = scratchDirectory();
});
afterAll(() => {
  dir.remove();
});

describe('encodeCertId', () => {
  it.each(['rsa', 'gost512'] as const)('hashes the authority’s name and key (%s)', (algorithm) => {
    const ca = testCa(TEST_NOW, algorithm);
    const citizen = testCitizen(1, ca);
    const issuer = parseCertificate(ca.intermediateDer);
    const certId = parseCertId(encodeCertId(parseCertificate(citizen.certificateDer), issuer));
    expect(isSha256CertId(certId)).toBe(true);
    expect(certId.issuerNameHash).toEqual(sha256(ca.intermediate.name));
    const bits = algorithm === 'rsa' ? ca.intermediate.key.spki.subarray(24) : ca.intermediate.key.spki.subarray(-131);
    expect(toHex(certId.issuerKeyHash)).toBe(toHex(sha256(bits)));
    expect(certId.serialNumber).toEqual(citizen.serialNumber);
  });

  it.each([
    ['negative', 'ff01'],
    ['zero', '00'],
    ['above 2^159', '00ff00000000000000000000000000000000000001'],
  ])('keeps a serial number that is %s as it stands', (_, hex) => {
    const ca = testCa();
    const certificate = parseCertificate(testCitizen(1, ca).certificateDer);
    const odd = { ...certificate, serialNumber: fromHex(hex)! };
    expect(toHex(parseCertId(encodeCertId(odd, parseCertificate(ca.intermediateDer))).serialNumber)).toBe(hex);
  });

  // The name as the certificate spells it is hashed, not as its authority does (RFC 6960 §4.1.1).
  it('hashes the issuer’s name out of the certificate', () => {
    const ca = testCa();
    const other = { name: testCa(TEST_NOW, 'gost512').intermediate.name };
    const citizen = issueCitizen(ca, { iin: '000000000001', key: ca.anchor.key, fields: { issuer: other.name } });
    const id = encodeCertId(parseCertificate(citizen.certificateDer), parseCertificate(ca.intermediateDer));
    expect(parseCertId(id).issuerNameHash).toEqual(sha256(other.name));
  });

  const NCA = new URL('../../../shared/nca/ca-test/', import.meta.url);
  (existsSync(NCA) ? it : it.skip)('gives НУЦ’s own hashes (skipped without its files)', () => {
    const hashes = (file: string): string[] => {
      const [issuer] = parseCertificateFile(readFileSync(new URL(file, NCA)));
      const { issuerNameHash, issuerKeyHash } = parseCertId(
        encodeCertId({ ...issuer!, issuer: issuer!.subject }, issuer!),
      );
      return [toHex(issuerNameHash).slice(0, 16), toHex(issuerKeyHash).slice(0, 16)];
    };
    expect(hashes('nca_gost2022_test.cer')).toEqual(['4d49c7d498dd61ba', 'afc31e0625b7a4d3']);
    expect(hashes('nca_rsa_test.crt')).toEqual(['8a8da2cc54e144c7', 'e32738b58ca445a8']);
  });
});

describe('encodeOcspRequest', () => {
  const ca = testCa();
  const citizen = testCitizen(1, ca);
  const certId = encodeCertId(parseCertificate(citizen.certificateDer), parseCertificate(ca.intermediateDer));

  it.each([1, 16, 32])('is read back with its nonce of %d octets', (length) => {
    const nonce = random(length);
    expect(readOcspRequest(encodeOcspRequest(certId, nonce))).toEqual({ certIds: [certId], nonce });
  });

  it.each([0, 33])('refuses a nonce of %d octets', (length) => {
    expect(() => encodeOcspRequest(certId, new Uint8Array(length))).toThrow('nonce');
  });

  it('is what OpenSSL reads', () => {
    const nonce = random(16);
    const request = dir.put('request.der', encodeOcspRequest(certId, nonce));
    const text = openssl('ocsp', '-reqin', request, '-req_text');
    const { issuerKeyHash, issuerNameHash } = parseCertId(certId);
    expect(text).toContain('Hash Algorithm: sha256');
    expect(text).toContain(`Issuer Name Hash: ${toHex(issuerNameHash).toUpperCase()}`);
    expect(text).toContain(`Issuer Key Hash: ${toHex(issuerKeyHash).toUpperCase()}`);
    expect(text).toContain(`Serial Number: ${toHex(citizen.serialNumber).toUpperCase()}`);
    expect(text).toContain(`0410${toHex(nonce).toUpperCase()}`);
  });

  it('is what OpenSSL makes of the same certificate', () => {
    const [issuer, leaf] = [
      dir.putPem('issuer.pem', ca.intermediateDer),
      dir.putPem('leaf.pem', citizen.certificateDer),
    ];
    const out = dir.path('openssl.der');
    openssl('ocsp', '-sha256', '-issuer', issuer, '-cert', leaf, '-reqout', out);
    const { certIds, nonce } = readOcspRequest(new Uint8Array(readFileSync(out)));
    expect(certIds).toEqual([certId]);
    expect(new Uint8Array(readFileSync(out))).toEqual(encodeOcspRequest(certId, nonce!));
  });
});
