import { existsSync, readFileSync } from 'node:fs';

import { fromHex } from '../../src/encoding/bytes.ts';

const FILE = '../shared/nca/gost-vectors.json';

interface File {
  readonly streebog512: Readonly<Record<string, string>>;
  readonly certs: readonly {
    readonly note: string;
    readonly keyAlg: string;
    readonly issuerPubKeyRaw: string;
    readonly tbs: string;
    readonly digest: string;
    readonly signature: string;
  }[];
}

export interface SignatureCase {
  readonly name: string;
  readonly publicKey: Uint8Array;
  readonly tbs: Uint8Array;
  readonly digest: Uint8Array;
  readonly signature: Uint8Array;
}

/** НУЦ's certificates as (key, signed bytes, digest, signature), where the shared folder is. */
export const hasGostVectors = existsSync(FILE);

function readFile(): File {
  return JSON.parse(readFileSync(FILE, 'utf8')) as File;
}

export function bytes(hex: string): Uint8Array {
  const value = fromHex(hex);
  if (value === undefined) throw new TypeError('not hex');
  return value;
}

export function digestCases(): [text: string, digest: string][] {
  return Object.entries(readFile().streebog512);
}

/** Those over the 512-bit curve; the file also has older certificates over a 256-bit one. */
export function signatureCases(): SignatureCase[] {
  return readFile()
    .certs.filter(({ keyAlg }) => keyAlg === '1.2.398.3.10.1.1.2.2')
    .map((entry) => ({
      name: entry.note,
      publicKey: bytes(entry.issuerPubKeyRaw),
      tbs: bytes(entry.tbs),
      digest: bytes(entry.digest),
      signature: bytes(entry.signature),
    }));
}
