import { unlessRefused } from '../domain/errors.ts';
import { EVIDENCE, type EvidenceValue } from '../domain/evidence.ts';
import { fromUtf8, readU64be } from '../encoding/bytes.ts';
import { parseRevocationPolicy, type RevocationPolicy } from '../signature/revocation.ts';

/** The last millisecond of the year 9999. */
const MAX_TIME_MS = 253_402_300_799_999;
const VERSION = /^[^\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]{1,200}$/u;
const KNOWN_TAGS: ReadonlySet<number> = new Set(Object.values(EVIDENCE));

/** What is wrong with the form of a ballot's evidence: values of known kinds, all that every ballot has. */
export function evidenceFaults(values: readonly EvidenceValue[] | undefined): readonly string[] {
  if (values === undefined) return ['malformed'];
  const faults: string[] = [];
  if (!values.every(({ tag }) => KNOWN_TAGS.has(tag))) faults.push('unknown-kind');
  if (acceptedAtMs(values) === undefined) faults.push('time');
  if (!isVersion(valueOf(values, EVIDENCE.softwareVersion))) faults.push('software-version');
  if (readPolicy(valueOf(values, EVIDENCE.revocationPolicy)) === undefined) faults.push('policy');
  return faults;
}

/** The value of a tag; empty where there is none. */
export function valueOf(values: readonly EvidenceValue[], tag: number): Uint8Array {
  return values.find((value) => value.tag === tag)?.value ?? NOTHING;
}

const NOTHING = new Uint8Array();

/** Time of acceptance; undefined for what is none. */
export function acceptedAtMs(values: readonly EvidenceValue[]): number | undefined {
  const value = valueOf(values, EVIDENCE.acceptedAtMs);
  const ms = value.length === 8 ? readU64be(value) : undefined;
  return ms !== undefined && ms <= MAX_TIME_MS ? ms : undefined;
}

/** The policy of evidence whose form is good. */
export function policyOf(values: readonly EvidenceValue[]): RevocationPolicy {
  const policy = readPolicy(valueOf(values, EVIDENCE.revocationPolicy));
  if (policy === undefined) throw new TypeError('evidence without its form');
  return policy;
}

/** Remembers what was made of the bytes before: nearly all ballots of a log have the same. */
function remember<T>(read: (value: Uint8Array) => T): (value: Uint8Array) => T {
  let known: { readonly bytes: Uint8Array; readonly made: T } | undefined;
  return (value) => {
    if (known === undefined || Buffer.compare(known.bytes, value) !== 0) {
      known = { bytes: Uint8Array.from(value), made: read(value) };
    }
    return known.made;
  };
}

const isVersion = remember((value) => {
  try {
    return VERSION.test(fromUtf8(value));
  } catch {
    return false;
  }
});

const readPolicy = remember((value) => unlessRefused(() => parseRevocationPolicy(value)));
