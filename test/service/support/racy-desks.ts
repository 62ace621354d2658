import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import type { ContestDefinition } from '../../../src/domain/contest.ts';
import { isDauysError } from '../../../src/domain/errors.ts';
import { toHex } from '../../../src/encoding/bytes.ts';
import { createClockWatch } from '../../../src/intake/clock-watch.ts';
import { openContestDesk } from '../../../src/intake/contest-desk.ts';
import { ledgerOnlyGate } from '../../../src/intake/ledger-only-gate.ts';
import { loadDefinition } from '../../../src/intake/open-contest.ts';
import type { Ledger, LogRows, StoredBallot } from '../../../src/intake/ports.ts';
import { submitBallot } from '../../../src/intake/submit-ballot.ts';
import { createContestKeys, loadContestKeys } from '../../../src/keys/contest-keys.ts';
import { createContestStore } from '../../../src/storage/contest-store.ts';
import { openHighWater } from '../../../src/storage/high-water.ts';
import { createLedger } from '../../../src/storage/ledger.ts';
import { random, sha256, verifiedBallot } from '../../support/ballots.ts';
import { createTestClock } from '../../support/service.ts';
import type { RaceAnswer } from './one-vote.ts';

export interface RacyOptions {
  readonly directory: string;
  readonly contest: ContestDefinition;
  /** Leaves the tables as they are: then the unique index alone stands against the double vote. */
  readonly uniqueIndex: boolean;
}

export interface RacyService {
  vote(iin: string, number: number): Promise<RaceAnswer>;
  leaves(): Promise<readonly Uint8Array[]>;
  stop(): Promise<void>;
}

/**
 * How the intake must not be built: it asks whether the person has voted before the transaction instead of inside it.
 * One such service; several of them over one directory race.
 */
export async function startRacyService({ directory, contest, uniqueIndex }: RacyOptions): Promise<RacyService> {
  const db = openTables(join(directory, 'racy.db'), uniqueIndex);
  const highWater = openHighWater(join(directory, 'racy-high-water.db'));
  const ledger = racy(createLedger(db));
  const opened = await loadDefinition(contest, {
    store: createContestStore(db),
    keys: { create: (c) => createContestKeys(directory, c), load: (c) => loadContestKeys(directory, c) },
    rows: ledger,
    sha256,
  });
  const clock = createTestClock();
  const clockWatch = createClockWatch(clock);
  const desk = await openContestDesk(opened, {
    ledger,
    highWater,
    clock,
    clockWatch,
    trustFingerprint: new Uint8Array(32),
    softwareVersion: 'test',
    revocation: { mode: 'off', ocspMaxAgeMs: 0, skewMs: 0 },
    sha256,
    random,
    finalProtocol: () => Promise.resolve(''),
    onCommitUnknown: () => undefined,
    onRolledBack: () => undefined,
    onCommitted: () => undefined,
  });

  async function vote(iin: string, number: number): Promise<RaceAnswer> {
    const verifier = {
      verify: () => Promise.resolve(verifiedBallot(iin, number)),
    };
    const ports = {
      desk: () => desk,
      verifier,
      gate: ledgerOnlyGate,
      ledger,
      hints: { hint: () => undefined },
      clockWatch,
    };
    const ballot = { contestId: contest.id, cms: random(8), acceptedAtMs: clock.nowMs() };
    try {
      const { created, receipt } = await submitBallot(ballot, ports);
      return { status: created ? 201 : 200, body: receipt, code: '' };
    } catch (error) {
      const code = isDauysError(error) ? error.code : 'internal';
      return { status: code === 'already-voted' ? 409 : 503, body: '', code };
    }
  }

  return {
    vote,
    leaves: async () => ledger.leaves(contest.id, 0, (await ledger.head(contest.id))?.size ?? 0),
    async stop() {
      await desk.stop();
      highWater.close();
      db.close();
    },
  };
}

/** Check, then insert: whoever votes in between is not seen. */
function racy(ledger: Ledger & LogRows): Ledger & LogRows {
  return {
    ...ledger,
    async append(contestId, voterTags, plan) {
      const ballots = new Map<string, StoredBallot>();
      for (const tag of voterTags) {
        const stored = await ledger.findBallot(contestId, tag);
        if (stored !== undefined) ballots.set(toHex(tag), stored);
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
      return ledger.append(contestId, [], (state) => plan({ ...state, ballots }));
    },
  };
}

function read(migration: string): string {
  return readFileSync(new URL(`../../../src/storage/migrations/${migration}.sql`, import.meta.url), 'utf8');
}

function openTables(file: string, uniqueIndex: boolean): SqliteDatabase.Database {
  const db = new SqliteDatabase(file);
  db.pragma('journal_mode = WAL');
  const sql = read('001-ledger');
  const authority = /,\s*UNIQUE \(contest, voter_tag\)/;
  if (!authority.test(sql)) throw new Error('the tables have no unique index on voter tags');
  const isNew = db.pragma('user_version', { simple: true }) === 0;
  if (isNew) {
    db.exec(uniqueIndex ? sql : sql.replace(authority, ''));
    // What a ledger asks of every state; ballots have no part in it.
    db.exec(`${read('002-tally')} ${read('006-decisions')}`);
    db.pragma('user_version = 1');
  }
  return db;
}
