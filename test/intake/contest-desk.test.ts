import { beforeEach, describe, expect, it } from '@jest/globals';
import { createClockWatch } from '../../src/intake/clock-watch.ts';
import { openContestDesk, type RunningContest } from '../../src/intake/contest-desk.ts';
import { ledgerOnlyGate } from '../../src/intake/ledger-only-gate.ts';
import type { ContestKeys, HighWaterMark } from '../../src/intake/ports.ts';
import { submitBallot, type SubmitResult } from '../../src/intake/submit-ballot.ts';
import { random, sha256, verifiedBallot } from '../support/ballots.ts';
import { frozenClock } from '../support/frozen-clock.ts';
import { ACCEPTED_AT_MS, CONTEST, context, createMemoryLedger, VKEY, type MemoryLedger } from './memory-ledger.ts';

const keys: ContestKeys = {
  vkey: VKEY,
  signCheckpoint: (body) => context.signer.sign(body),
  voterMac: (message) => sha256(message),
};

let ledger: MemoryLedger;
let mark: { size: number; root: Uint8Array } | undefined;
let diskFails: boolean;
let told: string[];
const highWater: HighWaterMark = {
  read: () => mark,
  async raise(_, size, root) {
    if (diskFails) throw Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR_FSYNC' });
    if (size > (mark?.size ?? -1)) mark = { size, root };
  },
};

beforeEach(() => {
  ledger = createMemoryLedger();
  mark = undefined;
  diskFails = false;
  told = [];
});

const ALMA = '000000000001';
const clock = frozenClock(new Date(ACCEPTED_AT_MS));

/** One process at its desk. */
function start(): Promise<RunningContest> {
  return openContestDesk(
    { contest: CONTEST, keys },
    {
      ...context,
      ledger,
      highWater,
      clock,
      clockWatch: createClockWatch(clock),
      finalProtocol: async () => '{}',
      onCommitUnknown: () => told.push('exit'),
      onRolledBack: () => told.push('rolled back'),
      onCommitted: () => undefined,
    },
  );
}

function vote(desk: RunningContest, person: string, number = 12): Promise<SubmitResult> {
  return submitBallot(
    { contestId: CONTEST.definition.id, cms: random(8), acceptedAtMs: ACCEPTED_AT_MS },
    {
      desk: () => desk,
      verifier: {
        verify: async () => verifiedBallot(person, number),
      },
      gate: ledgerOnlyGate,
      ledger,
      hints: { hint: () => undefined },
      clockWatch: createClockWatch(clock),
    },
  );
}

describe('no-rollback: receipts that another process stored', () => {
  it('leave only once the mark covers them', async () => {
    const first = await start();
    diskFails = true;
    await expect(vote(first, ALMA)).toRejectWithCode('busy');
    expect(told).toEqual(['exit']);
    // Another process finds the ballot in the ledger; the mark does not cover it yet.
    const second = await start();
    await expect(vote(second, ALMA)).toRejectWithCode('busy');
    expect(told).toEqual(['exit', 'rolled back']);
    diskFails = false;
    const { created, receipt } = await vote(second, ALMA);
    expect(created).toBe(false);
    expect(mark!.size).toBe(2);
    expect(await vote(second, ALMA)).toEqual({ created: false, receipt });
  });

  it('burn-nothing: after a failure that stored nothing the same ballot is a first one', async () => {
    const first = await start();
    ledger.failNext('not-stored');
    await expect(vote(first, ALMA)).toRejectWithCode('busy');
    const { created } = await vote(await start(), ALMA, 13);
    expect(created).toBe(true);
    await expect(vote(first, ALMA)).toRejectWithCode('already-voted');
  });
});
