import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { DauysError } from '../domain/errors.ts';
import { EVIDENCE } from '../domain/evidence.ts';
import { parseCrlRecord } from '../signature/crl-record.ts';
import { errorCode, type Database } from './connection.ts';
import { splitEvidence } from './ledger-blobs.ts';

const LIST_FILE = /^([0-9a-f]{64})\.crl$/;
const CHUNK_BYTES = 1024 * 1024;
const ROWS_BETWEEN_TELLING = 4096;
const MAX_REMEMBERED = 1024;

type Tell = (done: number, total: number) => void;

const EVIDENCE_ROWS = 'SELECT evidence FROM ballot_secret UNION ALL SELECT evidence FROM annulment_signature';

/**
 * Which revocation lists the ballots and annulments of a ledger were decided by: reads the evidence of each, one at a time.
 * @returns SHA-256 in hex, each once
 */
export function findNamedLists(db: Database, tell: Tell): ReadonlySet<string> {
  const total = db.prepare<[], number>(`SELECT count(*) FROM (${EVIDENCE_ROWS})`).pluck().get() ?? 0;
  const rows = db.prepare<[], Buffer>(EVIDENCE_ROWS).pluck();
  const named = new Set<string>();
  const read = new Set<string>();
  let done = 0;
  for (const evidence of rows.iterate()) {
    if (done % ROWS_BETWEEN_TELLING === 0) tell(done, total);
    done++;
    const record = splitEvidence(evidence).find(({ tag }) => tag === EVIDENCE.crlRecord)?.value;
    if (record === undefined) continue;
    // Whoever votes under the same lists has the same record.
    const text = Buffer.from(record).toString('latin1');
    if (read.has(text)) continue;
    for (const { sha256 } of parseCrlRecord(record).lists) named.add(sha256);
    if (read.size === MAX_REMEMBERED) read.clear();
    read.add(text);
  }
  tell(total, total);
  return named;
}

/**
 * Copies every kept list, each verified by the SHA-256 that is its name.
 * @returns how many
 * @throws DauysError `backup-failed` naming a list that is not what its name says, or is named and not there
 */
export async function copyLists(
  from: string,
  to: string,
  { named, tell }: { readonly named: ReadonlySet<string>; readonly tell: Tell },
): Promise<number> {
  const kept = keptLists(from);
  for (const sha256 of named) {
    if (!kept.includes(sha256))
      throw failed(`the list ${sha256}.crl, which ballots were decided by, is not in ${from}`);
  }
  if (kept.length === 0) return 0;
  mkdirSync(to, { mode: 0o700 });
  for (const [done, sha256] of kept.entries()) {
    tell(done, kept.length);
    const digest = await copyWhole(join(from, `${sha256}.crl`), join(to, `${sha256}.crl`));
    if (digest !== sha256) throw failed(`the list ${sha256}.crl in ${from} is damaged`);
  }
  tell(kept.length, kept.length);
  return kept.length;
}

function keptLists(directory: string): string[] {
  try {
    return readdirSync(directory).flatMap((name) => LIST_FILE.exec(name)?.[1] ?? []);
  } catch (error) {
    // A service that never decided by lists has none.
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

/** @returns hex SHA-256 of what was written, which is on disk for good. */
async function copyWhole(from: string, to: string): Promise<string> {
  const hash = createHash('sha256');
  const source = await open(from, 'r');
  try {
    const target = await open(to, 'wx', 0o600);
    try {
      const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
      for (;;) {
        const { bytesRead } = await source.read(chunk, 0, CHUNK_BYTES);
        if (bytesRead === 0) break;
        const part = chunk.subarray(0, bytesRead);
        hash.update(part);
        await target.writeFile(part);
      }
      await target.sync();
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
  return hash.digest('hex');
}

function failed(what: string): DauysError {
  return new DauysError('backup-failed', what);
}
