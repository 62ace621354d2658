import { issueCrl } from '../../../src/devca/crl-builder.ts';
import { attribute, signCms } from '../../../src/devca/cms-builder.ts';
import { issueServers } from '../../../src/devca/dev-authority.ts';
import { daysFrom } from '../../../src/devca/dev-ca.ts';
import { buildOcspResponse, responderByKey, type OcspCertStatus } from '../../../src/devca/ocsp-builder.ts';
import { DEV_OID } from '../../../src/devca/profile.ts';
import { EVIDENCE } from '../../../src/domain/evidence.ts';
import { toHex, toUtf8, u64be } from '../../../src/encoding/bytes.ts';
import { parseCertificate, type Certificate } from '../../../src/signature/certificate.ts';
import { encodeCertId } from '../../../src/signature/cert-id.ts';
import { parseSignedMessage } from '../../../src/signature/cms.ts';
import { encodeCrlRecord } from '../../../src/signature/crl-record.ts';
import { findRevocation, parseCrl } from '../../../src/signature/crl.ts';
import { encodeRevocationPolicy } from '../../../src/signature/revocation.ts';
import { openAuthority } from '../../support/ballot-evidence.ts';
import { sha256, TEST_NOW, testCa } from '../../support/ballots.ts';
import { acceptedAt, changeBallot, citizenOf, contentOf, setValue, valueOf } from './ballots.ts';
import type { Book, Entry } from './book.ts';
import { cheat, flip, type Item } from './item.ts';

const MINUTE_MS = 60_000;
/** Of `full`: 1 was decided by a list, 2 by OCSP; both are time-stamped. */
const [BY_LIST, BY_OCSP] = [1, 2];

function evidence(
  name: string,
  index: number,
  finds: string | readonly string[],
  change: (entry: Entry, book: Book) => unknown,
): Item {
  return { name, base: 'full', corrupt: changeBallot(index, change), finds: [finds].flat(), at: [index] };
}

function replaced(
  name: string,
  index: number,
  tag: number,
  find: string,
  value: (book: Book, entry: Entry) => Uint8Array | undefined,
): Item {
  return evidence(name, index, find, (entry, book) => {
    setValue(entry, tag, value(book, entry));
  });
}

function certificateOf({ record }: Entry): Certificate {
  return parseCertificate(parseSignedMessage(record!.cms).certificates[0]!);
}

interface Answer {
  readonly status?: OcspCertStatus;
  readonly about?: Entry;
  readonly minutes?: number;
}

/** An OCSP answer about this ballot's certificate, good and of its time but for what is named. */
function answer(
  { base }: Book,
  entry: Entry,
  { status = { kind: 'good' }, about = entry, minutes = 0 }: Answer = {},
  ca = base.exported.ledger.ca,
): Uint8Array {
  const { key } = citizenOf({ base } as Book, 99);
  const { responder } = issueServers(ca, () => key);
  const certId = encodeCertId(certificateOf(about), parseCertificate(base.exported.ledger.ca.intermediateDer));
  const at = new Date(acceptedAt(entry).getTime() + minutes * MINUTE_MS);
  const fields = {
    responderId: responderByKey(responder.key.spki),
    producedAt: at,
    responses: [{ certId, status, thisUpdate: at }],
    certificates: [responder.certificateDer],
  };
  return buildOcspResponse(fields, responder.key);
}

interface List {
  readonly revoked?: boolean;
  /** Days around the acceptance. */
  readonly days?: readonly [number, number];
}

/** The record that a list of these properties makes for this ballot, the list in the export. */
function listRecord(book: Book, entry: Entry, { revoked = false, days: [from, to] = [-1, 1] }: List): Uint8Array {
  const { ca } = book.base.exported.ledger;
  const certificate = certificateOf(entry);
  const [thisUpdate, nextUpdate] = [daysFrom(TEST_NOW, from), daysFrom(TEST_NOW, to)];
  const entries = revoked ? [{ serialNumber: certificate.serialNumber, revokedAt: daysFrom(TEST_NOW, -2) }] : [];
  const der = issueCrl(ca.intermediate, { thisUpdate, nextUpdate, number: 8, revoked: entries });
  book.lists.set(toHex(sha256(der)), der);
  const path = [certificate, ...[ca.intermediateDer, ca.anchorDer].map((each) => parseCertificate(each))];
  return encodeCrlRecord(findRevocation(path, [parseCrl(der)], new Date(thisUpdate.getTime() + 1000)));
}

const policy = (mode: 'off' | 'ocsp' | 'crl', ocspMaxAgeMs = 300_000): Uint8Array =>
  encodeRevocationPolicy({ mode, ocspMaxAgeMs, skewMs: 300_000 });

/** The ballot signed anew with this token in the signature; OCSP answers for it. */
function restamp(entry: Entry, book: Book, stamp: (signature: Uint8Array, at: Date) => Uint8Array): void {
  const at = acceptedAt(entry);
  const citizen = citizenOf(book, BY_OCSP);
  const content = contentOf(book, entry);
  const bare = signCms({ content, signer: citizen, signingTime: at });
  const { signature } = parseSignedMessage(bare).signer;
  const token = stamp(signature, at);
  const unsignedAttributes = [attribute(DEV_OID.signatureTimeStamp, token)];
  const fields = { unsignedAttributes, sign: () => signature };
  entry.record!.cms = signCms({ content, signer: citizen, signingTime: at, fields });
  setValue(entry, EVIDENCE.timeStampToken, token);
  setValue(entry, EVIDENCE.ocspResponse, answer(book, entry));
}

export const EVIDENCE_ITEMS: readonly Item[] = [
  replaced('no time of acceptance', BY_OCSP, EVIDENCE.acceptedAtMs, 'A23 time', () => undefined),
  replaced(
    'a time of acceptance of another length',
    BY_OCSP,
    EVIDENCE.acceptedAtMs,
    'A23 time',
    () => new Uint8Array(7),
  ),
  replaced('a time of acceptance a minute later', BY_OCSP, EVIDENCE.acceptedAtMs, 'A31 leaf-time', (_book, entry) =>
    u64be(acceptedAt(entry).getTime() + MINUTE_MS),
  ),
  replaced('no trust set', BY_OCSP, EVIDENCE.trustFingerprint, 'A23 trust-set', () => undefined),
  replaced('another trust set', BY_OCSP, EVIDENCE.trustFingerprint, 'A23 trust-set', () => new Uint8Array(32)),
  replaced('no software version', BY_OCSP, EVIDENCE.softwareVersion, 'A23 software-version', () => undefined),
  replaced('a software version that steers terminals', BY_OCSP, EVIDENCE.softwareVersion, 'A23 software-version', () =>
    toUtf8('dauys\u001b[2J'),
  ),
  replaced('a software version that is no text', BY_OCSP, EVIDENCE.softwareVersion, 'A23 software-version', () =>
    Uint8Array.of(0xff),
  ),
  replaced('no policy', BY_OCSP, EVIDENCE.revocationPolicy, 'A23 policy', () => undefined),
  replaced('a policy of no form', BY_OCSP, EVIDENCE.revocationPolicy, 'A23 policy', () => toUtf8('{}')),
  replaced('a policy in another spelling', BY_OCSP, EVIDENCE.revocationPolicy, 'A23 policy', (_book, entry) =>
    toUtf8(`${Buffer.from(valueOf(entry, EVIDENCE.revocationPolicy)).toString()} `),
  ),
  replaced('a policy that knows lists alone', BY_OCSP, EVIDENCE.revocationPolicy, 'A27 revocation-unavailable', () =>
    policy('crl'),
  ),
  evidence('revocation left out for one ballot', BY_OCSP, 'A27 policy-laxer', (entry) => {
    setValue(entry, EVIDENCE.revocationPolicy, policy('off'));
    setValue(entry, EVIDENCE.ocspResponse, undefined);
  }),
  {
    name: 'revocation left out for the newest ballot, and said to be the policy',
    base: 'full',
    corrupt: changeBallot(13, (entry) => {
      setValue(entry, EVIDENCE.revocationPolicy, policy('off'));
      setValue(entry, EVIDENCE.ocspResponse, undefined);
    }),
    finds: ['A27 policy-off'],
  },
  evidence('an old OCSP answer under a policy of its own', BY_OCSP, 'A27 policy-laxer', (entry, book) => {
    setValue(entry, EVIDENCE.revocationPolicy, policy('ocsp', 7 * 1440 * MINUTE_MS));
    setValue(entry, EVIDENCE.ocspResponse, answer(book, entry, { minutes: -1440 }));
  }),
  replaced('a value of no kind', BY_OCSP, 9, 'A23 unknown-kind', () => new Uint8Array(1)),
  {
    name: 'evidence with a value twice',
    base: 'full',
    corrupt: cheat(({ entries }) => entries[BY_OCSP]!.record!.evidence.unshift(entries[BY_OCSP]!.record!.evidence[0]!)),
    finds: ['A23 malformed'],
    at: [BY_OCSP],
  },
  {
    name: 'evidence changed behind the leaf',
    base: 'full',
    corrupt: cheat(({ entries }) => {
      setValue(entries[BY_OCSP]!, EVIDENCE.softwareVersion, toUtf8('dauys/other'));
    }),
    finds: ['A21 ballot'],
    at: [BY_OCSP],
  },
  replaced('no OCSP answer', BY_OCSP, EVIDENCE.ocspResponse, 'A27 revocation-unavailable', () => undefined),
  replaced(
    'the OCSP answer about somebody else',
    BY_OCSP,
    EVIDENCE.ocspResponse,
    'A27 revocation-unavailable',
    (book, entry) => answer(book, entry, { about: book.entries[4]! }),
  ),
  replaced(
    'an OCSP answer that says revoked',
    BY_OCSP,
    EVIDENCE.ocspResponse,
    'A27 certificate-revoked',
    (book, entry) => answer(book, entry, { status: { kind: 'revoked', revokedAt: daysFrom(TEST_NOW, -2) } }),
  ),
  replaced(
    'an OCSP answer that knows nothing',
    BY_OCSP,
    EVIDENCE.ocspResponse,
    'A27 revocation-unavailable',
    (book, entry) => answer(book, entry, { status: { kind: 'unknown' } }),
  ),
  replaced('an OCSP answer too old', BY_OCSP, EVIDENCE.ocspResponse, 'A27 revocation-unavailable', (book, entry) =>
    answer(book, entry, { minutes: -11 }),
  ),
  replaced('an OCSP answer of later', BY_OCSP, EVIDENCE.ocspResponse, 'A27 revocation-unavailable', (book, entry) =>
    answer(book, entry, { minutes: 6 }),
  ),
  replaced(
    'an OCSP answer of another authority',
    BY_OCSP,
    EVIDENCE.ocspResponse,
    'A27 revocation-unavailable',
    (book, entry) => answer(book, entry, {}, testCa(new Date(TEST_NOW.getTime() + 1))),
  ),
  replaced(
    'an OCSP answer with one bit changed',
    BY_OCSP,
    EVIDENCE.ocspResponse,
    'A27 revocation-unavailable',
    (_book, entry) => flip(-9)(Buffer.from(valueOf(entry, EVIDENCE.ocspResponse))),
  ),
  replaced(
    'an OCSP answer that is none',
    BY_OCSP,
    EVIDENCE.ocspResponse,
    'A27 revocation-unavailable',
    () => new Uint8Array(3),
  ),
  replaced('no record of lists', BY_LIST, EVIDENCE.crlRecord, 'A27 revocation-unavailable', () => undefined),
  replaced('a list with the certificate on it', BY_LIST, EVIDENCE.crlRecord, 'A27 certificate-revoked', (book, entry) =>
    listRecord(book, entry, { revoked: true }),
  ),
  replaced('a list that was over', BY_LIST, EVIDENCE.crlRecord, 'A27 evidence-invalid', (book, entry) =>
    listRecord(book, entry, { days: [-3, -2] }),
  ),
  replaced('a list of later', BY_LIST, EVIDENCE.crlRecord, 'A27 evidence-invalid', (book, entry) =>
    listRecord(book, entry, { days: [1, 2] }),
  ),
  evidence('a list that is not in the export', BY_LIST, 'A27 revocation-unavailable', (entry, book) => {
    const before = new Map(book.lists);
    setValue(entry, EVIDENCE.crlRecord, listRecord(book, entry, {}));
    book.lists = before;
  }),
  replaced('a record of lists of no form', BY_LIST, EVIDENCE.crlRecord, 'A27 evidence-invalid', () =>
    toUtf8('{"lists":[{}]}'),
  ),
  evidence('an OCSP answer and lists at once', BY_LIST, 'A27 out-of-place', (entry, book) => {
    setValue(entry, EVIDENCE.ocspResponse, answer(book, entry));
  }),
  replaced('no time-stamp in the evidence', BY_OCSP, EVIDENCE.timeStampToken, 'A28 another-token', () => undefined),
  replaced(
    'the time-stamp of another ballot in the evidence',
    BY_OCSP,
    EVIDENCE.timeStampToken,
    'A28 another-token',
    ({ entries }) => valueOf(entries[4]!, EVIDENCE.timeStampToken),
  ),
  evidence('a time-stamp over another signature', BY_OCSP, 'A28 time-stamp-invalid', (entry, book) => {
    restamp(entry, book, (_signature, at) => book.base.exported.ledger.authority.stamp(toUtf8('another'), at));
  }),
  evidence('a time-stamp of after the acceptance', BY_OCSP, 'A28 time-stamp-invalid', (entry, book) => {
    restamp(entry, book, (signature, at) =>
      book.base.exported.ledger.authority.stamp(signature, new Date(at.getTime() + 6 * MINUTE_MS)),
    );
  }),
  evidence('a time-stamp of an authority that nobody trusts', BY_OCSP, 'A28 time-stamp-invalid', (entry, book) => {
    const stranger = openAuthority(testCa(new Date(TEST_NOW.getTime() + 1)), TEST_NOW);
    restamp(entry, book, (signature, at) => stranger.stamp(signature, at));
  }),
  {
    name: 'a ballot accepted before the window, the leaf in it',
    base: 'plain',
    corrupt: changeBallot(3, (entry) => {
      setValue(entry, EVIDENCE.acceptedAtMs, u64be(TEST_NOW.getTime() - 60 * MINUTE_MS - 1));
    }),
    finds: ['A31 leaf-time', 'A31 too-early'],
    at: [3],
  },
  {
    name: 'a ballot accepted after the window, the leaf in it',
    base: 'plain',
    corrupt: changeBallot(3, (entry) => {
      setValue(entry, EVIDENCE.acceptedAtMs, u64be(TEST_NOW.getTime() + 60 * MINUTE_MS));
    }),
    finds: ['A31 leaf-time', 'A31 too-late'],
    at: [3],
  },
];
