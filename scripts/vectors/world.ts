import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { signCms, type SignCmsOptions } from '../../src/devca/cms-builder.ts';
import type { CertificateFields } from '../../src/devca/certificate-builder.ts';
import { derName, rdn, type Rdn } from '../../src/devca/der-values.ts';
import {
  citizenExtensions,
  daysFrom,
  generateDevCa,
  issueCitizen,
  type DevCa,
  type Identity,
} from '../../src/devca/dev-ca.ts';
import type { DevKey } from '../../src/devca/dev-key.ts';
import { generateGostKey, type GostDevKey } from '../../src/devca/gost-key.ts';
import { DEV_OID } from '../../src/devca/profile.ts';
import { generateRsaKey, rsaKeyPool, type RsaDevKey } from '../../src/devca/rsa-key.ts';
import { parseContestDefinition } from '../../src/domain/contest.ts';
import type { RefusalCode } from '../../src/domain/errors.ts';
import { enterTag, openDer, readOid, TAG } from '../../src/encoding/der.ts';
import { isOid } from '../../src/encoding/oids.ts';
import { definitionDigest, encodeBallot } from '../../src/encoding/contest.ts';

export const AT = new Date('2026-11-22T07:00:00Z');
export const IIN = '000000000012';
export const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length));
export const days = (count: number): Date => daysFrom(AT, count);

/** One algorithm's authority with a citizen of it. */
export interface Side<K extends DevKey = DevKey> {
  readonly label: 'rsa' | 'gost';
  readonly ca: DevCa;
  readonly key: K;
  readonly citizen: Identity;
}

export interface World {
  readonly ballot: Uint8Array;
  readonly otherBallot: Uint8Array;
  readonly rsa: Side<RsaDevKey>;
  readonly gost: Side<GostDevKey>;
}

/** A vector before it is written; what is left out is the side's own. */
export interface VectorCase {
  readonly name: string;
  readonly about: string;
  readonly expect: RefusalCode | 'accept';
  readonly side: Side;
  readonly cms: Uint8Array;
  readonly at?: Date;
  readonly detached?: boolean;
  readonly anchors?: readonly Uint8Array[];
  readonly intermediates?: readonly Uint8Array[];
  readonly crls?: readonly Uint8Array[];
  /** None leaves time-stamps unread. */
  readonly tsa?: readonly Uint8Array[];
}

export function createWorld(): World {
  const file = new URL('../../fixtures/contests/qamqor-demo.json', import.meta.url);
  const contest = parseContestDefinition(JSON.parse(readFileSync(file, 'utf8')));
  const digest = definitionDigest(contest, (data) => new Uint8Array(createHash('sha256').update(data).digest()));
  const [ballot, otherBallot] = [12, 13].map((number) => {
    const candidate = contest.candidates.find((c) => c.number === number);
    if (candidate === undefined) throw new Error('no such candidate');
    return encodeBallot(contest, candidate, digest);
  });
  if (ballot === undefined || otherBallot === undefined) throw new Error('no ballots');
  return {
    ballot,
    otherBallot,
    rsa: side('rsa', generateRsaKey()),
    gost: side('gost', generateGostKey(random)),
  };
}

function side<K extends DevKey>(label: 'rsa' | 'gost', key: K): Side<K> {
  const ca = generateDevCa({ algorithm: key.kind, now: AT, random, rsaBits: 2048 });
  return { label, ca, key, citizen: issueCitizen(ca, { iin: IIN, key }) };
}

const nextRsaKey = rsaKeyPool(3);

/** A key of the side's kind that is neither its citizen's nor its authority's. */
export function anotherKey({ label }: Side): DevKey {
  return label === 'rsa' ? nextRsaKey() : generateGostKey(random);
}

/** Another person's certificate of this authority, with its fields replaced. */
export function leaf({ ca, key }: Side, fields: Partial<CertificateFields> = {}, signingKey: DevKey = key): Identity {
  return issueCitizen(ca, { iin: IIN, key: signingKey, fields });
}

/** The citizen's certificate with extensions replaced by identifier: `undefined` takes one out. */
export function extensionsWith(
  { ca, key }: Side,
  replaced: Readonly<Record<string, Uint8Array | undefined>>,
): Uint8Array[] {
  const kept = citizenExtensions(key, ca.intermediate.key).filter(
    (e) => !Object.keys(replaced).some((oid) => isOf(e, oid)),
  );
  return [...kept, ...Object.values(replaced).filter((e) => e !== undefined)];
}

function isOf(extension: Uint8Array, dotted: string): boolean {
  const cursor = enterTag(openDer(extension), TAG.sequence);
  return isOid(readOid(cursor), dotted);
}

/** A subject in НУЦ's shape with the given RDNs after the name. */
export function subjectWith(...rdns: readonly Rdn[]): Uint8Array {
  return derName([
    rdn(DEV_OID.commonName, 'СЫНАҚОВ АЗАМАТ'),
    rdn(DEV_OID.surname, 'СЫНАҚОВ'),
    ...rdns,
    rdn(DEV_OID.country, 'KZ'),
  ]);
}

/** A signature in NCALayer's shape by `signer`, the side's citizen unless given. */
export function signWith(signer: Identity, content: Uint8Array, options: Partial<SignCmsOptions> = {}): Uint8Array {
  return signCms({ content, signer, signingTime: AT, ...options });
}
