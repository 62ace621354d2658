import {
  buildSignerInfo,
  buildSignedData,
  issuerAndSerial,
  signCms,
  type SignedDataFields,
} from '../../../src/devca/cms-builder.ts';
import {
  citizenExtensions,
  createDevCa,
  daysFrom,
  issueCitizen,
  type DevCa,
  type Identity,
} from '../../../src/devca/dev-ca.ts';
import { derName, rdn } from '../../../src/devca/der-values.ts';
import { extension } from '../../../src/devca/extensions.ts';
import { issueAuthentication, issueExpired, issueOrganisation } from '../../../src/devca/non-voters.ts';
import { DEV_OID } from '../../../src/devca/profile.ts';
import { generateRsaKey } from '../../../src/devca/rsa-key.ts';
import { toUtf8 } from '../../../src/encoding/bytes.ts';
import { der, derOctets } from '../../../src/encoding/der-writer.ts';
import { iinOf } from '../../support/bulk-citizens.ts';
import { ballotBytes, random, TEST_NOW, testCa, testContest } from '../../support/ballots.ts';
import { acceptedAt, changeBallot, citizenOf, contentOf } from './ballots.ts';
import type { Book, Entry } from './book.ts';
import type { Item } from './item.ts';

const N = 2;

/** Another message in the place of the second ballot; both engines look. */
function message(
  name: string,
  finds: string | readonly string[],
  make: (book: Book, entry: Entry) => Uint8Array,
): Item {
  return {
    name,
    base: 'brief',
    corrupt: changeBallot(N, (entry, book) => (entry.record!.cms = make(book, entry))),
    options: () => ({ engine: 'both' }),
    finds: [finds].flat(),
    at: [N],
  };
}

/** The right content, signed by somebody with another certificate. */
function signer(
  name: string,
  finds: string | readonly string[],
  make: (ca: DevCa, person: { iin: string; key: Identity['key'] }) => Identity,
): Item {
  return message(name, finds, (book, entry) => {
    const person = { iin: iinOf(N), key: citizenOf(book, N).key };
    const identity = make(book.base.exported.ledger.ca, person);
    return signCms({ content: contentOf(book, entry), signer: identity, signingTime: acceptedAt(entry) });
  });
}

/** The usual message with fields of it replaced. */
function altered(
  name: string,
  finds: string | readonly string[],
  change: (identity: Identity, content: Uint8Array, usual: SignedDataFields) => Partial<SignedDataFields>,
): Item {
  return message(name, finds, (book, entry) => {
    const [identity, content] = [citizenOf(book, N), contentOf(book, entry)];
    const usual = {
      digestAlgorithms: [identity.key.digestAlgorithm],
      content,
      certificates: [identity.certificateDer],
      signerInfos: [buildSignerInfo(identity, content, { signingTime: acceptedAt(entry) })],
    };
    return buildSignedData({ ...usual, ...change(identity, content, usual) });
  });
}

const at = { signingTime: TEST_NOW };
/** An identifier of the key that is not its SHA-1. */
const KEY_ID = derOctets(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));

/** Signed under a key identifier that another method made (RFC 5280 §4.2.1.2), which one engine does not follow. */
function byKeyIdentifier(book: Book, entry: Entry, more: readonly Uint8Array[] = []): Uint8Array {
  const { ca } = book.base.exported.ledger;
  const { key } = citizenOf(book, N);
  const usual = citizenExtensions(key, ca.intermediate.key);
  const extensions = [...usual.slice(0, -2), extension(DEV_OID.subjectKeyIdentifier, KEY_ID), ...usual.slice(-1)];
  const identity = issueCitizen(ca, { iin: iinOf(N), key, fields: { extensions } });
  const content = contentOf(book, entry);
  const sid = der(0x80, KEY_ID.subarray(2));
  const signingTime = acceptedAt(entry);
  return buildSignedData({
    version: 3,
    digestAlgorithms: [key.digestAlgorithm],
    content,
    certificates: [identity.certificateDer, ...more],
    signerInfos: [buildSignerInfo(identity, content, { version: 3, sid, signingTime })],
  });
}

export const SIGNATURE_ITEMS: readonly Item[] = [
  altered('a signature with one bit changed', 'A24 signature-invalid', (identity, content) => {
    const sign = (data: Uint8Array): Uint8Array =>
      identity.key.sign(data).map((octet, i) => (i === 9 ? octet ^ 1 : octet));
    return { signerInfos: [buildSignerInfo(identity, content, { ...at, sign })] };
  }),
  altered('a signature of somebody else under this name', 'A24 signature-invalid', (identity, content) => {
    const { sign } = generateRsaKey(2048);
    return { signerInfos: [buildSignerInfo(identity, content, { ...at, sign })] };
  }),
  altered('a content that was not signed', 'A24 digest-mismatch', (identity) => ({
    signerInfos: [buildSignerInfo(identity, toUtf8('something else'), at)],
  })),
  altered('a signature without its certificate', 'A24 certificate-missing', () => ({ certificates: [] })),
  altered('a certificate that is not the signer’s', 'A24 certificate-missing', () => ({
    certificates: [testCa().intermediateDer],
  })),
  altered('a signature of two', 'A24 signer-count', (_identity, _content, { signerInfos }) => ({
    signerInfos: [...signerInfos, ...signerInfos],
  })),
  altered('a signature of nobody', 'A24 signer-count', () => ({ signerInfos: [] })),
  altered('a signature under the name of another certificate', 'A24 certificate-missing', (identity, content) => ({
    signerInfos: [
      buildSignerInfo(identity, content, {
        ...at,
        sid: issuerAndSerial({ ...identity, serialNumber: Uint8Array.of(7) }),
      }),
    ],
  })),
  message('no signature at all', 'A24 ballot-malformed', () => toUtf8('no signature at all')),
  message('a signed ballot of another contest', 'A26 ballot-wrong-content', (book, entry) =>
    signCms({
      content: ballotBytes(testContest('regional-demo'), testContest('regional-demo').candidates[0]!.number),
      signer: citizenOf(book, N),
      signingTime: acceptedAt(entry),
    }),
  ),
  message('something signed that is no ballot', 'A26 ballot-wrong-content', (book, entry) =>
    signCms({ content: toUtf8('{"dauys":"challenge/1"}'), signer: citizenOf(book, N), signingTime: acceptedAt(entry) }),
  ),
  signer('a certificate that was over', 'A24 certificate-expired', issueExpired),
  signer('a certificate of later', 'A24 certificate-not-yet-valid', (ca, person) =>
    issueCitizen(ca, { ...person, fields: { notBefore: daysFrom(TEST_NOW, 1), notAfter: daysFrom(TEST_NOW, 300) } }),
  ),
  signer('a certificate of an authority that nobody trusts', 'A24 certificate-untrusted', (_ca, person) =>
    issueCitizen(testCa(new Date(TEST_NOW.getTime() + 1)), person),
  ),
  signer('a certificate of an authority of the same name', 'A24 certificate-untrusted', (_ca, person) =>
    issueCitizen(createDevCa({ anchorKey: person.key, intermediateKey: person.key, now: TEST_NOW, random }), person),
  ),
  signer('an organisation’s certificate', 'A24 certificate-not-individual', (ca, person) =>
    issueOrganisation(ca, { ...person, bin: '000000000990', role: 'head' }),
  ),
  signer('a certificate to log in with', 'A24 certificate-wrong-usage', issueAuthentication),
  signer('a certificate of nobody', 'A24 signer-id-missing', (ca, person) =>
    issueCitizen(ca, { ...person, fields: { subject: derName([rdn(DEV_OID.commonName, 'СЫНАҚОВ АЗАМАТ')]) } }),
  ),
  signer('a certificate of a short key', 'A24 algorithm-unsupported', (ca, { iin }) =>
    issueCitizen(ca, { iin, key: generateRsaKey(1024) }),
  ),
  message('a signature that one engine accepts alone', 'A25 refused-by-second', (book, entry) =>
    byKeyIdentifier(book, entry),
  ),
  message(
    'a signature that one engine accepts alone, with something of GOST beside it',
    'A25 refused-by-second',
    (book, entry) => byKeyIdentifier(book, entry, [testCa(TEST_NOW, 'gost512').intermediateDer]),
  ),
  altered(
    'a signature with its certificate twice',
    ['A24 certificate-missing', 'A25 accepted-by-second'],
    ({ certificateDer }) => ({
      certificates: [certificateDer, certificateDer],
    }),
  ),
];
