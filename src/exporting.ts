import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExportManifest } from './audit/export-manifest.ts';
import { countExport, planExport, type ExportPlanOptions } from './audit/export-plan.ts';
import type { ExportedProtocol, ExportSource } from './audit/export-source.ts';
import type { Config } from './config.ts';
import { DauysError } from './domain/errors.ts';
import { toHex } from './encoding/bytes.ts';
import { openExportDirectory } from './files/export-writer.ts';
import { openTrust, type Trust } from './installation.ts';
import { createLogResources } from './intake/log-resources.ts';
import type { ContestRow } from './intake/ports.ts';
import { sha256 } from './signature/digest.ts';
import { createContestStore } from './storage/contest-store.ts';
import { openDatabase, type Database } from './storage/database.ts';
import { createExportReader, type ExportReader } from './storage/export-reader.ts';
import { protocolCsv } from './tally/protocol-csv.ts';
import type { Protocol } from './tally/protocol.ts';

export interface ExportOrder {
  readonly contest: string;
  readonly directory: string;
  readonly part: ExportPlanOptions['part'];
  /** Goes on with an export that was begun in the directory. */
  readonly resume: boolean;
  /** An earlier size of the log, at which a checkpoint was signed; the newest one unless given. */
  readonly size?: number | undefined;
  /** Entries done, entries in all. */
  readonly onProgress: (done: number, total: number) => void;
}

export interface Exported {
  readonly manifest: ExportManifest;
  /** Revocation lists (SHA-256, hex) that ballots name and that are not among the lists kept. */
  readonly missingLists: readonly string[];
}

/**
 * Copies one contest's ledger into a directory for auditors while the service runs.
 * @throws DauysError `export-failed`, `contest-unknown`, `config-invalid`, `ledger-corrupt`
 */
export async function exportContest(order: ExportOrder, config: Config): Promise<Exported> {
  const trust = openTrust(config);
  const db = openDatabase(join(config.dataDirectory, 'ledger.db'), { readonly: true });
  try {
    const row = createContestStore(db)
      .list()
      .find(({ definition }) => definition.id === order.contest);
    if (row === undefined) throw new DauysError('contest-unknown', 'no such contest is loaded');
    return await writeExport(order, config, { db, row, trust });
  } finally {
    db.close();
  }
}

interface Ground {
  readonly db: Database;
  readonly row: ContestRow;
  readonly trust: Trust;
}

async function writeExport(order: ExportOrder, config: Config, { db, row, trust }: Ground): Promise<Exported> {
  const { contest, part, directory, resume, onProgress } = order;
  const kind = { contest, part, withVerdicts: false, recipients: [] };
  const target = openExportDirectory(directory, kind, resume);
  if (target.finished !== undefined) return { manifest: target.finished, missingLists: [] };
  const reader = createExportReader(db, contest, { size: target.begunSize ?? order.size, sha256 });
  if (reader.state.trustFingerprint !== toHex(trust.set.fingerprint)) {
    throw new DauysError('config-invalid', 'the trust directory is not the one that the log names');
  }
  const missingLists: string[] = [];
  const source = await openSource(reader, row, trust, (name) => {
    const list = readList(config.dataDirectory, name);
    if (list === undefined) missingLists.push(name);
    return list;
  });
  const options = { part };
  const total = countExport(source, options);
  let done = 0;
  const manifest = await target.write({
    size: source.size,
    checkpoint: source.checkpoint,
    files: unlessErased(planExport(source, options), reader),
    encrypt: undefined,
    onProgress(entries) {
      done += entries;
      onProgress(done, total);
    },
  });
  return { manifest, missingLists };
}

/** An erasure on the way leaves records behind that this size still had: such an export would contradict itself. */
function* unlessErased<T>(files: Iterable<T>, reader: ExportReader): Iterable<T> {
  yield* files;
  if (reader.erasedSince() > 0) {
    throw new DauysError('export-failed', 'a record was erased since: begin anew in an empty directory');
  }
}

async function openSource(
  reader: ExportReader,
  { definition, vkey }: ContestRow,
  { set }: Trust,
  list: ExportSource['list'],
): Promise<ExportSource> {
  const { size, checkpoint } = reader.head();
  const derOf = (group: readonly { readonly der: Uint8Array }[]): Uint8Array[] => group.map(({ der }) => der);
  return {
    ...reader,
    contestId: definition.id,
    size,
    checkpoint,
    definition,
    vkey,
    isClosed: reader.state.closedIndex !== undefined,
    protocol: await protocolOf(reader, definition.id),
    trust: { anchors: derOf(set.anchors), intermediates: derOf(set.intermediates), tsa: derOf(set.tsa) },
    sha256,
    list,
  };
}

/** As it is answered over HTTP while the log has this size. */
async function protocolOf(reader: ExportReader, contest: string): Promise<ExportedProtocol | undefined> {
  const { protocolIndex } = reader.state;
  if (protocolIndex === undefined) return undefined;
  const rows = {
    head: async () => reader.head(),
    leaves: async (_: string, from: number, to: number) => reader.leaves(from, to),
    nodes: async (_: string, level: number, from: number, to: number) => reader.nodes(level, from, to),
    openings: async () => [],
    timeAnchors: async () => [],
  };
  const text = reader.document(protocolIndex);
  const proof = await createLogResources(rows, sha256).inclusionProof(contest, protocolIndex);
  if (text === undefined || proof === undefined) {
    throw new DauysError('ledger-corrupt', 'the protocol entry has no document');
  }
  const digest = toHex(sha256(Buffer.from(text)));
  return {
    answer: `{"protocol":${text},"proof":${JSON.stringify(proof)}}`,
    csv: protocolCsv(JSON.parse(text) as Protocol, digest),
  };
}

function readList(dataDirectory: string, name: string): Uint8Array | undefined {
  const path = join(dataDirectory, 'lists', `${name}.crl`);
  return existsSync(path) ? readFileSync(path) : undefined;
}
