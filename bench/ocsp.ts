import { randomBytes, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { generateDevCa, issueCitizen, newKeyLike, type DevCa, type Identity } from '../src/devca/dev-ca.ts';
import {
  buildOcspResponse,
  extendedRevokeExtension,
  issueOcspResponder,
  nonceExtension,
  responderByName,
} from '../src/devca/ocsp-builder.ts';
import { encodeCertId } from '../src/signature/cert-id.ts';
import { parseCertificate, type Certificate } from '../src/signature/certificate.ts';
import { encodeOcspRequest } from '../src/signature/ocsp-request.ts';
import { verifyOcspResponse } from '../src/signature/ocsp.ts';
import { createPkijsOcspVerifier } from './pkijs-verify.ts';
import { buildOpenSslC, interleave, measure, median, medianRatio, type Contender } from './rounds.ts';

export interface OcspBenchOptions {
  readonly rounds?: number;
  /** Of each contender in each round. */
  readonly secondsPerRound?: number;
}

/** Answers per second of processor time of one core, each signed by a delegate that travels along, as НУЦ's are. */
export interface OcspBenchResult {
  readonly rsa: number;
  /** OpenSSL verifies the delegate's certificate anew for every answer; we remember one that was good. */
  readonly rsaOpenSslC: number | null;
  readonly rsaPkijs: number;
  readonly gost: number;
  readonly rsaToOpenSslC: number | null;
  readonly rsaToPkijs: number;
  readonly rounds: number;
}

/** The real time: pkijs judges by the clock. */
const NOW = new Date();
const ANSWERS = 32;
const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length));

/** Verifying OCSP answers: parsed, held against question, nonce and time, signature verified. */
export async function benchOcsp({
  rounds = 3,
  secondsPerRound = 0.7,
}: OcspBenchOptions = {}): Promise<OcspBenchResult> {
  const folder = mkdtempSync(join(tmpdir(), 'dauys-bench-ocsp-'));
  try {
    const [rsa, gost] = [world('rsa'), world('gost512')];
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

interface Answered {
  readonly certificateDer: Uint8Array;
  readonly certId: Uint8Array;
  readonly nonce: Uint8Array;
  readonly response: Uint8Array;
}

interface World {
  readonly ca: DevCa;
  readonly issuer: Certificate;
  readonly answers: readonly Answered[];
}

function world(algorithm: 'rsa' | 'gost512'): World {
  const ca = generateDevCa({ algorithm, now: NOW, random });
  const issuer = parseCertificate(ca.intermediateDer);
  const responder = issueOcspResponder(ca, { key: newKeyLike(ca.intermediate, random) });
  const key = newKeyLike(ca.intermediate, random);
  const answers = Array.from({ length: ANSWERS }, (_, i) => {
    const { certificateDer } = issueCitizen(ca, { iin: String(i).padStart(12, '0'), key });
    const certId = encodeCertId(parseCertificate(certificateDer), issuer);
    const nonce = random(16);
    return { certificateDer, certId, nonce, response: answer(certId, nonce, responder) };
  });
  return { ca, issuer, answers };
}

function answer(certId: Uint8Array, nonce: Uint8Array, { key, name, certificateDer }: Identity): Uint8Array {
  const fields = {
    responderId: responderByName(name),
    producedAt: NOW,
    responses: [{ certId, status: { kind: 'good' }, thisUpdate: NOW }],
    extensions: [nonceExtension(nonce), extendedRevokeExtension()],
    certificates: [certificateDer],
  } as const;
  return buildOcspResponse(fields, key);
}

function ours({ issuer, answers }: World): Contender {
  const times = { at: NOW, maxAgeMs: 300_000, skewMs: 300_000 };
  return (seconds) =>
    measure(seconds, () => {
      for (const { response, certId, nonce } of answers) {
        const { status } = verifyOcspResponse(response, { certId, nonce, issuer, ...times });
        if (status.kind !== 'good') throw new Error('a wrong status');
      }
      return answers.length;
    });
}

function pkijs({ ca, answers }: World): Contender {
  const verify = createPkijsOcspVerifier(ca.anchorDer, ca.intermediateDer);
  return (seconds) =>
    measure(seconds, async () => {
      for (const { response } of answers.slice(0, 8)) await verify(response);
      return 8;
    });
}

/** @returns null where there is no C compiler, or no OpenSSL headers */
function openSsl({ ca, answers }: World, folder: string): Contender | null {
  const [anchor, issuer] = [ca.anchorDer, ca.intermediateDer].map((der) => new X509Certificate(der).toString());
  const put = (name: string, bytes: Uint8Array | string): string => {
    writeFileSync(join(folder, name), bytes);
    return join(folder, name);
  };
  const files = answers.flatMap(({ certificateDer, certId, nonce, response }, i) => [
    put(`${i}.cer`, certificateDer),
    put(`${i}.req`, encodeOcspRequest(certId, nonce)),
    put(`${i}.ocsp`, response),
  ]);
  const authorities = [put('authorities.pem', `${anchor ?? ''}${issuer ?? ''}`), put('issuer.pem', issuer ?? '')];
  const time = String(Math.floor(NOW.getTime() / 1000));
  return buildOpenSslC('ocsp-verify', folder, [...authorities, time, ...files]);
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({ options: { json: { type: 'boolean' } } });
  const result = await benchOcsp();
  console.log(values.json === true ? JSON.stringify(result) : result);
}
