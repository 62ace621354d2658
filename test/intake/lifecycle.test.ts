import { beforeEach, describe, expect, it } from '@jest/globals';
import { toUtf8 } from '../../src/encoding/bytes.ts';
import { createClockWatch } from '../../src/intake/clock-watch.ts';
import { loadContest } from '../../src/intake/contests.ts';
import { createLifecycle, type Lifecycle } from '../../src/intake/lifecycle.ts';
import type { LogEvent } from '../../src/intake/log-events.ts';
import type { LedgerState } from '../../src/intake/ports.ts';
import { sha256, testContest } from '../support/ballots.ts';
import { frozenClock } from '../support/frozen-clock.ts';
import type { TestClock } from '../support/service.ts';

const contest = loadContest(testContest('qamqor-demo'), 'vkey', sha256);
const TRUST = new Uint8Array(32).fill(7);
const HEX = '07'.repeat(32);
const SECOND = 1000;

/** A log of events in memory, with whatever lifecycles are told to share it. */
function createLog() {
  const events: LogEvent[] = [];
  let state: LedgerState = {
    size: 0,
    edge: [],
    lastTimeMs: 0,
    closedIndex: undefined,
    protocolIndex: undefined,
    trustFingerprint: undefined,
    anchoredSize: 0,
    annulled: new Map(),
    erased: new Map(),
    ballots: new Map(),
  };
  return {
    events,
    types: () => events.map(({ type }) => type),
    change: (changes: Partial<LedgerState>) => {
      state = { ...state, ...changes };
    },
    state: async () => state,
    append: (event: LogEvent) => {
      const index = state.size;
      events.push(event);
      state = {
        ...state,
        size: index + 1,
        lastTimeMs: Math.max(state.lastTimeMs, event.timeMs),
        ...(event.type === 'closed' ? { closedIndex: index } : {}),
        ...(event.type === 'protocol' ? { protocolIndex: index } : {}),
        ...(event.type === 'opened' || event.type === 'trust-changed' ? { trustFingerprint: HEX } : {}),
      };
      return { kind: 'appended' as const, index };
    },
  };
}

let log: ReturnType<typeof createLog>;
let clock: TestClock;
let protocolsAsked: number[];

function start(startMs: number, trustFingerprint = TRUST, annulmentMs = 0): Lifecycle {
  clock = frozenClock(new Date(startMs));
  return createLifecycle({
    contest,
    keys: { voterMac: (message) => sha256(message) },
    ledger: { state: log.state, timeMs: async (_, index) => log.events[index]?.timeMs },
    annulmentMs,
    clock,
    clockWatch: createClockWatch(clock),
    trustFingerprint,
    sha256,
    submit: async (item) => {
      if (item.kind !== 'event') throw new Error('a ballot');
      return log.append(item.event);
    },
    finalProtocol: async (closedIndex) => {
      protocolsAsked.push(closedIndex);
      return `protocol up to ${closedIndex}`;
    },
  });
}

beforeEach(() => {
  log = createLog();
  protocolsAsked = [];
});

describe('begin', () => {
  it('opens an empty log with the trust fingerprint and the check value of the voter key', async () => {
    const lifecycle = start(contest.opensAtMs - SECOND);
    await lifecycle.begin();
    expect(log.events).toEqual([
      { type: 'opened', timeMs: contest.opensAtMs - SECOND, trustFingerprint: TRUST, keyCheck: expect.anything() },
    ]);
    expect(lifecycle.lastEntryTimeMs()).toBe(contest.opensAtMs - SECOND);
  });

  it('adds nothing when it starts again, and the new trust set when it has changed', async () => {
    await start(contest.opensAtMs).begin();
    await start(contest.opensAtMs + SECOND).begin();
    expect(log.types()).toEqual(['opened']);
    await start(contest.opensAtMs + SECOND, new Uint8Array(32).fill(8)).begin();
    expect(log.types()).toEqual(['opened', 'trust-changed']);
  });
});

describe('server-time: tick', () => {
  const closing = contest.closesAtMs + 30 * SECOND;

  it('appends the closing entry 30 seconds after closesAt and not a millisecond before, then the protocol', async () => {
    const lifecycle = start(closing - 1);
    await lifecycle.begin();
    await lifecycle.tick();
    expect(log.types()).toEqual(['opened']);
    expect(lifecycle.state()).toBe('closing');
    clock.pass(1);
    await lifecycle.tick();
    expect(log.types()).toEqual(['opened', 'closed', 'protocol']);
    expect(log.events[2]).toEqual({
      type: 'protocol',
      timeMs: closing,
      size: 2,
      text: 'protocol up to 1',
      digest: sha256(toUtf8('protocol up to 1')),
    });
    expect(lifecycle.state()).toBe('closed');
    expect(lifecycle.progress()).toMatchObject({ closedIndex: 1, protocolIndex: 2 });
    await lifecycle.tick();
    expect(log.events).toHaveLength(3);
    expect(protocolsAsked).toEqual([1]);
  });

  it('leaves the commission its time between closing entry and protocol, counted from the entry', async () => {
    const lifecycle = start(closing, TRUST, 600 * SECOND);
    await lifecycle.begin();
    await lifecycle.tick();
    expect(log.types()).toEqual(['opened', 'closed']);
    clock.pass(600 * SECOND - 1);
    await lifecycle.tick();
    expect(log.types()).toEqual(['opened', 'closed']);
    // A process that starts later comes to the same moment.
    const later = start(closing + 600 * SECOND, TRUST, 600 * SECOND);
    await later.tick();
    expect(log.types()).toEqual(['opened', 'closed', 'protocol']);
  });

  it('waits with the protocol while the clock is not trusted', async () => {
    const lifecycle = start(closing, TRUST, 600 * SECOND);
    await lifecycle.begin();
    await lifecycle.tick();
    clock.step(3600 * SECOND);
    await lifecycle.tick();
    expect(log.types()).toEqual(['opened', 'closed']);
  });

  it('has the protocol cover the last annulment', async () => {
    const lifecycle = start(closing, TRUST, SECOND);
    await lifecycle.begin();
    await lifecycle.tick();
    log.change({ size: 5, annulled: new Map([[1, 3]]) });
    clock.pass(SECOND);
    await lifecycle.tick();
    expect(log.events.at(-1)).toMatchObject({ type: 'protocol', size: 4 });
  });

  it('writes the protocol of a log that another process closed before it crashed', async () => {
    const lifecycle = start(closing);
    await lifecycle.begin();
    log.append({ type: 'closed', timeMs: closing });
    await lifecycle.tick();
    expect(log.types()).toEqual(['opened', 'closed', 'protocol']);
  });

  it.each([600 * SECOND, -600 * SECOND])('closes nothing while the clock has stepped by %d ms', async (stepMs) => {
    const lifecycle = start(closing + 700 * SECOND);
    await lifecycle.begin();
    clock.step(stepMs);
    await lifecycle.tick();
    expect(log.types()).toEqual(['opened']);
    clock.step(-stepMs);
    await lifecycle.tick();
    expect(log.types()).toEqual(['opened', 'closed', 'protocol']);
  });

  it('closes nothing while the clock stands before the last entry', async () => {
    const lifecycle = start(closing);
    await lifecycle.begin();
    log.change({ lastTimeMs: closing + 10 * SECOND });
    await lifecycle.tick();
    expect(log.types()).toEqual(['opened']);
    clock.pass(10 * SECOND);
    await lifecycle.tick();
    expect(log.types()).toEqual(['opened', 'closed', 'protocol']);
  });

  it('gives the protocol no time before the closing entry', async () => {
    const lifecycle = start(closing);
    await lifecycle.begin();
    log.append({ type: 'closed', timeMs: closing + 500 });
    await lifecycle.tick();
    expect(log.events.map(({ timeMs }) => timeMs)).toEqual([closing, closing + 500, closing + 500]);
  });
});

describe('server-time: hasOpened and state', () => {
  it('opens at opensAt under a trusted clock', async () => {
    const lifecycle = start(contest.opensAtMs - 1);
    await lifecycle.begin();
    expect([lifecycle.hasOpened(), lifecycle.state()]).toEqual([false, 'before']);
    clock.pass(1);
    await lifecycle.tick();
    expect([lifecycle.hasOpened(), lifecycle.state()]).toEqual([true, 'open']);
  });

  it('does not open by a step of the clock', async () => {
    const lifecycle = start(contest.opensAtMs - SECOND);
    await lifecycle.begin();
    clock.step(600 * SECOND);
    await lifecycle.tick();
    expect([lifecycle.hasOpened(), lifecycle.state()]).toEqual([false, 'before']);
  });

  it('stays what it was while the clock is not trusted', async () => {
    const lifecycle = start(contest.closesAtMs - SECOND);
    await lifecycle.begin();
    for (const stepMs of [600 * SECOND, -600 * SECOND]) {
      clock.step(stepMs);
      await lifecycle.tick();
      expect([lifecycle.hasOpened(), lifecycle.state()]).toEqual([true, 'open']);
      clock.step(-stepMs);
    }
  });

  it('knows from the log that voting was open, where the clock after a restart cannot tell', async () => {
    log.change({ size: 5, lastTimeMs: contest.opensAtMs + 3600 * SECOND, trustFingerprint: HEX });
    const lifecycle = start(contest.opensAtMs - 3600 * SECOND);
    await lifecycle.begin();
    expect([lifecycle.hasOpened(), lifecycle.state()]).toEqual([true, 'open']);
  });
});
