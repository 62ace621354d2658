import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createLogResources, type LogResources } from '../src/intake/log-resources.ts';

import { extendTree, type TreeState } from '../src/log/append.ts';
import { checkpointBody } from '../src/log/checkpoint.ts';
import { formatVkey, parseVkey, signNote, type NoteSigner } from '../src/log/note.ts';
import { sha256 } from '../src/signature/digest.ts';
import { openDatabase, type Database } from '../src/storage/database.ts';
import { createLedger } from '../src/storage/ledger.ts';

const CONTEST = 'bench';
const ORIGIN = 'vote.example.kz/log/bench';
const CHUNK = 65_536;

export interface LogBenchOptions {
  /** Entries to measure at, ascending. */
  readonly sizes?: readonly number[];
  readonly secondsEach?: number;
}

export interface LogBenchResult {
  readonly entries: number;
  readonly proofsPerSecond: number;
  readonly hashTilesPerSecond: number;
  readonly upperTilesPerSecond: number;
  readonly entryBundlesPerSecond: number;
  readonly databaseMiB: number;
}

/** Reads of random proofs and tiles from SQLite on one core, at each size of one growing log. */
export async function benchLog(options: LogBenchOptions = {}): Promise<LogBenchResult[]> {
  const { sizes = [10_000, 1_000_000], secondsEach = 2 } = options;
  const directory = mkdtempSync(join(tmpdir(), 'dauys-bench-log-'));
  const db = openDatabase(join(directory, 'ledger.sqlite'));
  try {
    const signer = createSigner();
    insertContest(db, signer.vkey);
    const resources = createLogResources(createLedger(db), sha256);
    const results: LogBenchResult[] = [];
    let tree: TreeState = { size: 0, edge: [] };
    for (const entries of sizes) {
      tree = fill(db, tree, entries, signer.note);
      results.push({ entries, ...(await measure(resources, entries, secondsEach)), databaseMiB: sizeOf(db) });
    }
    return results;
  } finally {
    db.close();
    rmSync(directory, { recursive: true });
  }
}

async function measure(
  log: LogResources,
  entries: number,
  seconds: number,
): Promise<Omit<LogBenchResult, 'entries' | 'databaseMiB'>> {
  const tiles = Math.floor(entries / 256);
  const upper = Math.floor(tiles / 256);
  const random = (below: number): number => Math.floor(Math.random() * below);
  return {
    proofsPerSecond: await rate(() => log.inclusionProof(CONTEST, random(entries)), seconds),
    hashTilesPerSecond: await rate(() => log.tile(CONTEST, 0, random(tiles), 256), seconds),
    // Below 65,536 entries the only tile of level 1 is partial.
    upperTilesPerSecond: await rate(
      () => (upper === 0 ? log.tile(CONTEST, 1, 0, tiles) : log.tile(CONTEST, 1, random(upper), 256)),
      seconds,
    ),
    entryBundlesPerSecond: await rate(() => log.tile(CONTEST, 'entries', random(tiles), 256), seconds),
  };
}

async function rate(read: () => Promise<unknown>, seconds: number): Promise<number> {
  for (let i = 0; i < 20; i++) await read();
  const start = performance.now();
  let done = 0;
  while (performance.now() - start < seconds * 1000) {
    if ((await read()) === undefined) throw new Error('a resource inside the log was not found');
    done++;
  }
  return Math.round((done * 1000) / (performance.now() - start));
}

/** Writes leaves that look like ballots past the sequencer: rows of the log only, in a few large transactions. */
function fill(db: Database, from: TreeState, size: number, signer: NoteSigner): TreeState {
  const entry = db.prepare('INSERT INTO entry (contest, idx, leaf, time_ms) VALUES (?, ?, ?, ?)');
  const node = db.prepare('INSERT INTO node (contest, level, idx, hash) VALUES (?, ?, ?, ?)');
  const head = db.prepare(
    `INSERT INTO head (contest, size, root, edge, checkpoint, last_time_ms) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (contest) DO UPDATE SET size = excluded.size, root = excluded.root, edge = excluded.edge,
       checkpoint = excluded.checkpoint, last_time_ms = excluded.last_time_ms`,
  );
  let tree = from;
  const addChunk = db.transaction((count: number) => {
    const leaves = Array.from({ length: count }, ballotLike);
    const grown = extendTree(tree, leaves, sha256);
    for (const [i, leaf] of leaves.entries()) entry.run(CONTEST, tree.size + i, leaf, 0);
    for (const { level, index, hash } of grown.nodes) node.run(CONTEST, level, index, hash);
    const checkpoint = signNote(checkpointBody(ORIGIN, grown.size, grown.root), [signer]);
    head.run(CONTEST, grown.size, grown.root, Buffer.concat(grown.edge), checkpoint, 0);
    tree = grown;
  });
  while (tree.size < size) addChunk(Math.min(CHUNK, size - tree.size));
  return tree;
}

/** 128 bytes with the magic and the type of a ballot, the rest random. */
function ballotLike(): Uint8Array {
  const leaf = randomBytes(128);
  leaf.set([0x44, 0x59, 0x53, 0x31, 1, 0, 0, 0]);
  return leaf;
}

function insertContest(db: Database, vkey: string): void {
  const contest = db.prepare('INSERT INTO contest (id, definition, digest, vkey) VALUES (?, ?, ?, ?)');
  contest.run(CONTEST, JSON.stringify({ id: CONTEST }), Buffer.alloc(32), vkey);
}

function createSigner(): { readonly vkey: string; readonly note: NoteSigner } {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  const vkey = formatVkey(ORIGIN, raw, sha256);
  const { keyId } = parseVkey(vkey, sha256);
  return { vkey, note: { name: ORIGIN, keyId, sign: (message) => sign(null, message, privateKey) } };
}

function sizeOf(db: Database): number {
  const pages = Number(db.pragma('page_count', { simple: true }));
  return Math.round((pages * Number(db.pragma('page_size', { simple: true }))) / 2 ** 20);
}

if (import.meta.filename === process.argv[1]) {
  const { values } = parseArgs({ options: { json: { type: 'boolean' }, sizes: { type: 'string' } } });
  const sizes = values.sizes?.split(',').map(Number);
  const results = await benchLog(sizes === undefined ? {} : { sizes });
  if (values.json === true) console.log(JSON.stringify({ ok: true, log: results }));
  else console.table(results);
}
