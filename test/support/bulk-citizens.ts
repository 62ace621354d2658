import { createPrivateKey, sign } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createDevCa, issueCitizen, type DevCa, type Identity } from '../../src/devca/dev-ca.ts';
import type { DevKey } from '../../src/devca/dev-key.ts';
import { generateRsaKey, rsaKeyOf, type RsaDevKey } from '../../src/devca/rsa-key.ts';
import { parseCertificate } from '../../src/signature/certificate.ts';
import { random, TEST_NOW } from './ballots.ts';

/** An RSA authority with citizens 1, 2, … all of whom hold one key. */
export interface Electorate {
  readonly ca: DevCa;
  readonly citizens: readonly Identity[];
}

/** The invented ИИН of the n-th citizen. */
export function iinOf(n: number): string {
  return String(n).padStart(12, '0');
}

const CACHE = fileURLToPath(new URL('../../node_modules/.cache/dauys/', import.meta.url));

/** Throw-away people whose certificates are signed once and then kept beside the compiled sources: a minute's work. */
export async function bulkElectorate(count: number, authorityBits: 2048 | 4096 = 2048): Promise<Electorate> {
  const size = 4096 * 2 ** Math.max(0, Math.ceil(Math.log2(count / 4096)));
  const file = join(CACHE, `electorate-1-${authorityBits === 2048 ? '' : `${authorityBits}-`}${size}.bin`);
  if (existsSync(file)) return readElectorate(file);
  const keys = [authorityBits, authorityBits, 2048].map((bits) => generateRsaKey(bits));
  const [anchorKey, intermediateKey, key] = keys as [RsaDevKey, RsaDevKey, RsaDevKey];
  const ca = createDevCa({ anchorKey, intermediateKey, now: TEST_NOW, random });
  const electorate = { ca, citizens: await issueAll(ca, key, size) };
  writeElectorate(file, electorate, [anchorKey, intermediateKey, key]);
  return electorate;
}

/** Signing is what takes time, so the threads of libuv do it. */
async function issueAll(ca: DevCa, key: DevKey, count: number): Promise<Identity[]> {
  const { privateKey } = ca.intermediate.key as RsaDevKey;
  const authorityBytes = (privateKey.asymmetricKeyDetails?.modulusLength ?? 0) / 8;
  const citizens: Identity[] = [];
  for (let from = 1; from <= count; from += 1024) {
    const numbers = Array.from({ length: Math.min(1024, count - from + 1) }, (_, i) => from + i);
    citizens.push(...(await Promise.all(numbers.map(issueLater))));
  }
  return citizens;

  function issueLater(n: number): Promise<Identity> {
    let toBeSigned: Uint8Array = new Uint8Array();
    const waiting: DevKey = {
      ...ca.intermediate.key,
      sign(data) {
        toBeSigned = data;
        return new Uint8Array(authorityBytes);
      },
    };
    const unsigned = { ...ca, intermediate: { ...ca.intermediate, key: waiting } };
    const citizen = issueCitizen(unsigned, { iin: iinOf(n), key, firstName: `АЗАМАТ-${n}` });
    return new Promise((resolve, reject) => {
      sign('sha256', toBeSigned, privateKey, (error, signature) => {
        if (error !== null) reject(error);
        // The signature is the last thing in a certificate.
        citizen.certificateDer.set(signature, citizen.certificateDer.length - signature.length);
        resolve(citizen);
      });
    });
  }
}

interface Header {
  /** Of anchor, intermediate and citizens, PKCS#8 PEM. */
  readonly keys: readonly [string, string, string];
  readonly anchor: string;
  readonly intermediate: string;
  readonly lengths: readonly number[];
}

function writeElectorate(file: string, { ca, citizens }: Electorate, keys: readonly RsaDevKey[]): void {
  const pem = ({ privateKey }: RsaDevKey): string => privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const header = {
    keys: keys.map(pem),
    anchor: Buffer.from(ca.anchorDer).toString('base64'),
    intermediate: Buffer.from(ca.intermediateDer).toString('base64'),
    lengths: citizens.map(({ certificateDer }) => certificateDer.length),
  };
  mkdirSync(dirname(file), { recursive: true });
  const partial = `${file}.${process.pid}`;
  const certificates = citizens.map(({ certificateDer }) => certificateDer);
  writeFileSync(partial, Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), ...certificates]));
  renameSync(partial, file);
}

function readElectorate(file: string): Electorate {
  const bytes = readFileSync(file);
  const end = bytes.indexOf(0x0a);
  const { keys, anchor, intermediate, lengths } = JSON.parse(bytes.subarray(0, end).toString()) as Header;
  const [anchorKey, intermediateKey, key] = keys.map((pem) => rsaKeyOf(createPrivateKey(pem)));
  // Its names are those it would issue again; its certificates are the kept ones.
  const again = createDevCa({ anchorKey: anchorKey!, intermediateKey: intermediateKey!, now: TEST_NOW, random });
  const [anchorDer, intermediateDer] = [anchor, intermediate].map(
    (text) => new Uint8Array(Buffer.from(text, 'base64')),
  );
  const ca = {
    ...again,
    anchor: { ...again.anchor, certificateDer: anchorDer! },
    intermediate: { ...again.intermediate, certificateDer: intermediateDer! },
    anchorDer: anchorDer!,
    intermediateDer: intermediateDer!,
  };
  let at = end + 1;
  const citizens = lengths.map((length): Identity => {
    const certificateDer = new Uint8Array(bytes.subarray(at, (at += length)));
    const { serialNumber } = parseCertificate(certificateDer);
    return { certificateDer, name: new Uint8Array(), serialNumber, issuerName: ca.intermediate.name, key: key! };
  });
  return { ca, citizens };
}
