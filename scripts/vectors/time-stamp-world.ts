import { derName, rdn } from '../../src/devca/der-values.ts';
import type { Identity } from '../../src/devca/dev-ca.ts';
import { algorithmIdentifier } from '../../src/devca/dev-key.ts';
import { DEV_OID } from '../../src/devca/profile.ts';
import {
  buildTimeStampToken,
  issueTsa,
  tsaExtensions,
  type TimeStampFields,
  type TsaOptions,
} from '../../src/devca/time-stamp-builder.ts';
import { toBase64, toUtf8 } from '../../src/encoding/bytes.ts';
import { enterTag, openDer, readOid, TAG } from '../../src/encoding/der.ts';
import { isOid } from '../../src/encoding/oids.ts';
import { digestOf } from '../../src/signature/digest.ts';
import type { TimeStampVector } from '../../test/support/time-stamp-vector.ts';
import { anotherKey, AT, random, type Side } from './world.ts';

export const DATA = toUtf8('what was stamped');
export const NONCE = Uint8Array.from([0x00, 0x80, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06]);

/** One algorithm's time-stamping authority. */
export interface Stamper {
  readonly side: Side;
  readonly tsa: Identity;
}

export function createStamper(side: Side): Stamper {
  return { side, tsa: issueTsa(side.ca, { key: anotherKey(side) }) };
}

/** Another certificate for the authority's key. */
export function issued({ side, tsa }: Stamper, fields: TsaOptions['fields'] = {}): Identity {
  return issueTsa(side.ca, { key: tsa.key, fields });
}

/** The same with extensions replaced by identifier; `undefined` takes one out. */
export function issuedWith(stamper: Stamper, replaced: Readonly<Record<string, Uint8Array | undefined>>): Identity {
  const { side, tsa } = stamper;
  const kept = tsaExtensions(tsa.key, side.ca.intermediate.key).filter((extension) => {
    const oid = readOid(enterTag(openDer(extension), TAG.sequence));
    return !Object.keys(replaced).some((dotted) => isOid(oid, dotted));
  });
  return issued(stamper, { extensions: [...kept, ...Object.values(replaced).filter((each) => each !== undefined)] });
}

/** A token over `data` in НУЦ's shape: the digest of the imprint is the authority's own. */
export function stamp(
  stamper: Stamper,
  changes: Partial<TimeStampFields> = {},
  tsa = stamper.tsa,
  data: Uint8Array = DATA,
): Uint8Array {
  const { digest, digestAlgorithm } = tsa.key;
  const imprint = { algorithm: digestAlgorithm, digest: digest(data) };
  return buildTimeStampToken({ imprint, serialNumber: random(8), genTime: AT, ...changes }, tsa);
}

/** An imprint of `DATA` under an algorithm of the allow-list. */
export function imprintBy(name: 'sha256' | 'sha384' | 'sha512' | 'streebog512'): TimeStampFields['imprint'] {
  return { algorithm: algorithmIdentifier(DEV_OID[name]), digest: digestOf(name, DATA) };
}

export const nameOf = (commonName: string): Uint8Array => derName([rdn(DEV_OID.commonName, commonName)]);

/** Everything a vector may say otherwise than usual. */
export interface Particulars {
  readonly token?: Uint8Array;
  readonly response?: Uint8Array;
  readonly nonce?: Uint8Array;
  /** The intermediate of the side unless given. */
  readonly tsa?: readonly Uint8Array[];
  readonly genTime?: Date;
}

export type Valid = readonly [name: string, about: string, Particulars];
export type Invalid = readonly [expect: TimeStampVector['expect'], ...Valid];

export function toVector({ side }: Stamper, [expect, name, about, particulars]: Invalid): TimeStampVector {
  const { token, response, nonce, tsa = [side.ca.intermediateDer], genTime = AT } = particulars;
  return {
    name: `${expect}-${name}-${side.label}`,
    about,
    expect,
    data: toBase64(DATA),
    ...(nonce === undefined ? {} : { nonce: toBase64(nonce) }),
    ...(token === undefined ? {} : { token: toBase64(token) }),
    ...(response === undefined ? {} : { response: toBase64(response) }),
    tsa: tsa.map(toBase64),
    ...(expect === 'accept' ? { genTime: genTime.toISOString() } : {}),
  };
}
