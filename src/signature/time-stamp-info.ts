import {
  contentOf,
  enter,
  enterTag,
  expectEnd,
  malformed,
  peekTag,
  readInteger,
  readOid,
  readOptional,
  readSmallInteger,
  readTag,
  TAG,
  type DerCursor,
} from '../encoding/der.ts';
import { readPreciseTime } from '../encoding/time.ts';
import { readAlgorithm, type AlgorithmIdentifier } from './algorithms.ts';
import { readDefaultFalse, readExtensionList, readGeneralName, type GeneralName } from './extensions.ts';

/** Octets of a policy identifier or a serial number; RFC 3161 asks readers for 20 of the latter. */
const MAX_NUMBER = 64;

/** What an authority signs (RFC 3161 §2.4.2), unverified. All byte fields are views. */
export interface TimeStampInfo {
  /** Content octets of the identifier. */
  readonly policy: Uint8Array;
  readonly imprintAlgorithm: AlgorithmIdentifier;
  readonly imprint: Uint8Array;
  /** Content octets. */
  readonly serialNumber: Uint8Array;
  readonly genTime: Date;
  /** Content octets. */
  readonly nonce: Uint8Array | undefined;
  /** One of the names of the authority's certificate. */
  readonly tsa: GeneralName | undefined;
}

/**
 * Reads a TSTInfo of version 1. Critical extensions are refused: none is known here.
 * @throws DauysError `ballot-malformed`
 */
export function readTimeStampInfo(root: DerCursor): TimeStampInfo {
  const fields = enterTag(root, TAG.sequence);
  expectEnd(root);
  if (readSmallInteger(fields) !== 1) throw malformed('TSTInfo version');
  const policy = bounded(readOid(fields));
  const pair = enterTag(fields, TAG.sequence);
  const imprintAlgorithm = readAlgorithm(pair);
  const imprint = contentOf(readTag(pair, TAG.octetString));
  expectEnd(pair);
  const serialNumber = bounded(readInteger(fields));
  const genTime = readPreciseTime(fields);
  readAccuracy(fields);
  readDefaultFalse(fields); // ordering
  const nonce = peekTag(fields) === TAG.integer ? readInteger(fields) : undefined;
  const tsa = readTsa(fields);
  readInfoExtensions(fields);
  expectEnd(fields);
  return { policy, imprintAlgorithm, imprint, serialNumber, genTime, nonce, tsa };
}

function bounded(content: Uint8Array): Uint8Array {
  if (content.length > MAX_NUMBER) throw malformed('number too long');
  return content;
}

/** Accuracy is read for its form only: how far a clock may be off is not asked. */
function readAccuracy(fields: DerCursor): void {
  const field = readOptional(fields, TAG.sequence);
  if (field === undefined) return;
  const accuracy = enter(fields, field);
  if (peekTag(accuracy) === TAG.integer) readSmallInteger(accuracy);
  readFraction(accuracy, 0x80);
  readFraction(accuracy, 0x81);
  expectEnd(accuracy);
}

/** [0] or [1] IMPLICIT INTEGER (1..999), minimal: two octets from 128 on. */
function readFraction(accuracy: DerCursor, tag: number): void {
  const field = readOptional(accuracy, tag);
  if (field === undefined) return;
  const content = contentOf(field);
  const value = content.reduce((sum, octet) => sum * 256 + octet, 0);
  const isMinimal = content.length === 1 ? value < 128 : content.length === 2 && value >= 128;
  if (!isMinimal || value === 0 || value > 999) throw malformed('accuracy');
}

function readTsa(fields: DerCursor): GeneralName | undefined {
  const field = readOptional(fields, 0xa0);
  if (field === undefined) return undefined;
  const explicit = enter(fields, field);
  const name = readGeneralName(explicit);
  expectEnd(explicit);
  return name;
}

function readInfoExtensions(fields: DerCursor): void {
  const field = readOptional(fields, 0xa1);
  if (field === undefined) return;
  for (const { critical } of readExtensionList(enter(fields, field)).values()) {
    if (critical) throw malformed('unknown critical extension of a TSTInfo');
  }
}
