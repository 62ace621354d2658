import { beforeEach, describe, expect, it } from '@jest/globals';
import { DauysError } from '../../src/domain/errors.ts';
import type { Outcome } from '../../src/intake/plan.ts';
import type { HighWaterMark } from '../../src/intake/ports.ts';
import { createSequencer, type Sequencer, type SequencerOptions } from '../../src/intake/sequencer.ts';
import { ballotOf, context, createMemoryLedger, type MemoryLedger } from './memory-ledger.ts';

const NEVER_MS = 1e8;

let ledger: MemoryLedger;
let marks: number[];
let raise: HighWaterMark['raise'];
let unknown: DauysError[];
let rolledBack: unknown[];
let committed: { size: number; items: number }[];

beforeEach(() => {
  ledger = createMemoryLedger();
  marks = [];
  raise = async (_, size) => void marks.push(size);
  unknown = [];
  rolledBack = [];
  committed = [];
});

function start(changes: Partial<SequencerOptions> = {}): Sequencer {
  return createSequencer({
    ledger,
    highWater: { read: () => undefined, raise: (...args) => raise(...args) },
    context,
    maxWaiting: 100,
    maxBatch: 8,
    gatherMs: 0,
    onCommitUnknown: (error) => unknown.push(error),
    onRolledBack: (cause) => rolledBack.push(cause),
    onCommitted: ({ size, items }) => committed.push({ size, items }),
    monotonicMs: () => 0,
    ...changes,
  });
}

const people = (count: number, from = 0): ReturnType<typeof ballotOf>[] =>
  Array.from({ length: count }, (_, i) => ballotOf(`person ${from + i}`));

const codeOf = (error: unknown): string => (error instanceof DauysError ? error.code : 'another error');

/** Kind of each outcome, or the code of the refusal. */
async function settle(outcomes: readonly Promise<Outcome>[]): Promise<string[]> {
  const settled = await Promise.allSettled(outcomes);
  return settled.map((result) => (result.status === 'fulfilled' ? result.value.kind : codeOf(result.reason)));
}

async function receiptOf(outcome: Promise<Outcome>): Promise<string> {
  const settled = await outcome;
  return 'receipt' in settled ? settled.receipt : '';
}

describe('group commit', () => {
  it('takes what comes together into one transaction under one checkpoint', async () => {
    const sequencer = start();
    expect(await settle(people(5).map(sequencer.submit))).toEqual(Array.from({ length: 5 }, () => 'accepted'));
    expect(ledger.batches).toEqual([5]);
    expect(committed).toEqual([{ size: 5, items: 5 }]);
    expect(marks).toEqual([5]);
  });

  it('fills batches up to their limit, in order of arrival, one at a time', async () => {
    const sequencer = start();
    const outcomes = await Promise.all(people(20).map(sequencer.submit));
    expect(outcomes.map((outcome) => (outcome.kind === 'accepted' ? outcome.index : -1))).toEqual([
      ...Array(20).keys(),
    ]);
    expect(ledger.batches).toEqual([8, 8, 4]);
    expect(ledger.mostAtOnce()).toBe(1);
  });

  it('does not let a full batch wait for company', async () => {
    const sequencer = start({ gatherMs: NEVER_MS });
    expect(await settle(people(8).map(sequencer.submit))).toHaveLength(8);
    expect(ledger.batches).toEqual([8]);
  });

  it('says how much waits', async () => {
    const sequencer = start();
    const outcomes = people(3).map(sequencer.submit);
    expect(sequencer.waiting()).toBe(3);
    await settle(outcomes);
    expect(sequencer.waiting()).toBe(0);
  });
});

describe('the bounded queue', () => {
  it('answers "busy" at once when it is full, and takes ballots again when it is not', async () => {
    const sequencer = start({ maxWaiting: 4 });
    const taken = people(4).map(sequencer.submit);
    await expect(sequencer.submit(ballotOf('late'))).toRejectWithCode('busy');
    await settle(taken);
    expect(await settle([sequencer.submit(ballotOf('late'))])).toEqual(['accepted']);
    expect(ledger.size()).toBe(5);
  });
});

describe('durable: a receipt leaves after COMMIT and after the high-water mark', () => {
  it('is held until the mark is on disk', async () => {
    let onDisk: (() => void) | undefined;
    raise = () => new Promise((resolve) => (onDisk = resolve));
    const sequencer = start();
    let left = false;
    const outcome = sequencer.submit(ballotOf('a')).finally(() => (left = true));
    while (onDisk === undefined) await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    expect(ledger.size()).toBe(1);
    expect(left).toBe(false);
    onDisk();
    expect((await outcome).kind).toBe('accepted');
  });

  it('a repeated ballot alone writes nothing and raises nothing', async () => {
    const sequencer = start();
    const receipt = await receiptOf(sequencer.submit(ballotOf('a')));
    expect(await receiptOf(sequencer.submit(ballotOf('a')))).toBe(receipt);
    expect(marks).toEqual([1]);
    expect(committed).toHaveLength(1);
  });
});

describe('append-only, burn-nothing: batches that fail', () => {
  it('failed and not stored: "busy" to all, the process is told to exit, and after the restart all are accepted', async () => {
    ledger.failNext('not-stored');
    expect(await settle(people(3).map(start().submit))).toEqual(['busy', 'busy', 'busy']);
    expect(unknown.map(codeOf)).toEqual(['commit-unknown']);
    expect(rolledBack).toEqual([]);
    expect(marks).toEqual([]);
    expect(await settle(people(3).map(start().submit))).toEqual(['accepted', 'accepted', 'accepted']);
  });

  it('failed but stored: "busy" to all, the process is told to exit, and after the restart the stored receipts are given', async () => {
    ledger.failNext('stored');
    expect(await settle(people(3).map(start().submit))).toEqual(['busy', 'busy', 'busy']);
    expect(unknown.map(codeOf)).toEqual(['commit-unknown']);
    expect(marks).toEqual([]);
    expect(await settle(people(3).map(start().submit))).toEqual(['repeated', 'repeated', 'repeated']);
    expect(ledger.size()).toBe(3);
  });

  it('rolled back before COMMIT, as by a full disk: "busy" to all, and the next batch goes on without an exit', async () => {
    const sequencer = start();
    ledger.failNext('busy');
    expect(await settle(people(3).map(sequencer.submit))).toEqual(['busy', 'busy', 'busy']);
    expect(unknown).toEqual([]);
    expect(rolledBack.map(codeOf)).toEqual(['busy']);
    expect(await settle(people(3).map(sequencer.submit))).toEqual(['accepted', 'accepted', 'accepted']);
  });

  it('no-rollback: stored but not marked: no receipt leaves, and the process is told to exit', async () => {
    raise = () => Promise.reject(new Error('EIO'));
    const sequencer = start();
    expect(await settle(people(2).map(sequencer.submit))).toEqual(['busy', 'busy']);
    expect(unknown.map(codeOf)).toEqual(['commit-unknown']);
    expect(committed).toEqual([]);
    expect(ledger.size()).toBe(2);
  });

  it('a fault of the program in a plan takes nobody’s vote and no exit', async () => {
    const broken = { ...context, random: () => new Uint8Array(3) };
    expect(await settle(people(2).map(start({ context: broken }).submit))).toEqual(['busy', 'busy']);
    expect(unknown).toEqual([]);
    expect(rolledBack).toHaveLength(1);
    expect(await settle(people(2).map(start().submit))).toEqual(['accepted', 'accepted']);
  });
});

describe('a stop', () => {
  it('takes nothing new, and settles at once what it has taken', async () => {
    const sequencer = start({ gatherMs: NEVER_MS });
    const taken = people(3).map(sequencer.submit);
    const stopped = sequencer.stop();
    await expect(sequencer.submit(ballotOf('late'))).toRejectWithCode('busy');
    await stopped;
    expect(sequencer.waiting()).toBe(0);
    expect(await settle(taken)).toEqual(['accepted', 'accepted', 'accepted']);
  });

  it('resolves where nothing waits', async () => {
    await start().stop();
    expect(ledger.batches).toEqual([]);
  });
});
