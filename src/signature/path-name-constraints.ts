import { TAG } from '../encoding/der.ts';
import { isOid, OID } from '../encoding/oids.ts';
import type { Certificate } from './certificate.ts';
import type { GeneralName } from './extensions.ts';
import { attributeText, decodeName, isEmptyName, isNameWithin, nameOf } from './name.ts';
import type { NameConstraints, PathExtensions, Subtree } from './path-extensions.ts';

const FORM = { email: 0x81, dns: 0x82, directory: 0xa4, uri: 0x86, ip: 0x87 } as const;

/** More comparisons than any honest certificate needs; beyond them the path is refused. */
const MAX_COMPARISONS = 250_000;

/** True, false, or undefined: the name or the constraint cannot be processed, so the certificate is refused. */
type Match = boolean | undefined;

/**
 * RFC 5280 §6.1.3 (b) and (c): whether every name of the certificate is inside each permitted subtree of its form and
 * outside every excluded one. A form we cannot process refuses as soon as both a constraint and a name have it.
 */
export function satisfiesNameConstraints(
  certificate: Certificate,
  extensions: PathExtensions,
  constraints: readonly NameConstraints[],
): boolean {
  if (constraints.length === 0) return true;
  const names = namesOf(certificate, extensions);
  const subtrees = constraints.reduce((sum, c) => sum + c.permitted.length + c.excluded.length, 0);
  if (names.length * subtrees > MAX_COMPARISONS) return false;
  return names.every((name) => constraints.every((constraint) => satisfies(name, constraint)));
}

function namesOf(certificate: Certificate, { subjectAltNames }: PathExtensions): GeneralName[] {
  const names = [...(subjectAltNames ?? [])];
  if (isEmptyName(certificate.subject)) return names;
  names.push({ tag: FORM.directory, content: certificate.subject.der });
  if (subjectAltNames !== undefined) return names;
  for (const attribute of decodeName(certificate.subject).flat()) {
    if (isOid(attribute.type, OID.emailAddress)) names.push({ tag: FORM.email, content: attribute.value });
  }
  return names;
}

function satisfies(name: GeneralName, { permitted, excluded }: NameConstraints): boolean {
  const sameForm = ({ tag }: Subtree): boolean => tag === name.tag;
  const inside = permitted.filter(sameForm).map((subtree) => matches(name, subtree, false));
  const outside = excluded.filter(sameForm).map((subtree) => matches(name, subtree, true));
  if ([...inside, ...outside].includes(undefined)) return false;
  return (inside.length === 0 || inside.includes(true)) && !outside.includes(true);
}

function matches(name: GeneralName, base: Subtree, isExclusion: boolean): Match {
  if (!base.isPlain) return undefined;
  switch (name.tag) {
    case FORM.directory:
      return directoryMatches(name.content, base.content);
    case FORM.dns:
      return dnsMatches(ascii(name.content), ascii(base.content), isExclusion);
    case FORM.email:
      return emailMatches(ascii(name.content), ascii(base.content));
    case FORM.uri:
      return uriMatches(ascii(name.content), ascii(base.content));
    case FORM.ip:
      return ipMatches(name.content, base.content);
    default:
      return undefined;
  }
}

function directoryMatches(name: Uint8Array, base: Uint8Array): Match {
  try {
    return isNameWithin(nameOf(name), nameOf(base));
  } catch {
    return undefined;
  }
}

function ascii(content: Uint8Array): string | undefined {
  if (content.some((byte) => byte >= 0x80)) return undefined;
  return attributeText({ type: content, tag: TAG.ia5String, value: content });
}

const HOST = /^(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?$/;

/** `host` is `base` or any number of labels to its left. The empty base takes in everything. */
function isHostWithin(host: string, base: string): boolean {
  return base === '' || host === base || host.endsWith(`.${base}`);
}

function dnsMatches(name: string | undefined, base: string | undefined, isExclusion: boolean): Match {
  const [host, subtree] = [name?.toLowerCase(), base?.toLowerCase()];
  if (host === undefined || subtree === undefined || (subtree !== '' && !HOST.test(subtree))) return undefined;
  const isWildcard = host.startsWith('*.');
  const fixed = isWildcard ? host.slice(2) : host;
  if (!HOST.test(fixed)) return undefined;
  // A wildcard can stand for a name inside an excluded subtree.
  return isHostWithin(fixed, subtree) || (isWildcard && isExclusion && isHostWithin(subtree, fixed));
}

/** A mailbox, a host (all mailboxes on it) or `.domain` (all mailboxes on hosts in it). */
function emailMatches(name: string | undefined, base: string | undefined): Match {
  if (name === undefined || base === undefined) return undefined;
  const at = name.lastIndexOf('@');
  const host = name.slice(at + 1).toLowerCase();
  if (at < 1 || !HOST.test(host)) return undefined;
  const baseAt = base.lastIndexOf('@');
  if (baseAt === -1) return hostConstraintMatches(host, base.toLowerCase());
  return name.slice(0, at) === base.slice(0, baseAt) && host === base.slice(baseAt + 1).toLowerCase();
}

/** For e-mail and URI a leading dot means "hosts below", and without it the host itself. */
function hostConstraintMatches(host: string, base: string): Match {
  if (base === '') return true;
  if (!HOST.test(base.startsWith('.') ? base.slice(1) : base)) return undefined;
  return base.startsWith('.') ? host.endsWith(base) : host === base;
}

const URI_HOST = /^[a-z][a-z0-9+.-]*:\/\/(?:[^@/?#]*@)?([^:/?#[\]]+)(?::[0-9]*)?(?:[/?#].*)?$/i;
const IPV4 = /^[0-9.]+$/;

/** RFC 5280 §4.2.1.10: a URI whose host is not a domain name does not pass any URI constraint. */
function uriMatches(name: string | undefined, base: string | undefined): Match {
  const host = name === undefined ? undefined : URI_HOST.exec(name)?.[1]?.toLowerCase();
  if (host === undefined || base === undefined || IPV4.test(host) || !HOST.test(host)) return undefined;
  return hostConstraintMatches(host, base.toLowerCase());
}

/** Address and mask of one family; the mask is a run of ones (RFC 4632). */
function ipMatches(address: Uint8Array, base: Uint8Array): Match {
  if ((base.length !== 8 && base.length !== 32) || (address.length !== 4 && address.length !== 16)) return undefined;
  const half = base.length / 2;
  const mask = base.subarray(half);
  if (!/^1*0*$/.test(Array.from(mask, (byte) => byte.toString(2).padStart(8, '0')).join(''))) return undefined;
  if (address.length !== half) return false;
  return address.every((byte, i) => ((byte ^ (base[i] ?? 0)) & (mask[i] ?? 0)) === 0);
}
