import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExportManifest } from './audit/export-manifest.ts';
import { countExport, planExport, type ExportPlanOptions } from './audit/export-plan.ts';
import { createJudge } from './audit/export-verdict.ts';
import type { ExportSource } from './audit/export-source.ts';
import type { Config } from './config.ts';
import { DauysError } from './domain/errors.ts';
import { toHex } from './encoding/bytes.ts';
import { createAgeEncryption } from './files/age-files.ts';
import { findEarlier, publishedDirectory } from './files/export-shelf.ts';
import { openExportDirectory, type EarlierExport } from './files/export-writer.ts';
import { openTrust, type Trust } from './installation.ts';
import { loadContest } from './intake/contests.ts';
import type { ContestRow } from './intake/ports.ts';
import { sha256 } from './signature/digest.ts';
import { createContestStore } from './storage/contest-store.ts';
import { openDatabase, type Database } from './storage/database.ts';
import { createExportReader, type ExportReader } from './storage/export-reader.ts';
import { openExportSource } from './storage/export-source.ts';

export interface ExportOrder {
  readonly contest: string;
  readonly directory: string;
  readonly part: ExportPlanOptions['part'];
  /** Goes on with an export that was begun in the directory. */
  readonly resume: boolean;
  /** An earlier size of the log, at which a checkpoint was signed; the newest one unless given. */
  readonly size?: number | undefined;
  /** age recipients of the restricted part; without one it is written open. */
  readonly recipients?: readonly string[];
  /** Also writes every CMS with the service's verdict on it. */
  readonly withVerdicts?: boolean;
  /** Entries done, entries in all. */
  readonly onProgress: (done: number, total: number) => void;
}

export interface Exported {
  readonly directory: string;
  readonly manifest: ExportManifest;
  /** Revocation lists (SHA-256, hex) that ballots name and that are not among the lists kept. */
  readonly missingLists: readonly string[];
}

/**
 * Copies one contest's ledger into a directory for auditors while the service runs.
 * @throws DauysError `export-failed`, `contest-unknown`, `config-invalid`, `ledger-corrupt`
 */
export async function exportContest(order: ExportOrder, config: Config): Promise<Exported> {
  return withGround(order.contest, config, (ground) => writeExport(order, ground));
}

/** Where finished exports are published, beside the ledger. */
export function shelfOf({ dataDirectory }: Config): string {
  return join(dataDirectory, 'exports');
}

/**
 * Exports the newest log for the service to give out: the restricted part encrypted to the configured auditors, and
 * not at all without any, or while the contest's choices are under embargo. What is published already stays.
 * @throws DauysError as {@link exportContest}
 */
export async function publishExport(
  { contest, onProgress }: Pick<ExportOrder, 'contest' | 'onProgress'>,
  config: Config,
): Promise<Exported> {
  return withGround(contest, config, (ground) => {
    const reader = createExportReader(ground.db, contest, { size: undefined, sha256 });
    const isSecret = ground.row.definition.publication.mode === 'afterClose' && reader.state.closedIndex === undefined;
    const recipients = isSecret ? [] : config.auditors;
    const { size } = reader.head();
    const shelf = shelfOf(config);
    const directory = publishedDirectory(shelf, { contest, size, recipients });
    mkdirSync(shelf, { recursive: true, mode: 0o700 });
    const part = recipients.length === 0 ? 'public' : 'all';
    const earlier = part === 'all' ? findEarlier(shelf, { contest, size, recipients }) : undefined;
    return writeExport({ contest, directory, part, resume: true, size, recipients, onProgress }, ground, earlier);
  });
}

interface Ground {
  readonly config: Config;
  readonly db: Database;
  readonly row: ContestRow;
  readonly trust: Trust;
}

async function withGround<T>(contest: string, config: Config, use: (ground: Ground) => Promise<T>): Promise<T> {
  const trust = openTrust(config);
  const db = openDatabase(join(config.dataDirectory, 'ledger.db'), { readonly: true });
  try {
    const row = createContestStore(db)
      .list()
      .find(({ definition }) => definition.id === contest);
    if (row === undefined) throw new DauysError('contest-unknown', 'no such contest is loaded');
    return await use({ config, db, row, trust });
  } finally {
    db.close();
  }
}

async function writeExport(order: ExportOrder, ground: Ground, earlier?: EarlierExport): Promise<Exported> {
  const { contest, part, directory, resume, withVerdicts = false } = order;
  const { config, db, row, trust } = ground;
  const recipients = part === 'public' ? [] : [...new Set(order.recipients)].sort();
  const encrypt = createAgeEncryption(recipients);
  const target = openExportDirectory(directory, { contest, part, withVerdicts, recipients }, resume);
  if (target.finished !== undefined) return { directory, manifest: target.finished, missingLists: [] };
  const reader = createExportReader(db, contest, { size: target.begunSize ?? order.size, sha256 });
  if (reader.state.trustFingerprint !== toHex(trust.set.fingerprint)) {
    throw new DauysError('config-invalid', 'the trust directory is not the one that the log names');
  }
  const missing = new Set<string>();
  const list = (name: string): Uint8Array | undefined => {
    const found = readList(config.dataDirectory, name);
    if (found === undefined) missing.add(name);
    return found;
  };
  const source = await openExportSource(reader, row, { trust: certificatesOf(trust), list, sha256 });
  const options = { part, judge: withVerdicts ? judgeOf(ground, list) : undefined };
  const total = countExport(source, options);
  let done = 0;
  const { size, checkpoint } = source;
  const files = unlessErased(planExport(source, options), reader);
  const onProgress = (entries: number): void => {
    order.onProgress((done += entries), total);
  };
  const manifest = await target.write({ size, checkpoint, files, encrypt, earlier, onProgress });
  return { directory, manifest, missingLists: [...missing].sort() };
}

/** An erasure on the way leaves records behind that this size still had: such an export would contradict itself. */
function* unlessErased<T>(files: Iterable<T>, reader: ExportReader): Iterable<T> {
  yield* files;
  if (reader.erasedSince() > 0) {
    throw new DauysError('export-failed', 'a record was erased since: begin anew in an empty directory');
  }
}

function judgeOf({ row, trust }: Ground, list: ExportSource['list']) {
  const { candidates, ballots } = loadContest(row.definition, row.vkey, sha256);
  const byNumber = [...candidates.values()].flatMap(({ id, number }) => {
    const ballot = ballots.get(id);
    return ballot === undefined ? [] : [[number, ballot] as const];
  });
  return createJudge({ trust: trust.set, ballots: new Map(byNumber), list });
}

function certificatesOf({ set }: Trust): ExportSource['trust'] {
  const derOf = (group: readonly { readonly der: Uint8Array }[]): Uint8Array[] => group.map(({ der }) => der);
  return { anchors: derOf(set.anchors), intermediates: derOf(set.intermediates), tsa: derOf(set.tsa) };
}

function readList(dataDirectory: string, name: string): Uint8Array | undefined {
  const path = join(dataDirectory, 'lists', `${name}.crl`);
  return existsSync(path) ? readFileSync(path) : undefined;
}
