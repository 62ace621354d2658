import { randomBytes, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { generateDevCa, newKeyLike, type DevCa } from '../src/devca/dev-ca.ts';
import { buildTimeStampToken, issueTsa } from '../src/devca/time-stamp-builder.ts';
import { parseCertificate, type Certificate } from '../src/signature/certificate.ts';
import { verifyTimeStampToken } from '../src/signature/time-stamp.ts';
import { buildOpenSslC, interleave, measure, median, medianRatio, type Contender } from './rounds.ts';

export interface TimeStampsBenchOptions {
  readonly rounds?: number;
  readonly secondsPerRound?: number;
}

/** Tokens per second of processor time of one core, over 256 bytes: a ballot's RSA signature. */
export interface TimeStampsBenchResult {
  readonly rsa: number;
  /** OpenSSL verifies the authority's certificate anew for every token; ours is one of the trust set. */
  readonly rsaOpenSslC: number | null;
  readonly gost: number;
  readonly rsaToOpenSslC: number | null;
  readonly rounds: number;
}

const TOKENS = 32;
const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length));

/** Verifying time-stamp tokens of an authority that the trust set names. */
export async function benchTimeStamps({
  rounds = 3,
  secondsPerRound = 0.7,
}: TimeStampsBenchOptions = {}): Promise<TimeStampsBenchResult> {
  const folder = mkdtempSync(join(tmpdir(), 'dauys-bench-time-stamps-'));
  try {
    const [rsa, gost] = [world('rsa'), world('gost512')];
    const openSslC = openSsl(rsa, folder);
    const contenders = { rsa: ours(rsa), c: openSslC ?? (() => Number.NaN), gost: ours(gost) };
    await Promise.all([contenders.rsa(0.5), contenders.gost(0.5)]);
    const rates = await interleave(contenders, { rounds, secondsPerRound });
    return {
      rsa: Math.round(median(rates.rsa)),
      rsaOpenSslC: openSslC === null ? null : Math.round(median(rates.c)),
      gost: Math.round(median(rates.gost)),
      rsaToOpenSslC: openSslC === null ? null : medianRatio(rates.rsa, rates.c),
      rounds,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Stamped {
  readonly data: Uint8Array;
  readonly token: Uint8Array;
}

interface World {
  readonly ca: DevCa;
  readonly tsa: readonly Certificate[];
  readonly stamps: readonly Stamped[];
}

/** Around the real time: OpenSSL judges a token by the clock. */
function world(algorithm: 'rsa' | 'gost512'): World {
  const now = new Date();
  const ca = generateDevCa({ algorithm, now, random });
  const identity = issueTsa(ca, { key: newKeyLike(ca.intermediate, random) });
  const { digestAlgorithm, digest } = identity.key;
  const stamps = Array.from({ length: TOKENS }, () => {
    const data = random(256);
    const imprint = { algorithm: digestAlgorithm, digest: digest(data) };
    return { data, token: buildTimeStampToken({ imprint, serialNumber: random(8), genTime: now }, identity) };
  });
  return { ca, tsa: [parseCertificate(identity.certificateDer)], stamps };
}

function ours({ tsa, stamps }: World): Contender {
  return (seconds) =>
    measure(seconds, () => {
      for (const { data, token } of stamps) verifyTimeStampToken(token, { data, tsa });
      return stamps.length;
    });
}

/** @returns null where there is no C compiler, or no OpenSSL headers */
function openSsl({ ca, stamps }: World, folder: string): Contender | null {
  const put = (name: string, bytes: Uint8Array | string): string => {
    writeFileSync(join(folder, name), bytes);
    return join(folder, name);
  };
  const authorities = [ca.anchorDer, ca.intermediateDer].map((der) => new X509Certificate(der).toString());
  const files = stamps.flatMap(({ data, token }, i) => [put(`${i}.data`, data), put(`${i}.tst`, token)]);
  return buildOpenSslC('time-stamp-verify', folder, [put('authorities.pem', authorities.join('')), ...files]);
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({ options: { json: { type: 'boolean' } } });
  const result = await benchTimeStamps();
  console.log(values.json === true ? JSON.stringify(result) : result);
}
