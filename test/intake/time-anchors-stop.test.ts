import { describe, expect, it } from '@jest/globals';
import type { Outcome } from '../../src/intake/plan.ts';
import { createTimeAnchors } from '../../src/intake/time-anchors.ts';
import { sha256 } from '../support/ballots.ts';
import { frozenClock } from '../support/frozen-clock.ts';

/** An authority under way, and all that was told meanwhile. */
async function begin() {
  const told: string[] = [];
  let answer: { resolve(token: Uint8Array): void; reject(error: Error): void } | undefined;
  const head = { size: 1, root: new Uint8Array(32), checkpoint: 'log\n1\nAAAA\n\n' };
  const entry = { index: 0, timeMs: 0 };
  const anchors = createTimeAnchors({
    contestId: 'demo',
    everyMs: 1000,
    clock: frozenClock(new Date(5000)),
    clockWatch: { isTrusted: () => true },
    sha256,
    rows: {
      anchorProgress: async () => ({
        head,
        anchoredSize: 0,
        newest: entry,
        oldestUnanchored: entry,
        closedIndex: undefined,
        protocolIndex: undefined,
        lastTimeMs: 0,
      }),
      checkpointAt: async () => head.checkpoint,
    },
    stamper: {
      stamp: () =>
        new Promise((resolve, reject) => {
          told.push('asked');
          answer = { resolve, reject };
        }),
    },
    submit: async (): Promise<Outcome> => {
      told.push('submitted');
      return { kind: 'appended', index: 1 };
    },
    onAnchored: () => told.push('anchored'),
    onFailure: () => told.push('failed'),
    onChecked: () => told.push('checked'),
  });
  await anchors.tick();
  return { anchors, told, answer: answer!, settle: () => new Promise((resolve) => setImmediate(resolve)) };
}

describe('stop', () => {
  it('throws away what comes afterwards', async () => {
    const { anchors, told, answer, settle } = await begin();
    anchors.stop();
    answer.resolve(Uint8Array.of(0x30, 0));
    await settle();
    await anchors.tick();
    expect(told).toEqual(['checked', 'asked']);
  });

  it('tells of no failure afterwards', async () => {
    const { anchors, told, answer, settle } = await begin();
    anchors.stop();
    answer.reject(new Error('aborted'));
    await settle();
    expect(told).toEqual(['checked', 'asked']);
  });

  it('is what makes the difference', async () => {
    const first = await begin();
    first.answer.resolve(Uint8Array.of(0x30, 0));
    await first.settle();
    expect(first.told).toEqual(['checked', 'asked', 'submitted', 'anchored']);
    const second = await begin();
    second.answer.reject(new Error('down'));
    await second.settle();
    expect(second.told).toEqual(['checked', 'asked', 'failed']);
    expect(second.anchors.health()).toMatchObject({ ageMs: 5000, isLate: true });
  });
});
