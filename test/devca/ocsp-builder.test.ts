import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateGostKey } from '../../src/devca/gost-key.ts';
import {
  buildOcspFailure,
  buildOcspResponse,
  extendedRevokeExtension,
  issueOcspResponder,
  NEVER_ISSUED,
  nonceExtension,
  OCSP_RESPONSE_STATUS,
  readOcspRequest,
  responderByKey,
  responderByName,
} from '../../src/devca/ocsp-builder.ts';
import { generateRsaKey } from '../../src/devca/rsa-key.ts';
import { concatBytes, toHex } from '../../src/encoding/bytes.ts';
import { der, derNull, derOctets, derOid, derSequence } from '../../src/encoding/der-writer.ts';
import { encodeCertId } from '../../src/signature/cert-id.ts';
import { parseCertificate } from '../../src/signature/certificate.ts';
import { encodeOcspRequest } from '../../src/signature/ocsp-request.ts';
import { random, TEST_NOW, testCa, testCitizen } from '../support/ballots.ts';
import { openssl, scratchDirectory } from '../support/openssl.ts';

let dir: ReturnType<typeof scratchDirectory>;
beforeAll(() => {
  dir = scratchDirectory();
});
afterAll(() => {
  dir.remove();
});

const ca = testCa();
const citizen = testCitizen(1, ca);
const certId = encodeCertId(parseCertificate(citizen.certificateDer), parseCertificate(ca.intermediateDer));
const single = { certId, status: { kind: 'good' }, thisUpdate: TEST_NOW } as const;
const textOf = (response: Uint8Array): string =>
  openssl('ocsp', '-respin', dir.put('response.der', response), '-resp_text', '-noverify');

describe('buildOcspResponse', () => {
  const responder = issueOcspResponder(ca, { key: generateRsaKey() });
  const nonce = random(16);

  it('is read by OpenSSL field by field', () => {
    const text = textOf(
      buildOcspResponse(
        {
          responderId: responderByName(responder.name),
          producedAt: TEST_NOW,
          responses: [
            { ...single, nextUpdate: new Date('2026-11-23T07:00:00Z') },
            { ...single, status: { kind: 'unknown' } },
            { ...single, status: NEVER_ISSUED },
          ],
          extensions: [nonceExtension(nonce), extendedRevokeExtension()],
          certificates: [responder.certificateDer],
        },
        responder.key,
      ),
    );
    expect(text).toContain('OCSP Response Status: successful (0x0)');
    expect(text).toContain('Responder Id: CN = OCSP RESPONDER DAUYS DEV, C = KZ');
    expect(text).toContain('Produced At: Nov 22 07:00:00 2026 GMT');
    expect(text).toContain('Next Update: Nov 23 07:00:00 2026 GMT');
    expect(text.match(/Cert Status: .*/g)).toEqual([
      'Cert Status: good',
      'Cert Status: unknown',
      'Cert Status: revoked',
    ]);
    expect(text).toContain('Revocation Time: Jan  1 00:00:00 1970 GMT');
    expect(text).toContain('Revocation Reason: certificateHold (0x6)');
    expect(text).toContain(`0410${toHex(nonce).toUpperCase()}`);
    expect(text).toContain('OCSP Signing');
    expect(text).toContain('OCSP No Check');
  });

  it('names the responder by its key', () => {
    const responderId = responderByKey(responder.key.spki);
    const text = textOf(buildOcspResponse({ responderId, producedAt: TEST_NOW, responses: [single] }, responder.key));
    expect(text).toMatch(/Responder Id: [0-9A-F]{40}\n/);
  });

  it('is verified by OpenSSL for a delegate and for the authority itself', () => {
    const trust = dir.putPem('trust.pem', ca.anchorDer, ca.intermediateDer);
    const verify = (signer: typeof responder): string => {
      const responderId = responderByName(signer.name);
      const response = buildOcspResponse(
        { responderId, producedAt: TEST_NOW, responses: [single], certificates: [signer.certificateDer] },
        signer.key,
      );
      const file = dir.put('response.der', response);
      const attime = String(TEST_NOW.getTime() / 1000);
      const issuer = dir.putPem('issuer.pem', ca.intermediateDer);
      const leaf = dir.putPem('leaf.pem', citizen.certificateDer);
      return openssl(
        ...['ocsp', '-respin', file, '-CAfile', trust, '-attime', attime, '-sha256', '-issuer', issuer, '-cert', leaf],
        ...['-no_nonce', '-validity_period', '999999999'],
      );
    };
    expect(verify(responder)).toContain('leaf.pem: good');
    expect(verify(ca.intermediate)).toContain('leaf.pem: good');
  });

  it('makes GOST answers as well', () => {
    const gostCa = testCa(TEST_NOW, 'gost512');
    const { key, name } = issueOcspResponder(gostCa, { key: generateGostKey(random) });
    const responderId = responderByName(name);
    const text = textOf(buildOcspResponse({ responderId, producedAt: TEST_NOW, responses: [single] }, key));
    expect(text).toContain('Signature Algorithm: 1.2.398.3.10.1.1.2.3.2');
  });
});

describe('buildOcspFailure', () => {
  it.each(Object.entries(OCSP_RESPONSE_STATUS).slice(1))('gives %s alone', (_, status) => {
    expect([...buildOcspFailure(status)]).toEqual([0x30, 3, 0x0a, 1, status]);
  });
});

describe('readOcspRequest', () => {
  const nonce = random(16);
  const request = encodeOcspRequest(certId, nonce);
  const other = encodeCertId(parseCertificate(testCitizen(2, ca).certificateDer), parseCertificate(ca.intermediateDer));

  it('reads several certificates and no nonce', () => {
    const list = derSequence(derSequence(certId), derSequence(other));
    expect(readOcspRequest(derSequence(derSequence(list)))).toEqual({ certIds: [certId, other], nonce: undefined });
  });

  const signature = der(0xa0, derSequence(derNull()));
  const nonceOf = (value: Uint8Array): Uint8Array =>
    der(0xa2, derSequence(derSequence(derOid('1.3.6.1.5.5.7.48.1.2'), derOctets(value))));
  it.each([
    ['nothing', new Uint8Array()],
    ['a trailing octet', concatBytes(request, Uint8Array.of(0))],
    ['a cut one', request.subarray(0, -1)],
    ['no certificate', derSequence(derSequence(derSequence()))],
    ['17 certificates', derSequence(derSequence(derSequence(...Array<Uint8Array>(17).fill(derSequence(certId)))))],
    ['more than 4 KiB', new Uint8Array(4097)],
    ['a signature', derSequence(derSequence(derSequence(derSequence(certId))), signature)],
    ['a nonce that is not octets', derSequence(derSequence(derSequence(derSequence(certId)), nonceOf(derNull())))],
    [
      'an empty nonce',
      derSequence(derSequence(derSequence(derSequence(certId)), nonceOf(derOctets(new Uint8Array())))),
    ],
    [
      'a nonce of 33 octets',
      derSequence(derSequence(derSequence(derSequence(certId)), nonceOf(derOctets(new Uint8Array(33))))),
    ],
    ['something else than a CertID', derSequence(derSequence(derSequence(derSequence(derSequence()))))],
  ])('refuses %s', async (_, bytes) => {
    await expect(() => readOcspRequest(bytes)).toRejectWithCode('ballot-malformed');
  });
});
