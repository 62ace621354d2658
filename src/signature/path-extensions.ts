import { toHex } from '../encoding/bytes.ts';
import { contentOf, enterTag, expectEnd, malformed, peekTag, readOid, readSmallInteger, TAG } from '../encoding/der.ts';
import { enter, readOptional, readTag } from '../encoding/der.ts';
import type { DerCursor } from '../encoding/der.ts';
import { isOid, oidBytes, OID } from '../encoding/oids.ts';
import type { Certificate } from './certificate.ts';
import { decodeExtension, extensionKey, readGeneralName, readGeneralNames, type GeneralName } from './extensions.ts';

/** The extensions only path validation reads. Policies are named by the hex of their identifiers. */
export interface PathExtensions {
  readonly subjectAltNames: readonly GeneralName[] | undefined;
  readonly nameConstraints: NameConstraints | undefined;
  readonly policies: readonly string[] | undefined;
  readonly policyMappings: readonly PolicyMapping[];
  readonly requireExplicitPolicy: number | undefined;
  readonly inhibitPolicyMapping: number | undefined;
  readonly inhibitAnyPolicy: number | undefined;
}

export interface NameConstraints {
  readonly permitted: readonly Subtree[];
  readonly excluded: readonly Subtree[];
}

export interface Subtree extends GeneralName {
  /** False when `minimum` or `maximum` is there, which RFC 5280 leaves without a meaning. */
  readonly isPlain: boolean;
}

export interface PolicyMapping {
  readonly issuerDomain: string;
  readonly subjectDomain: string;
}

export const ANY_POLICY = toHex(oidBytes(OID.anyPolicy));

const KEY = {
  subjectAltName: extensionKey(OID.subjectAltName),
  nameConstraints: extensionKey(OID.nameConstraints),
  policies: extensionKey(OID.certificatePolicies),
  policyMappings: extensionKey(OID.policyMappings),
  policyConstraints: extensionKey(OID.policyConstraints),
  inhibitAnyPolicy: extensionKey(OID.inhibitAnyPolicy),
};

const PROCESSED = new Set([
  ...Object.values(KEY),
  extensionKey(OID.basicConstraints),
  extensionKey(OID.keyUsage),
  extensionKey(OID.extendedKeyUsage),
  extensionKey(OID.crlDistributionPoints),
]);

/** RFC 5280 §4.2: a critical extension that is not processed refuses the certificate. */
export function hasUnknownCriticalExtension(certificate: Certificate): boolean {
  for (const [key, { critical }] of certificate.extensions) {
    if (critical && !PROCESSED.has(key)) return true;
  }
  return false;
}

const decoded = new WeakMap<Certificate, PathExtensions>();

/** @throws DauysError `ballot-malformed` */
export function pathExtensionsOf(certificate: Certificate): PathExtensions {
  const known = decoded.get(certificate);
  if (known !== undefined) return known;
  const { extensions } = certificate;
  const constraints = decodeExtension(extensions, KEY.policyConstraints, readPolicyConstraints);
  const isCritical = extensions.get(KEY.policies)?.critical ?? false;
  const found: PathExtensions = {
    subjectAltNames: decodeExtension(extensions, KEY.subjectAltName, (cursor) =>
      readGeneralNames(enterTag(cursor, TAG.sequence)),
    ),
    nameConstraints: decodeExtension(extensions, KEY.nameConstraints, readNameConstraints),
    policies: decodeExtension(extensions, KEY.policies, (cursor) => readPolicies(cursor, isCritical)),
    policyMappings: decodeExtension(extensions, KEY.policyMappings, readPolicyMappings) ?? [],
    requireExplicitPolicy: constraints?.requireExplicitPolicy,
    inhibitPolicyMapping: constraints?.inhibitPolicyMapping,
    inhibitAnyPolicy: decodeExtension(extensions, KEY.inhibitAnyPolicy, readSmallInteger),
  };
  decoded.set(certificate, found);
  return found;
}

function readNameConstraints(cursor: DerCursor): NameConstraints {
  const inner = enterTag(cursor, TAG.sequence);
  if (inner.offset === inner.end) throw malformed('empty name constraints');
  const constraints = { permitted: readSubtrees(inner, 0xa0), excluded: readSubtrees(inner, 0xa1) };
  expectEnd(inner);
  return constraints;
}

function readSubtrees(inner: DerCursor, tag: number): Subtree[] {
  const list = readOptional(inner, tag);
  if (list === undefined) return [];
  const cursor = enter(inner, list);
  const subtrees: Subtree[] = [];
  do {
    const subtree = enterTag(cursor, TAG.sequence);
    const base = readGeneralName(subtree);
    const minimum = readOptional(subtree, 0x80);
    const maximum = readOptional(subtree, 0x81);
    expectEnd(subtree);
    subtrees.push({ ...base, isPlain: minimum === undefined && maximum === undefined });
  } while (cursor.offset < cursor.end);
  return subtrees;
}

const CPS_QUALIFIER = '1.3.6.1.5.5.7.2.1';
const USER_NOTICE_QUALIFIER = '1.3.6.1.5.5.7.2.2';

/** RFC 5280 §4.2.1.4: no policy twice; in a critical extension every qualifier has to be understood. */
function readPolicies(cursor: DerCursor, isCritical: boolean): string[] {
  const list = enterTag(cursor, TAG.sequence);
  const policies = new Set<string>();
  do {
    const information = enterTag(list, TAG.sequence);
    const policy = toHex(readOid(information));
    if (policies.has(policy)) throw malformed('policy twice');
    policies.add(policy);
    if (information.offset < information.end) readQualifiers(information, isCritical);
    expectEnd(information);
  } while (list.offset < list.end);
  return [...policies];
}

function readQualifiers(information: DerCursor, isCritical: boolean): void {
  const qualifiers = enterTag(information, TAG.sequence);
  do {
    const qualifier = enterTag(qualifiers, TAG.sequence);
    const kind = readOid(qualifier);
    if (isCritical && !isOid(kind, CPS_QUALIFIER) && !isOid(kind, USER_NOTICE_QUALIFIER)) {
      throw malformed('unknown qualifier of a critical policy');
    }
  } while (qualifiers.offset < qualifiers.end);
}

function readPolicyMappings(cursor: DerCursor): PolicyMapping[] {
  const list = enterTag(cursor, TAG.sequence);
  const mappings: PolicyMapping[] = [];
  do {
    const pair = enterTag(list, TAG.sequence);
    mappings.push({ issuerDomain: toHex(readOid(pair)), subjectDomain: toHex(readOid(pair)) });
    expectEnd(pair);
  } while (list.offset < list.end);
  return mappings;
}

interface PolicyConstraints {
  readonly requireExplicitPolicy: number | undefined;
  readonly inhibitPolicyMapping: number | undefined;
}

/** RFC 5280 §4.2.1.11: never an empty sequence. */
function readPolicyConstraints(cursor: DerCursor): PolicyConstraints {
  const inner = enterTag(cursor, TAG.sequence);
  if (inner.offset === inner.end) throw malformed('empty policy constraints');
  const requireExplicitPolicy = readSkipCerts(inner, 0x80);
  const inhibitPolicyMapping = readSkipCerts(inner, 0x81);
  expectEnd(inner);
  return { requireExplicitPolicy, inhibitPolicyMapping };
}

/** [0] or [1] IMPLICIT INTEGER (0..MAX): the same content rules under another tag. */
function readSkipCerts(inner: DerCursor, tag: number): number | undefined {
  if (peekTag(inner) !== tag) return undefined;
  const content = contentOf(readTag(inner, tag));
  const integer = Uint8Array.of(TAG.integer, content.length, ...content);
  return readSmallInteger({ ...inner, bytes: integer, offset: 0, end: integer.length });
}
