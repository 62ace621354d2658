import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toUtf8 } from '../../src/encoding/bytes.ts';
import type { AppendPlan, BallotRow, ContestKeys, LedgerState } from '../../src/intake/ports.ts';
import { createContestKeys } from '../../src/keys/contest-keys.ts';
import { sha256 } from '../../src/signature/digest.ts';
import { appendLeaves } from '../../src/log/append.ts';
import { checkpointBody } from '../../src/log/checkpoint.ts';
import { encodeLeaf, type Leaf } from '../../src/log/leaf.ts';
import { parseVkey, signNote } from '../../src/log/note.ts';
import { createContestStore } from '../../src/storage/contest-store.ts';
import { openDatabase, type Database } from '../../src/storage/database.ts';
import { createLedger } from '../../src/storage/ledger.ts';

export const CONTEST = 'test-contest';
export const ORIGIN = 'vote.example.kz/log/test-contest';
const DIGEST = createHash('sha256').update('definition').digest();

/** What a test appends: a voter (their ballot) or an event of the contest. */
export type Item =
  | { readonly voter: string; readonly candidate?: number }
  | { readonly annuls: number }
  | { readonly erases: number }
  | Exclude<Leaf['type'], 'ballot'>;

export interface Place {
  readonly dir: string;
  readonly file: string;
  readonly keys: ContestKeys;
  remove(): void;
}

/** A directory with the keys of the test contest; the ledger file is not made yet. */
export function makePlace(): Place {
  const dir = mkdtempSync(join(tmpdir(), 'dauys-ledger-'));
  return {
    dir,
    file: join(dir, 'data', 'ledger.db'),
    keys: createContestKeys(join(dir, 'keys'), { id: CONTEST, origin: ORIGIN }),
    remove: () => {
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

export function openLedger(place: Place) {
  const db = openDatabase(place.file);
  createContestStore(db).load({ definition: definition(), digest: DIGEST, vkey: place.keys.vkey });
  return { db, ledger: createLedger(db) };
}

export function definition() {
  const text = { kk: 'Абайская область', ru: 'Абайская область' };
  return {
    id: CONTEST,
    origin: ORIGIN,
    title: text,
    timezone: 'Asia/Almaty',
    opensAt: '2025-01-01T00:00:00+05:00',
    closesAt: '2025-02-01T00:00:00+05:00',
    publication: { mode: 'live' as const },
    regions: [{ id: 'abai', name: text }],
    nominations: [{ id: 'one', title: text }],
    candidates: [
      { id: 'c-12', number: 12, name: { kk: 'Номинант № 12', ru: 'Номинант № 12' }, region: 'abai', nomination: 'one' },
    ],
  };
}

export function voterTag(voter: string): Uint8Array {
  return new Uint8Array(createHash('sha256').update(voter).digest());
}

/** A whole plan over a state, the way the sequencer makes one, with records of the given size. */
export function planOf(place: Place, items: readonly Item[], options: { bytes?: number; timeMs?: number } = {}) {
  return (state: LedgerState): AppendPlan => {
    const { bytes = 200, timeMs = 1_736_000_000_000 } = options;
    const entries = items.map((item, i) => ({ index: state.size + i, leaf: leafOf(item, timeMs), timeMs: timeMs + i }));
    const grown = appendLeaves(
      state,
      entries.map((entry) => entry.leaf),
      sha256,
    );
    const { name, keyId } = parseVkey(place.keys.vkey, sha256);
    const signer = { name, keyId, sign: (message: Uint8Array) => place.keys.signCheckpoint(message) };
    const checkpoint = signNote(checkpointBody(ORIGIN, grown.size, grown.root), [signer]);
    const ballots = items.flatMap((item, i): BallotRow[] =>
      typeof item === 'string' || !('voter' in item) ? [] : [ballotOf(item, state.size + i, bytes, timeMs + i)],
    );
    const { size, root, edge, nodes } = grown;
    return {
      entries,
      ballots,
      annulments: [],
      erasures: [],
      nodes,
      documents: [],
      head: { size, root, edge, checkpoint },
    };
  };
}

function leafOf(item: Item, timeMs: number): Uint8Array {
  const head = { contestTag: DIGEST.subarray(0, 16), time: Math.floor(timeMs / 60_000) * 60 };
  const hash = new Uint8Array(32).fill(7);
  if (typeof item !== 'string' && 'annuls' in item) {
    return encodeLeaf({ ...head, type: 'annulment', index: item.annuls, decisionCommit: hash });
  }
  if (typeof item !== 'string' && 'erases' in item) {
    return encodeLeaf({ ...head, type: 'erasure', index: item.erases, decisionSha256: hash });
  }
  if (typeof item !== 'string') {
    return encodeLeaf({
      ...head,
      type: 'ballot',
      ballotCommit: hash,
      voterTag: voterTag(item.voter),
      choiceCommit: hash,
    });
  }
  const fields = {
    definitionDigest: hash,
    trustFingerprint: voterTag(`trust ${item}`),
    keyCheck: hash,
    index: 0,
    size: 0,
    root: hash,
    tokenSha256: hash,
    protocolSha256: hash,
    decisionSha256: hash,
    decisionCommit: hash,
  };
  return encodeLeaf({ ...head, ...fields, type: item });
}

function ballotOf(
  item: Extract<Item, { readonly voter: string }>,
  index: number,
  bytes: number,
  acceptedAtMs: number,
): BallotRow {
  return {
    index,
    voterTag: voterTag(item.voter),
    candidateNumber: item.candidate ?? 12,
    acceptedAtMs,
    receipt: `receipt ${item.voter} ${index} `.padEnd(bytes, '.'),
    cms: randomBytes(bytes),
    saltBallot: randomBytes(32),
    saltChoice: randomBytes(32),
    evidence: [
      { tag: 1, value: toUtf8('12345678') },
      { tag: 3, value: toUtf8('dauys') },
    ],
  };
}

/** Appends one batch and gives its plan back. */
export function append(
  place: Place,
  db: Database,
  items: readonly Item[],
  options?: { bytes?: number; timeMs?: number },
) {
  const tags = items.flatMap((item) => (typeof item === 'string' || !('voter' in item) ? [] : [voterTag(item.voter)]));
  return createLedger(db).append(CONTEST, tags, planOf(place, items, options));
}
