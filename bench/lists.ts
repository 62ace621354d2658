import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { issueCrl } from '../src/devca/crl-builder.ts';
import { daysFrom, generateDevCa, issueCitizen, type DevCa } from '../src/devca/dev-ca.ts';
import { parseCertificate, type Certificate } from '../src/signature/certificate.ts';
import { openSharedCrl, type SharedCrl } from '../src/signature/crl-shared.ts';
import { findRevocation, parseCrl, type CertificateList } from '../src/signature/crl.ts';
import { sha256 } from '../src/signature/digest.ts';
import { createListLoader } from '../src/workers/list-loader.ts';
import { entriesOf, randomSerials } from './intake/lists.ts';

export interface ListsBenchOptions {
  readonly entries?: number;
  readonly secondsEach?: number;
}

/** A list of НУЦ's size: 20-octet serials and a reason for each entry. */
export interface ListsBenchResult {
  readonly entries: number;
  readonly mebibytes: number;
  readonly parseMs: number;
  readonly indexMs: number;
  /** Resident memory at its highest beyond that before parsing, which has the list's bytes in it. At most. */
  readonly parseMebibytes: number;
  /** `openssl crl` reading the same file; null without OpenSSL. */
  readonly openSslMs: number | null;
  readonly hitsPerSecond: number;
  readonly missesPerSecond: number;
  /** What a ballot costs: dates, scope, signer and look-up, in the list shared by the thread that loaded it. */
  readonly decisionsPerSecond: number;
  /** In a thread of its own: read, verified, indexed, shared. */
  readonly loadRsaMs: number;
  readonly loadGostMs: number;
  /** The longest the main thread stood still while the RSA list was loaded. */
  readonly stallMs: number;
  readonly openMs: number;
}

const NOW = new Date('2026-03-01T00:00:00Z');
const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length));

/** Loading a national list, and looking certificates up in it. */
export async function benchLists(options: ListsBenchOptions = {}): Promise<ListsBenchResult> {
  const { entries = 422_000, secondsEach = 1 } = options;
  const folder = mkdtempSync(join(tmpdir(), 'dauys-bench-lists-'));
  const [rsa, gost] = [listOf('rsa', entries), listOf('gost512', entries)];
  const trust = { anchors: [rsa, gost].map(({ ca }) => ca.anchorDer), intermediates: intermediatesOf(rsa, gost) };
  const loader = createListLoader(trust);
  try {
    // The thread's own start is not what is measured.
    await loader.load(listOf('rsa', 1, rsa.ca).der);
    const loaded = await measureLoad(() => loader.load(rsa.der));
    const loadedGost = await measureLoad(() => loader.load(gost.der));
    const file = join(folder, 'list.crl');
    writeFileSync(file, rsa.der);
    return {
      entries,
      mebibytes: round(rsa.der.length / 2 ** 20),
      ...parseInChild(file),
      openSslMs: timeOpenSsl(file),
      ...lookUps(rsa, loaded.shared, secondsEach),
      loadRsaMs: loaded.ms,
      loadGostMs: loadedGost.ms,
      stallMs: loaded.stallMs,
    };
  } finally {
    await loader.close();
    rmSync(folder, { recursive: true });
  }
}

interface BenchList {
  readonly ca: DevCa;
  readonly der: Uint8Array;
  readonly serials: Uint8Array;
}

function listOf(algorithm: 'rsa' | 'gost512', entries: number, ca?: DevCa): BenchList {
  const issuer = ca ?? generateDevCa({ algorithm, now: NOW, random, rsaBits: 4096 });
  const serials = randomSerials(entries);
  const revoked = entriesOf(serials, NOW);
  const dates = { thisUpdate: daysFrom(NOW, -1), nextUpdate: daysFrom(NOW, 1) };
  return { ca: issuer, der: issueCrl(issuer.intermediate, { ...dates, revoked }), serials };
}

function intermediatesOf(...lists: readonly BenchList[]): Uint8Array[] {
  return lists.map(({ ca }) => ca.intermediateDer);
}

interface Load {
  readonly shared: SharedCrl;
  readonly ms: number;
  readonly stallMs: number;
}

async function measureLoad(load: () => Promise<SharedCrl>): Promise<Load> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const start = performance.now();
  const shared = await load();
  const ms = round(performance.now() - start);
  delay.disable();
  return { shared, ms, stallMs: round(delay.max / 1e6) };
}

function lookUps(
  { ca, serials }: BenchList,
  shared: SharedCrl,
  seconds: number,
): Pick<ListsBenchResult, 'hitsPerSecond' | 'missesPerSecond' | 'decisionsPerSecond' | 'openMs'> {
  const citizen = issueCitizen(ca, { iin: '000000000001', key: ca.intermediate.key });
  const path = [citizen, ca.intermediate, ca.anchor].map(({ certificateDer }) => parseCertificate(certificateDer));
  const start = performance.now();
  const list = openSharedCrl(shared, path, sha256);
  const openMs = round(performance.now() - start);
  const misses = randomBytes(serials.length);
  return {
    openMs,
    hitsPerSecond: rate(seconds, finder(list, serials, 1)),
    missesPerSecond: rate(seconds, finder(list, misses, 0)),
    decisionsPerSecond: rate(seconds, decider(path, list)),
  };
}

const BATCH = 1000;

function finder(list: CertificateList, serials: Uint8Array, expected: number): () => number {
  let at = 0;
  return () => {
    for (let i = 0; i < BATCH; i++, at = (at + 20) % serials.length) {
      if (list.serials.find(serials.subarray(at, at + 20)).length !== expected) throw new Error('a wrong look-up');
    }
    return BATCH;
  };
}

function decider(path: readonly Certificate[], list: CertificateList): () => number {
  return () => {
    for (let i = 0; i < BATCH; i++) {
      if (findRevocation(path, [list], NOW).status !== 'good') throw new Error('a wrong decision');
    }
    return BATCH;
  };
}

function rate(seconds: number, batch: () => number): number {
  for (let i = 0; i < 20; i++) batch();
  const start = performance.now();
  let done = 0;
  while (performance.now() - start < seconds * 1000) done += batch();
  return Math.round((done * 1000) / (performance.now() - start));
}

type ParseCost = Pick<ListsBenchResult, 'parseMs' | 'indexMs' | 'parseMebibytes'>;

/** In a process that has done nothing else, so that its highest memory tells of this alone. */
function parseInChild(file: string): ParseCost {
  const args = ['--import', 'tsx', import.meta.filename, '--parse', file];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as ParseCost;
}

function parseOnce(file: string): ParseCost {
  const bytes = new Uint8Array(readFileSync(file));
  const before = process.memoryUsage().rss;
  const start = performance.now();
  const list = parseCrl(bytes);
  const parsed = performance.now();
  list.serials.table();
  const indexed = performance.now();
  return {
    parseMs: round(parsed - start),
    indexMs: round(indexed - parsed),
    parseMebibytes: round(process.resourceUsage().maxRSS / 1024 - before / 2 ** 20),
  };
}

function timeOpenSsl(file: string): number | null {
  const start = performance.now();
  const { status } = spawnSync('openssl', ['crl', '-inform', 'DER', '-in', file, '-noout']);
  return status === 0 ? round(performance.now() - start) : null;
}

const round = (value: number): number => Math.round(value * 10) / 10;

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({
    options: { json: { type: 'boolean' }, entries: { type: 'string' }, parse: { type: 'string' } },
  });
  if (values.parse === undefined) {
    const result = await benchLists(values.entries === undefined ? {} : { entries: Number(values.entries) });
    console.log(values.json === true ? JSON.stringify(result) : result);
  } else console.log(JSON.stringify(parseOnce(values.parse)));
}
