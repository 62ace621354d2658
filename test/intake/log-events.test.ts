import { describe, expect, it } from '@jest/globals';
import { toHex } from '../../src/encoding/bytes.ts';
import { isEventDue, type LogEvent, type TimeAnchorEvent } from '../../src/intake/log-events.ts';
import { planBatch, type PendingItem } from '../../src/intake/plan.ts';
import { parseLeaf } from '../../src/log/leaf.ts';
import { ballotOf, context, EMPTY, grown } from './memory-ledger.ts';

const anchor = (size: number): TimeAnchorEvent => ({
  type: 'time-anchor',
  timeMs: 5,
  size,
  root: new Uint8Array(32).fill(1),
  token: 'MAMCAQc=',
  tokenSha256: new Uint8Array(32).fill(2),
});
const pending = (event: LogEvent): PendingItem => ({ kind: 'event', event });
const opened = pending({
  type: 'opened',
  timeMs: 1,
  trustFingerprint: context.trustFingerprint,
  keyCheck: new Uint8Array(32),
});
const closed = pending({ type: 'closed', timeMs: 3 });

describe('isEventDue of a time anchor', () => {
  it.each([
    [{ size: 5 }, 5, true],
    [{ size: 5 }, 6, false],
    [{ size: 0 }, 0, false],
    [{ size: 9, anchoredSize: 4 }, 4, false],
    [{ size: 9, anchoredSize: 4 }, 3, false],
    [{ size: 9, anchoredSize: 4 }, 5, true],
    [{ size: 9, closedIndex: 6 }, 6, false],
    [{ size: 9, closedIndex: 6 }, 7, true],
    [{ size: 9, closedIndex: 6, protocolIndex: 7, anchoredSize: 7 }, 8, true],
    [{ size: 9, closedIndex: 6, anchoredSize: 7 }, 7, false],
  ])('in %j about size %d is %s', (state, size, due) => {
    expect(isEventDue(anchor(size), { ...EMPTY, ...state })).toBe(due);
  });
});

describe('planBatch with time anchors', () => {
  it('appends each size once and keeps its token as the document', () => {
    const state = grown(EMPTY, planBatch([opened, ballotOf('a')], EMPTY, context));
    const items = [anchor(1), anchor(2), anchor(2), anchor(1)].map(pending);
    const plan = planBatch(items, state, context);
    expect(plan.outcomes.map(({ kind }) => kind)).toEqual(['appended', 'appended', 'unneeded', 'unneeded']);
    expect(plan.documents).toEqual([
      { index: 2, text: 'MAMCAQc=' },
      { index: 3, text: 'MAMCAQc=' },
    ]);
    const leaf = parseLeaf(plan.entries[1]!.leaf);
    if (leaf.type !== 'time-anchor') throw new Error(leaf.type);
    expect([leaf.size, toHex(leaf.root), toHex(leaf.tokenSha256)]).toEqual([2, '01'.repeat(32), '02'.repeat(32)]);
    expect(grown(state, plan).anchoredSize).toBe(2);
  });

  it('lets the closing entry be the last of its batch, so that it has a checkpoint of its own', () => {
    const state = grown(EMPTY, planBatch([opened, ballotOf('a')], EMPTY, context));
    const plan = planBatch([pending(anchor(1)), closed, pending(anchor(2)), ballotOf('b')], state, context);
    expect(plan.outcomes.map(({ kind }) => kind)).toEqual(['appended', 'appended', 'unneeded', 'refused']);
    const after = grown(state, plan);
    expect([after.size, after.closedIndex]).toEqual([4, 3]);
    const late = planBatch([pending(anchor(2)), pending(anchor(4))], after, context);
    expect(late.outcomes.map(({ kind }) => kind)).toEqual(['unneeded', 'appended']);
  });
});
