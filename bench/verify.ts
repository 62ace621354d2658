import { randomBytes, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { signCms } from '../src/devca/cms-builder.ts';
import { generateDevCa, issueCitizen, type DevCa } from '../src/devca/dev-ca.ts';
import { generateGostKey } from '../src/devca/gost-key.ts';
import { rsaKeyPool } from '../src/devca/rsa-key.ts';
import { toUtf8 } from '../src/encoding/bytes.ts';
import { sha256 } from '../src/signature/digest.ts';
import { createTrustSet } from '../src/signature/trust.ts';
import { verifyCms } from '../src/signature/verifier.ts';
import { createPkijsVerifier } from './pkijs-verify.ts';
import { buildOpenSslC, interleave, measure, median, medianRatio, type Contender } from './rounds.ts';

export interface VerifyBenchOptions {
  readonly rounds?: number;
  /** Of each contender in each round. */
  readonly secondsPerRound?: number;
}

/** Ballots per second of processor time of one core; medians over the rounds. Ratios are made within a round. */
export interface VerifyBenchResult {
  readonly rsa: number;
  readonly rsaOpenSslC: number | null;
  readonly rsaPkijs: number;
  readonly gost: number;
  readonly rsaToOpenSslC: number | null;
  readonly rsaToPkijs: number;
  readonly rounds: number;
}

const NOW = new Date('2026-03-01T00:00:00Z');
const BALLOTS = 32;
const CONTENT = toUtf8(JSON.stringify({ ballot: 'dauys/1', padding: 'Отдаю свой единственный голос'.repeat(12) }));

/** НУЦ's shape: leaf 2048 and authorities 4096 for RSA; GOST-512 throughout. Rounds are interleaved. */
export async function benchVerify({
  rounds = 5,
  secondsPerRound = 1,
}: VerifyBenchOptions = {}): Promise<VerifyBenchResult> {
  const folder = mkdtempSync(join(tmpdir(), 'dauys-bench-'));
  try {
    const rsa = world('rsa');
    const gost = world('gost512');
    const openSslC = openSsl(rsa, folder);
    const contenders = {
      rsa: ours(rsa),
      c: openSslC ?? (() => Number.NaN),
      pkijs: pkijs(rsa),
      gost: ours(gost),
    };
    await Promise.all([contenders.rsa(0.5), contenders.gost(0.5)]);
    const rates = await interleave(contenders, { rounds, secondsPerRound });
    return {
      rsa: Math.round(median(rates.rsa)),
      rsaOpenSslC: openSslC === null ? null : Math.round(median(rates.c)),
      rsaPkijs: Math.round(median(rates.pkijs)),
      gost: Math.round(median(rates.gost)),
      rsaToOpenSslC: openSslC === null ? null : medianRatio(rates.rsa, rates.c),
      rsaToPkijs: medianRatio(rates.rsa, rates.pkijs),
      rounds,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface World {
  readonly ca: DevCa;
  readonly ballots: readonly Uint8Array[];
}

function world(algorithm: 'rsa' | 'gost512'): World {
  const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length));
  const ca = generateDevCa({ algorithm, now: NOW, random });
  const nextKey = algorithm === 'rsa' ? rsaKeyPool(8) : () => generateGostKey(random);
  const ballots = Array.from({ length: BALLOTS }, (_, i) => {
    const signer = issueCitizen(ca, { iin: String(i).padStart(12, '0'), key: nextKey() });
    return signCms({ content: CONTENT, signer, signingTime: NOW });
  });
  return { ca, ballots };
}

function ours({ ca, ballots }: World): Contender {
  const trust = createTrustSet({ anchors: [ca.anchorDer], intermediates: [ca.intermediateDer], tsa: [] }, sha256);
  return (seconds) =>
    measure(seconds, () => {
      for (const cms of ballots) verifyCms({ cms, at: NOW }, { trust, crls: [] }, (content) => content.length);
      return ballots.length;
    });
}

function pkijs({ ca, ballots }: World): Contender {
  const verify = createPkijsVerifier(ca.anchorDer, ca.intermediateDer, NOW);
  return (seconds) =>
    measure(seconds, async () => {
      for (const cms of ballots.slice(0, 8)) await verify(cms);
      return 8;
    });
}

/** @returns null where there is no C compiler, or no OpenSSL headers */
function openSsl({ ca, ballots }: World, folder: string): Contender | null {
  const authorities = join(folder, 'authorities.pem');
  writeFileSync(
    authorities,
    [ca.anchorDer, ca.intermediateDer].map((der) => new X509Certificate(der).toString()).join(''),
  );
  const files = ballots.map((cms, i) => {
    writeFileSync(join(folder, `${i}.der`), cms);
    return join(folder, `${i}.der`);
  });
  const time = String(Math.floor(NOW.getTime() / 1000));
  return buildOpenSslC('cms-verify', folder, [authorities, time, ...files]);
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({
    options: { json: { type: 'boolean' }, rounds: { type: 'string' }, seconds: { type: 'string' } },
  });
  const result = await benchVerify({
    rounds: Number(values.rounds ?? 5),
    secondsPerRound: Number(values.seconds ?? 1),
  });
  console.log(values.json === true ? JSON.stringify(result) : result);
}
