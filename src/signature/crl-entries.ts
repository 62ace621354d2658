import { unlessRefused } from '../domain/errors.ts';
import {
  contentOf,
  enterTag,
  expectEnd,
  malformed,
  openDer,
  peekTag,
  readInteger,
  readTag,
  TAG,
  type DerCursor,
} from '../encoding/der.ts';
import { OID } from '../encoding/oids.ts';
import { readTime } from '../encoding/time.ts';
import { collectEntries, type SerialIndex } from './crl-serials.ts';
import { decodeExtension, extensionKey, readExtensions, readGeneralNames, type Extensions } from './extensions.ts';
import { nameOf, type Name } from './name.ts';

/** What is known of a list's entries together. */
export interface Entries {
  readonly serials: SerialIndex;
  /** By number of the entry, where an entry before it or itself names the issuer it speaks of. */
  readonly issuers: ReadonlyMap<number, readonly Name[]>;
  readonly hasUnknownCritical: boolean;
}

/** Octets of a list's DER. */
export interface EntryRange {
  readonly offset: number;
  readonly length: number;
}

/** CRLReason values that change what an entry means (RFC 5280 §5.3.1). */
export const REASON = { certificateHold: 6, removeFromCrl: 8 } as const;

const CERTIFICATE_ISSUER = extensionKey(OID.certificateIssuer);
const REASON_CODE = extensionKey(OID.reasonCode);

/**
 * Walks over revokedCertificates, if it is there.
 *
 * @throws DauysError `ballot-malformed`
 */
export function readEntries(tbs: DerCursor, isVersion2: boolean): Entries {
  const collector = collectEntries(tbs.bytes);
  const issuers = new Map<number, readonly Name[]>();
  let hasUnknownCritical = false;
  if (peekTag(tbs) === TAG.sequence) {
    const list = enterTag(tbs, TAG.sequence);
    let current: readonly Name[] | undefined;
    for (let index = 0; list.offset < list.end; index++) {
      collector.add(list.offset);
      const entry = enterTag(list, TAG.sequence);
      readInteger(entry);
      readTime(entry);
      if (entry.offset < entry.end) {
        if (!isVersion2) throw malformed('CRL entry extensions before version 2');
        const extensions = readExtensions(entry);
        hasUnknownCritical ||= hasUnknownCriticalEntryExtension(extensions);
        current = decodeExtension(extensions, CERTIFICATE_ISSUER, readDirectoryNames) ?? current;
        expectEnd(entry);
      }
      // §5.3.3: an entry without the extension has the certificate issuer of the entry before it.
      if (current !== undefined) issuers.set(index, current);
    }
  }
  return { serials: collector.finish(), issuers, hasUnknownCritical };
}

function hasUnknownCriticalEntryExtension(extensions: Extensions): boolean {
  for (const [key, { critical }] of extensions) {
    if (critical && key !== CERTIFICATE_ISSUER && key !== REASON_CODE) return true;
  }
  return false;
}

function readDirectoryNames(cursor: DerCursor): readonly Name[] {
  const names = readGeneralNames(enterTag(cursor, TAG.sequence));
  return names.filter(({ tag }) => tag === 0xa4).map(({ content }) => nameOf(content));
}

interface ListEntries {
  readonly der: Uint8Array;
  readonly serials: SerialIndex;
}

/** Where an entry stands in its list, header included. */
export function entryRange({ der, serials }: ListEntries, entry: number): EntryRange {
  const offset = serials.positions[entry] ?? 0;
  const { start, end } = readTag({ ...openDer(der), offset }, TAG.sequence);
  return { offset: start, length: end - start };
}

/** The CRLReason of an entry, read when somebody asks; undefined when it has none, or none that can be read. */
export function entryReason({ der, serials }: ListEntries, entry: number): number | undefined {
  const cursor: DerCursor = { ...openDer(der), offset: serials.positions[entry] ?? 0 };
  return unlessRefused(() => {
    const inner = enterTag(cursor, TAG.sequence);
    readInteger(inner);
    readTime(inner);
    return inner.offset < inner.end ? decodeExtension(readExtensions(inner), REASON_CODE, readReason) : undefined;
  });
}

function readReason(cursor: DerCursor): number {
  const content = contentOf(readTag(cursor, TAG.enumerated));
  const [reason] = content;
  if (reason === undefined || content.length !== 1) throw malformed('reason code');
  return reason;
}
