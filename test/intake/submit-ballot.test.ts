import { beforeEach, describe, expect, it } from '@jest/globals';
import { DauysError } from '../../src/domain/errors.ts';
import { createClockWatch } from '../../src/intake/clock-watch.ts';
import { loadContest } from '../../src/intake/contests.ts';
import type { Outcome, PendingItem } from '../../src/intake/plan.ts';
import type { StoredBallot, VerifiedBallot } from '../../src/intake/ports.ts';
import { submitBallot, type SubmitBallotPorts } from '../../src/intake/submit-ballot.ts';
import { sha256, testContest, verifiedBallot } from '../support/ballots.ts';
import { frozenClock } from '../support/frozen-clock.ts';
import type { TestClock } from '../support/service.ts';

const contest = loadContest(testContest('qamqor-demo'), 'vkey', sha256);
const OPEN = contest.opensAtMs + 1000;
const RECEIPT = '{"status":"accepted"}';

/** What the ports are asked, in order, and what they answer. */
interface Script {
  readonly calls: string[];
  verdict: () => VerifiedBallot;
  gate: 'new' | 'seen' | 'unknown';
  stored: StoredBallot | undefined;
  outcome: Outcome;
  opened: boolean;
  readonly submitted: PendingItem[];
  readonly hinted: [string, number][];
}

let script: Script;
let clock: TestClock;
let ports: SubmitBallotPorts;

beforeEach(() => {
  clock = frozenClock(new Date(OPEN));
  script = {
    calls: [],
    verdict: () => verifiedBallot('000000000012', 12),
    gate: 'new',
    stored: undefined,
    outcome: { kind: 'accepted', index: 4, receipt: RECEIPT },
    opened: true,
    submitted: [],
    hinted: [],
  };
  const asked = <T>(call: string, answer: T): T => {
    script.calls.push(call);
    return answer;
  };
  ports = {
    desk: (id) =>
      id !== contest.definition.id
        ? undefined
        : {
            contest,
            keys: { voterMac: (message) => sha256(message) },
            submit: async (item) => {
              script.submitted.push(item);
              return asked('submit', script.outcome);
            },
            confirm: async () => {
              asked('confirm', undefined);
            },
            lastEntryTimeMs: () => contest.opensAtMs,
            hasOpened: () => script.opened,
          },
    verifier: {
      verify: async () => {
        script.calls.push('verify');
        return script.verdict();
      },
    },
    gate: { mark: async () => asked('gate', script.gate) },
    ledger: { findBallot: async () => asked('ledger', script.stored) },
    hints: { hint: (...hint) => script.hinted.push(hint) },
    clockWatch: createClockWatch(clock),
  };
});

const submit = (changes: { contestId?: string; candidateId?: string; acceptedAtMs?: number } = {}) =>
  submitBallot({ contestId: 'qamqor-demo', cms: Uint8Array.of(0x30), acceptedAtMs: OPEN, ...changes }, ports);
const stored = (candidateNumber: number): StoredBallot => ({ index: 3, candidateNumber, receipt: RECEIPT });

describe('submitBallot', () => {
  it('verifies, asks the gate, commits, and only then hints at the tally', async () => {
    expect(await submit()).toEqual({ created: true, receipt: RECEIPT });
    expect(script.calls).toEqual(['verify', 'gate', 'submit']);
    expect(script.hinted).toEqual([['qamqor-demo', 4]]);
    expect(script.submitted).toMatchObject([
      { kind: 'ballot', cms: Uint8Array.of(0x30), acceptedAtMs: OPEN, candidate: { number: 12 } },
    ]);
  });

  it('refuses an unknown contest or candidate before anything is verified', async () => {
    await expect(submit({ contestId: 'another' })).toRejectWithCode('contest-unknown');
    await expect(submit({ candidateId: 'n999' })).toRejectWithCode('candidate-unknown');
    expect(script.calls).toEqual([]);
  });

  it.each(['signature-invalid', 'ballot-malformed', 'busy'] as const)(
    'refuse-after-verify: asks neither gate nor ledger of a ballot refused with %s',
    async (code) => {
      script.stored = stored(13);
      script.verdict = () => {
        throw new DauysError(code, 'made to refuse');
      };
      await expect(submit()).toRejectWithCode(code);
      await expect(submit({ acceptedAtMs: contest.closesAtMs })).toRejectWithCode(code);
      expect(script.calls).toEqual(['verify', 'verify']);
    },
  );

  it('one person is one voter tag, whatever the candidate and the bytes', async () => {
    await submit();
    script.verdict = () => verifiedBallot('000000000012', 13);
    await submit();
    script.verdict = () => verifiedBallot('000000000013', 13);
    await submit();
    const tags = script.submitted.map((item) =>
      item.kind === 'ballot' ? Buffer.from(item.voterTag).toString('hex') : '',
    );
    expect(tags[1]).toBe(tags[0]);
    expect(tags[2]).not.toBe(tags[0]);
  });
});

describe('no answer of the gate decides', () => {
  it('seen leads to the ledger, and on when it holds nothing', async () => {
    script.gate = 'seen';
    expect(await submit()).toEqual({ created: true, receipt: RECEIPT });
    expect(script.calls).toEqual(['verify', 'gate', 'ledger', 'submit']);
  });

  it.each(['new', 'unknown'] as const)('%s leads straight to the transaction, which looks anyway', async (answer) => {
    script.gate = answer;
    expect(await submit()).toEqual({ created: true, receipt: RECEIPT });
    expect(script.calls).toEqual(['verify', 'gate', 'submit']);
  });

  it('seen with a ballot in the ledger gives its receipt, confirmed on disk, or refuses another candidate', async () => {
    script.gate = 'seen';
    script.stored = stored(12);
    expect(await submit()).toEqual({ created: false, receipt: RECEIPT });
    expect(script.calls).toEqual(['verify', 'gate', 'ledger', 'confirm']);
    script.stored = stored(13);
    await expect(submit()).toRejectWithCode('already-voted');
    expect(script.submitted).toEqual([]);
  });

  it('new with a ballot in the ledger is caught under the write lock', async () => {
    script.outcome = { kind: 'repeated', receipt: RECEIPT };
    expect(await submit()).toEqual({ created: false, receipt: RECEIPT });
    script.outcome = { kind: 'refused', code: 'already-voted' };
    await expect(submit()).toRejectWithCode('already-voted');
    expect(script.calls).not.toContain('ledger');
    expect(script.hinted).toEqual([]);
  });
});

describe('server-time: the window', () => {
  it.each([
    ['voting-not-open', contest.opensAtMs - 1],
    ['', contest.opensAtMs],
    ['', contest.closesAtMs - 1],
    ['voting-closed', contest.closesAtMs],
  ])('answers "%s" to a ballot whose last byte came at %d', async (code, acceptedAtMs) => {
    if (code === '') expect((await submit({ acceptedAtMs })).created).toBe(true);
    else await expect(submit({ acceptedAtMs })).toRejectWithCode(code);
  });

  it('looks into the ledger before it says closed, and leaves the gate alone', async () => {
    script.stored = stored(12);
    expect(await submit({ acceptedAtMs: contest.closesAtMs })).toEqual({ created: false, receipt: RECEIPT });
    script.stored = stored(13);
    await expect(submit({ acceptedAtMs: contest.closesAtMs })).toRejectWithCode('already-voted');
    script.stored = undefined;
    await expect(submit({ acceptedAtMs: contest.closesAtMs })).toRejectWithCode('voting-closed');
    expect(script.calls.filter((call) => call === 'gate' || call === 'submit')).toEqual([]);
  });

  it('says voting-closed when the closing entry came first', async () => {
    script.outcome = { kind: 'refused', code: 'voting-closed' };
    await expect(submit()).toRejectWithCode('voting-closed');
  });

  it.each([600_000, -600_000])(
    'under a clock stepped by %d ms says busy outside and takes ballots inside',
    async (step) => {
      clock.step(step);
      await expect(submit({ acceptedAtMs: contest.opensAtMs - 1 })).toRejectWithCode('busy');
      await expect(submit({ acceptedAtMs: contest.closesAtMs })).toRejectWithCode('busy');
      expect((await submit()).created).toBe(true);
      // Voting was never seen open: a stepped clock does not open it.
      script.opened = false;
      await expect(submit()).toRejectWithCode('busy');
    },
  );
});

describe('a fault of the program', () => {
  it('is internal, not a vote', async () => {
    script.outcome = { kind: 'unneeded' };
    await expect(submit()).toRejectWithCode('internal');
    script.verdict = () => verifiedBallot('000000000012', 999);
    await expect(submit()).toRejectWithCode('ballot-wrong-content');
  });
});
