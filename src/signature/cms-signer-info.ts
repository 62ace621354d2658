import { compareBytes } from '../encoding/bytes.ts';
import {
  contentOf,
  elementOf,
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
  readTlv,
  TAG,
  type DerCursor,
  type Tlv,
} from '../encoding/der.ts';
import { isOid, OID } from '../encoding/oids.ts';
import { readAlgorithm, type AlgorithmIdentifier } from './algorithms.ts';

const SIGNED_ATTRIBUTES = 0xa0;
const UNSIGNED_ATTRIBUTES = 0xa1;
const KEY_IDENTIFIER = 0x80;

/** Real signers write four; the bound keeps comparing them with each other cheap. */
const MAX_ATTRIBUTES = 32;

/** RFC 5652 §5.3: who signed. Encoded Name and content octets of the serial number, or a key identifier. */
export type SignerIdentifier =
  { readonly issuer: Uint8Array; readonly serialNumber: Uint8Array } | { readonly keyIdentifier: Uint8Array };

/** One attribute: content octets of its type, and its encoded values in DER order. */
export interface Attribute {
  readonly type: Uint8Array;
  readonly values: readonly Uint8Array[];
}

/** RFC 5652 §5.3, unverified. All byte fields are views. */
export interface SignerInfo {
  readonly version: 1 | 3;
  readonly sid: SignerIdentifier;
  readonly digestAlgorithm: AlgorithmIdentifier;
  readonly signedAttributes: readonly Attribute[];
  /** The signed attributes as sent: [0] IMPLICIT, signed under the tag of SET OF. */
  readonly signedAttributesDer: Uint8Array;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Uint8Array;
  /** Encoded time-stamp token, not looked into. */
  readonly timeStampToken: Uint8Array | undefined;
}

/**
 * Reads the fields of a SignerInfo; signed attributes must be there, in DER.
 * @throws DauysError `ballot-malformed`
 */
export function readSignerInfo(fields: DerCursor): SignerInfo {
  const version = readSmallInteger(fields);
  const sid = readSignerIdentifier(fields);
  if ((version !== 1 && version !== 3) || (version === 3) !== 'keyIdentifier' in sid) {
    throw malformed('SignerInfo version');
  }
  const digestAlgorithm = readAlgorithm(fields);
  const signedField = readTag(fields, SIGNED_ATTRIBUTES);
  const signedAttributes = readAttributes(enter(fields, signedField));
  const signatureAlgorithm = readAlgorithm(fields);
  const signature = contentOf(readTag(fields, TAG.octetString));
  const timeStampToken = readUnsignedAttributes(fields, readOptional(fields, UNSIGNED_ATTRIBUTES));
  expectEnd(fields);
  return {
    version,
    sid,
    digestAlgorithm,
    signedAttributes,
    signedAttributesDer: elementOf(signedField),
    signatureAlgorithm,
    signature,
    timeStampToken,
  };
}

function readSignerIdentifier(fields: DerCursor): SignerIdentifier {
  if (peekTag(fields) === KEY_IDENTIFIER) return { keyIdentifier: contentOf(readTlv(fields)) };
  const pair = enterTag(fields, TAG.sequence);
  const issuer = elementOf(readTag(pair, TAG.sequence));
  const serialNumber = readInteger(pair);
  expectEnd(pair);
  return { issuer, serialNumber };
}

/** SET OF Attribute in DER order (X.690 §11.6): one order only, or the same signature would verify in several. */
function readAttributes(set: DerCursor): Attribute[] {
  if (set.offset === set.end) throw malformed('empty attributes');
  const attributes: Attribute[] = [];
  let previous: Uint8Array | undefined;
  while (set.offset < set.end) {
    if (attributes.length === MAX_ATTRIBUTES) throw malformed('too many attributes');
    const element = readTag(set, TAG.sequence);
    previous = expectOrder(previous, element);
    const fields = enter(set, element);
    const type = readOid(fields);
    const values = readValues(enterTag(fields, TAG.set));
    expectEnd(fields);
    attributes.push({ type, values });
  }
  return attributes;
}

function readValues(set: DerCursor): Uint8Array[] {
  const values: Uint8Array[] = [];
  let previous: Uint8Array | undefined;
  while (set.offset < set.end) {
    previous = expectOrder(previous, readTlv(set));
    values.push(previous);
  }
  if (values.length === 0) throw malformed('attribute without a value');
  return values;
}

function expectOrder(previous: Uint8Array | undefined, element: Tlv): Uint8Array {
  const current = elementOf(element);
  if (previous !== undefined && compareBytes(previous, current) > 0) throw malformed('SET OF not in DER order');
  return current;
}

/** Nobody signed these: one signature time-stamp may stand here, anything else is refused. */
function readUnsignedAttributes(fields: DerCursor, field: Tlv | undefined): Uint8Array | undefined {
  if (field === undefined) return undefined;
  const [attribute, another] = readAttributes(enter(fields, field));
  if (attribute === undefined || another !== undefined || !isOid(attribute.type, OID.signatureTimeStamp)) {
    throw malformed('unsigned attributes other than one signature time-stamp');
  }
  const [token, anotherToken] = attribute.values;
  if (token === undefined || anotherToken !== undefined || token[0] !== TAG.sequence) {
    throw malformed('not one time-stamp token');
  }
  return token;
}
