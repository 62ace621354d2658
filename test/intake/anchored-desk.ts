import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClockWatch } from '../../src/intake/clock-watch.ts';
import { openContestDesk, type RunningContest } from '../../src/intake/contest-desk.ts';
import { loadContest } from '../../src/intake/contests.ts';
import { loadDefinition } from '../../src/intake/open-contest.ts';
import type { TimeStamper } from '../../src/intake/ports.ts';
import type { AnchorHealth, TimeAnchorOptions } from '../../src/intake/time-anchors.ts';
import { parseLeaf, type Leaf } from '../../src/log/leaf.ts';
import { createContestKeys, loadContestKeys } from '../../src/keys/contest-keys.ts';
import { createContestStore } from '../../src/storage/contest-store.ts';
import { openDatabase, type Database } from '../../src/storage/database.ts';
import { openHighWater } from '../../src/storage/high-water.ts';
import { createLedger } from '../../src/storage/ledger.ts';
import { random, sha256, testContest } from '../support/ballots.ts';
import { frozenClock } from '../support/frozen-clock.ts';
import { until } from '../support/poll.ts';
import type { TestClock } from '../support/service.ts';

export const MINUTE = 60_000;
export const EVERY_MS = 10 * MINUTE;
export const DEFINITION = testContest('qamqor-demo');
export const ID = DEFINITION.id;
export const CONTEST = loadContest(DEFINITION, 'any', sha256);

/** An authority that the test holds in its hand. */
export interface HandStamper extends TimeStamper {
  /** What it was asked to stamp, as text. */
  readonly asked: string[];
  mode: 'up' | 'down' | 'hanging';
  /** Lets hanging exchanges end well. */
  release(): void;
}

export function handStamper(): HandStamper {
  const hanging: (() => void)[] = [];
  return {
    asked: [],
    mode: 'up',
    async stamp(data) {
      this.asked.push(Buffer.from(data).toString());
      if (this.mode === 'down') throw new Error('ECONNREFUSED');
      if (this.mode === 'hanging') await new Promise<void>((resolve) => hanging.push(resolve));
      return tokenOf(data);
    },
    release() {
      for (const resolve of hanging.splice(0)) resolve();
    },
  };
}

/** What stands for a verified token over `data`. */
export function tokenOf(data: Uint8Array): Uint8Array {
  return new Uint8Array([0x30, 0x20, ...sha256(data)]);
}

/** One process at its desk, with a connection of its own. */
export interface AnchoredDesk extends RunningContest {
  readonly db: Database;
  readonly ledger: ReturnType<typeof createLedger>;
  readonly stamper: HandStamper;
  readonly failures: unknown[];
  readonly anchored: { index: number; size: number }[];
  health(): AnchorHealth | undefined;
  vote(person: string, number?: number): ReturnType<RunningContest['submit']>;
  /** A look, and all that it began but what hangs. */
  look(): Promise<void>;
  /** Waits for all that was begun but what hangs. */
  settle(): Promise<void>;
  /** As a process that ends: stops the desk and closes its connection. */
  end(): Promise<void>;
}

export interface Place {
  readonly clock: TestClock;
  open(changes?: OpenChanges): Promise<AnchoredDesk>;
  /** Time passes, and each desk looks once a minute. */
  minutes(count: number, ...desks: readonly AnchoredDesk[]): Promise<void>;
  remove(): Promise<void>;
}

interface OpenChanges {
  readonly rows?: (rows: TimeAnchorOptions['rows']) => TimeAnchorOptions['rows'];
  readonly withoutAnchors?: boolean;
  readonly finalProtocol?: (closedIndex: number) => Promise<string>;
}

/** A ledger on disk that any number of desks share, all under one clock that stands still. */
export function makePlace(startMs = CONTEST.opensAtMs): Place {
  const directory = mkdtempSync(join(tmpdir(), 'dauys-anchors-'));
  const clock = frozenClock(new Date(startMs));
  const desks: AnchoredDesk[] = [];
  return {
    clock,
    async open(changes = {}) {
      const desk = await openDesk(directory, clock, changes);
      desks.push(desk);
      return desk;
    },
    async minutes(count, ...looking) {
      for (let i = 0; i < count; i++) {
        clock.pass(MINUTE);
        for (const desk of looking) await desk.look();
      }
    },
    async remove() {
      for (const desk of desks) await desk.end();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

export async function readLeaves({ ledger }: AnchoredDesk): Promise<Leaf[]> {
  const { size } = await ledger.state(ID);
  return (await ledger.leaves(ID, 0, size)).map(parseLeaf);
}

export async function leafTypes(desk: AnchoredDesk): Promise<string[]> {
  return (await readLeaves(desk)).map(({ type }) => type);
}

/** Sizes of the checkpoints that its authority was asked to stamp. */
export function sizesAsked({ stamper }: AnchoredDesk): number[] {
  return stamper.asked.map((note) => Number(note.split('\n')[1]));
}

async function openDesk(directory: string, clock: TestClock, changes: OpenChanges): Promise<AnchoredDesk> {
  const db = openDatabase(join(directory, 'ledger.db'));
  const highWater = openHighWater(join(directory, 'high-water.db'));
  const ledger = createLedger(db);
  const stamper = handStamper();
  const failures: unknown[] = [];
  const anchored: { index: number; size: number }[] = [];
  let health: AnchorHealth | undefined;
  const opened = await loadDefinition(DEFINITION, {
    store: createContestStore(db),
    keys: { create: (c) => createContestKeys(directory, c), load: (c) => loadContestKeys(directory, c) },
    rows: ledger,
    sha256,
  });
  const timeAnchors: TimeAnchorOptions = {
    rows: changes.rows?.(ledger) ?? ledger,
    stamper,
    everyMs: EVERY_MS,
    onAnchored: (anchor) => anchored.push(anchor),
    onFailure: (cause) => failures.push(cause),
    onChecked: (found) => (health = found),
  };
  const desk = await openContestDesk(opened, {
    ledger,
    highWater,
    clock,
    clockWatch: createClockWatch(clock),
    trustFingerprint: new Uint8Array(32).fill(7),
    softwareVersion: 'dauys/test',
    revocation: { mode: 'off', ocspMaxAgeMs: 0, skewMs: 0 },
    sha256,
    random,
    finalProtocol: (_, closedIndex) => (changes.finalProtocol ?? (async (at) => `{"closed":${at}}`))(closedIndex),
    onCommitUnknown: (error) => failures.push(error),
    onRolledBack: (error) => failures.push(error),
    onCommitted: () => undefined,
    timeAnchors: changes.withoutAnchors === true ? undefined : timeAnchors,
  });
  let ended = false;
  return {
    ...desk,
    db,
    ledger,
    stamper,
    failures,
    anchored,
    health: () => health,
    vote: (person, number = 12) =>
      desk.submit({
        kind: 'ballot',
        voterTag: sha256(Buffer.from(person)),
        candidate: opened.contest.candidatesByNumber.get(number)!,
        cms: random(16),
        acceptedAtMs: clock.nowMs(),
        evidence: [],
      }),
    async look() {
      await desk.tick();
      await settle();
    },
    settle,
    async end() {
      if (ended) return;
      ended = true;
      await desk.stop();
      highWater.close();
      db.close();
    },
  };

  async function settle(): Promise<void> {
    // A token at hand is in the queue once all that is resolved has run.
    await new Promise((resolve) => setImmediate(resolve));
    await until(() => desk.waiting() === 0);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
