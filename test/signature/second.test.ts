import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { createDevCa, daysFrom, issueCitizen } from '../../src/devca/dev-ca.ts';
import { algorithmIdentifier, keyIdentifier } from '../../src/devca/dev-key.ts';
import { extendedKeyUsage, extension, keyUsage } from '../../src/devca/extensions.ts';
import { DEV_OID } from '../../src/devca/profile.ts';
import { generateRsaKey, withHash } from '../../src/devca/rsa-key.ts';
import { toDer } from '../../src/encoding/ber.ts';
import { concatBytes, toHex, toUtf8 } from '../../src/encoding/bytes.ts';
import { der, derOid, derSequence } from '../../src/encoding/der-writer.ts';
import { parseSignedMessage } from '../../src/signature/cms.ts';
import { verifyCmsSecond, type SecondVerdict } from '../../src/signature/second/verifier.ts';
import { createTrustSet } from '../../src/signature/trust.ts';
import { random, sha256, testCa, testCitizen, TEST_NOW } from '../support/ballots.ts';
import {
  CITIZEN_EKU,
  CITIZEN_KU,
  extensionsWith,
  issued,
  rsaKeyOf,
  signedBy,
  subject,
} from '../support/citizen-variants.ts';
import { citizen, cms, CONTENT, signerInfo, timeStampAttribute, trustOf, verify } from '../support/cms-builder.ts';
import { createMutator, dice } from '../support/cms-mutator.ts';

const trust = trustOf(testCa());
const key = rsaKeyOf(citizen());
const second = (bytes: Uint8Array, detachedContent?: Uint8Array): Promise<SecondVerdict> =>
  verifyCmsSecond(
    { cms: bytes, at: TEST_NOW, ...(detachedContent === undefined ? {} : { detachedContent }) },
    { trust },
  );

/** What the first verifier says of the same bytes: the code of its refusal, or '' and the person. */
function first(bytes: Uint8Array): { code: string; iin?: string; content?: string } {
  try {
    const { iin, match } = verify(bytes, { trust });
    return { code: '', iin, content: toHex(match) };
  } catch (error) {
    return { code: (error as { code: string }).code };
  }
}

describe('verifyCmsSecond', () => {
  it.each([
    ['a ballot', cms()],
    ['SHA-512', cms({ signer: { ...citizen(), key: withHash(key, 'sha512') } })],
    ['rsaEncryption', cms({ signerFields: { signatureAlgorithm: algorithmIdentifier(DEV_OID.rsaEncryption) } })],
    ['absent parameters', cms({ signerFields: { signatureAlgorithm: derSequence(derOid(DEV_OID.sha256WithRsa)) } })],
    [
      'a key identifier',
      cms({ signerFields: { version: 3, sid: der(0x80, keyIdentifier(key.spki)) }, message: { version: 3 } }),
    ],
    ['a time-stamp', cms({ signerFields: { unsignedAttributes: [timeStampAttribute()] } })],
    ['BER', concatBytes(Uint8Array.of(0x30, 0x80), cms().subarray(4), Uint8Array.of(0, 0))],
  ])('agrees with the first verifier on %s: the same person, content and certificate', async (_, bytes) => {
    const verdict = await second(bytes);
    expect(verdict).toMatchObject({ accepted: true, iin: '000000000001' });
    const { certificate, match } = verify(bytes, { trust });
    const seen = verdict.accepted ? verdict : undefined;
    expect([toHex(seen!.content), toHex(seen!.certificate)]).toEqual([toHex(match), toHex(certificate.der)]);
  });

  it('takes a detached signature with its content only', async () => {
    const detached = cms({ message: { content: undefined } });
    expect((await second(detached, CONTENT)).accepted).toBe(true);
    expect((await second(detached)).accepted).toBe(false);
    expect((await second(detached, toUtf8('{}'))).accepted).toBe(false);
    // pkijs itself ignores the detached content here, and says yes.
    expect((await second(cms(), toUtf8('{}'))).accepted).toBe(false);
  });

  const foreign = createDevCa({ anchorKey: key, intermediateKey: key, now: TEST_NOW, random });
  it.each<[string, () => Uint8Array]>([
    ['zero signers', () => cms({ message: { signerInfos: [], digestAlgorithms: [] } })],
    ['two signers', () => cms({ message: { signerInfos: [signerInfo(), signerInfo({ signer: testCitizen(2) })] } })],
    ['trailing bytes', () => concatBytes(cms(), Uint8Array.of(0))],
    ['no certificate', () => cms({ message: { certificates: [] } })],
    ["another's certificate", () => cms({ message: { certificates: [testCitizen(2).certificateDer] } })],
    ['SHA-1', () => signedBy({ ...citizen(), key: withHash(key, 'sha1') })],
    ['RSA-1024', () => signedBy(issued({}, { key: generateRsaKey(1024) }))],
    [
      'a BIN',
      () =>
        signedBy(
          issued({
            subject: subject(
              [DEV_OID.serialNumber, 'IIN000000000001'],
              [DEV_OID.organizationalUnit, 'BIN000000000021'],
            ),
          }),
        ),
    ],
    [
      "an organisation's usage",
      () =>
        signedBy(
          issued({
            extensions: extensionsWith(
              CITIZEN_KU,
              extendedKeyUsage([DEV_OID.emailProtection, DEV_OID.kzIndividual, DEV_OID.kzOrganizationEmployee]),
            ),
          }),
        ),
    ],
    [
      'an authentication key',
      () => signedBy(issued({ extensions: extensionsWith(keyUsage(['digitalSignature']), CITIZEN_EKU) })),
    ],
    [
      'no usage of an individual',
      () => signedBy(issued({ extensions: extensionsWith(CITIZEN_KU, extendedKeyUsage([DEV_OID.emailProtection])) })),
    ],
    [
      'two ИИН',
      () =>
        signedBy(
          issued({
            subject: subject([DEV_OID.serialNumber, 'IIN000000000001'], [DEV_OID.serialNumber, 'IIN000000000002']),
          }),
        ),
    ],
    ['a foreign authority', () => signedBy(issueCitizen(foreign, { iin: '000000000001', key }))],
    [
      'a leaf as issuer',
      () => signedBy(issueCitizen({ ...testCa(), intermediate: citizen() }, { iin: '000000000001', key })),
    ],
    [
      'an unknown critical extension',
      () =>
        signedBy(
          issued({ extensions: extensionsWith(CITIZEN_KU, CITIZEN_EKU, extension('1.2.398.9', derSequence(), true)) }),
        ),
    ],
    ['an expired certificate', () => signedBy(issued({ notAfter: daysFrom(TEST_NOW, -1) }))],
    ['a certificate of tomorrow', () => signedBy(issued({ notBefore: daysFrom(TEST_NOW, 1) }))],
    ['another content', () => cms({ message: { content: toUtf8('{}') } })],
    ['a signature by another key', () => cms({ signerFields: { sign: generateRsaKey(2048).sign } })],
  ])('refuses %s, as the first does', async (_, make) => {
    const bytes = make();
    expect((await second(bytes)).accepted).toBe(false);
    expect(first(bytes).code).not.toBe('');
  });
});

/** The first keeps a time-stamp token unread for later, where pkijs takes the whole message apart. */
const tokenOf = (bytes: Uint8Array): string =>
  toHex(parseSignedMessage(toDer(bytes)).signer.timeStampToken ?? new Uint8Array());

describe('the two verifiers', () => {
  /**
   * Where the first may be stricter: it reads DER and nothing else in what was signed, one spelling of every field, and
   * no certificate twice or unreadable. Any other code on a mutant that the second takes would be a disagreement.
   */
  const STRICTER = ['ballot-malformed', 'certificate-missing', 'algorithm-unsupported'];

  it('agree on 2,000 mutants, or the first is stricter about their form', async () => {
    const original = cms({ signerFields: { unsignedAttributes: [timeStampAttribute()] } });
    const mutator = createMutator(original, dice(7));
    const disagreements: string[] = [];
    let taken = 0;
    for (let i = 0; i < 2000; i++) {
      const mutant = mutator.next();
      const verdict = await second(mutant);
      const { code, iin, content } = first(mutant);
      if (code === '') {
        taken++;
        const isSame = verdict.accepted && verdict.iin === iin && toHex(verdict.content) === content;
        if (!isSame && tokenOf(mutant) === tokenOf(original)) disagreements.push(`${i}: only the first`);
      } else if (verdict.accepted && !STRICTER.includes(code)) disagreements.push(`${i}: only the second, ${code}`);
    }
    expect(disagreements).toEqual([]);
    // Mutants of the time-stamp are taken by both.
    expect(taken).toBeGreaterThan(0);
  }, 300_000);

  const FILE = '../shared/nca/cms/rsa_2020_attached.der';
  (existsSync(FILE) ? it : it.skip)(
    `agree on an RSA signature of НУЦ${existsSync(FILE) ? '' : ' (skipped: no ../shared)'}`,
    async () => {
      const anchor = readFileSync('../shared/nca/ca-test/nca_rsa_test.crt');
      const nca = createTrustSet({ anchors: [anchor], intermediates: [], tsa: [] }, sha256);
      const at = new Date('2020-06-01T00:00:00Z');
      const input = { cms: new Uint8Array(readFileSync(FILE)), at };
      const verdict = await verifyCmsSecond(input, { trust: nca });
      expect(verdict).toMatchObject({ accepted: true, iin: verify(input.cms, { trust: nca, at }).iin });
      const later = await verifyCmsSecond({ ...input, at: TEST_NOW }, { trust: nca });
      expect(later.accepted).toBe(false);
    },
  );
});
