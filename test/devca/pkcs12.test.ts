import { describe, expect, it } from '@jest/globals';
import forge from 'node-forge';
import { existsSync, readFileSync } from 'node:fs';

import { readPkcs12 } from '../../src/devca/pkcs12.ts';
import { fromBase64, toHex } from '../../src/encoding/bytes.ts';
import { parseCertificate } from '../../src/signature/certificate.ts';
import { verifyGost512 } from '../../src/signature/gost/curve.ts';
import { gost512PublicKey } from '../../src/signature/gost/sign.ts';
import { streebog512 } from '../../src/signature/gost/streebog.ts';

const FOLDER = '../shared/nca/keys';
/** Of НУЦ's public test keys. */
const PASSWORD = 'Qwerty12';
const FILES = ['individual_valid', 'individual_revoked', 'legal_head', 'legal_employee_signright'];
const hasFiles = existsSync(`${FOLDER}/${FILES[0]!}.p12`);
const read = (name: string): Uint8Array => readFileSync(`${FOLDER}/${name}.p12`);

function rawKey(certificate: Uint8Array): Uint8Array {
  const { publicKey } = parseCertificate(certificate);
  if (publicKey.kind !== 'gost512') throw new TypeError('not a GOST key');
  return publicKey.raw;
}

function issuerCertificate(): Uint8Array {
  const file = readFileSync('../shared/nca/ca-test/nca_gost2022_test.cer');
  const [, base64 = ''] = /-----BEGIN CERTIFICATE-----([^-]*)/.exec(file.toString('latin1')) ?? [];
  return base64 === '' ? file : fromBase64(base64.replaceAll(/\s/g, ''))!;
}

(hasFiles ? describe : describe.skip)(`readPkcs12 on НУЦ's files${hasFiles ? '' : ' (skipped: no ../shared)'}`, () => {
  it.each(FILES)('gives the certificate of %s octet for octet, and the private key of its public key', (name) => {
    const { certificateDer, privateKeyScalarLe } = readPkcs12(read(name), PASSWORD);
    expect(toHex(gost512PublicKey(privateKeyScalarLe))).toBe(toHex(rawKey(certificateDer)));
    const { tbs, signature } = parseCertificate(certificateDer);
    expect(verifyGost512(rawKey(issuerCertificate()), streebog512(tbs), signature)).toBe(true);
  });

  it('refuses another password', async () => {
    await expect(() => readPkcs12(read('legal_head'), 'Qwerty13')).toRejectWithCode('config-invalid');
  });

  it('refuses a file with an octet changed', async () => {
    const file = Uint8Array.from(read('legal_head'));
    file[900]! ^= 1;
    await expect(() => readPkcs12(file, PASSWORD)).toRejectWithCode('config-invalid');
  });
});

describe('readPkcs12', () => {
  it.each([
    ['nothing', new Uint8Array()],
    ['text', new TextEncoder().encode('not a key')],
  ])('refuses %s', async (_, file) => {
    await expect(() => readPkcs12(file, PASSWORD)).toRejectWithCode('config-invalid');
  });

  it('refuses a file that holds an RSA key only', async () => {
    const { privateKey, publicKey } = forge.pki.rsa.generateKeyPair({ bits: 1024, e: 0x10001 });
    const certificate = forge.pki.createCertificate();
    certificate.publicKey = publicKey;
    certificate.sign(privateKey);
    const file = forge.asn1.toDer(
      forge.pkcs12.toPkcs12Asn1(privateKey, [certificate], PASSWORD, { algorithm: '3des' }),
    );
    const bytes = Uint8Array.from(Buffer.from(file.getBytes(), 'latin1'));
    await expect(() => readPkcs12(bytes, PASSWORD)).toRejectWithCode('key-missing');
  });
});
