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
    [{ size: 9, closedIndex: 6, annulled: new Map([[2, 7]]) }, 7, false],
    [{ size: 9, closedIndex: 6, annulled: new Map([[2, 7]]) }, 8, true],
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

const decision = { timeMs: 5, ballot: 2, text: 'decision' };
const annulment: LogEvent = { type: 'annulment', ...decision, commit: new Uint8Array(32).fill(3), signatures: [] };
const erasure: LogEvent = { type: 'erasure', ...decision, digest: new Uint8Array(32).fill(4) };
const protocolOf = (size: number): LogEvent => ({
  type: 'protocol',
  timeMs: 6,
  size,
  text: '{}',
  digest: new Uint8Array(32),
});

describe('isEventDue of decisions and the protocol', () => {
  const over = { size: 9, closedIndex: 6 };
  it.each<[string, LogEvent, object, boolean]>([
    ['an annulment before the closing entry', annulment, { size: 9 }, false],
    ['an annulment between closing and protocol', annulment, over, true],
    ['an annulment of a ballot that is annulled', annulment, { ...over, annulled: new Map([[2, 7]]) }, false],
    ['an annulment of another ballot', annulment, { ...over, annulled: new Map([[3, 7]]) }, true],
    ['an annulment behind the protocol', annulment, { ...over, protocolIndex: 7 }, false],
    ['an erasure before the closing entry', erasure, { size: 9 }, false],
    ['an erasure after it', erasure, over, true],
    ['an erasure behind the protocol', erasure, { ...over, protocolIndex: 7 }, true],
    ['an erasure of a record that is gone', erasure, { ...over, erased: new Map([[2, 7]]) }, false],
    ['a protocol over the closing entry', protocolOf(7), over, true],
    ['a protocol over less', protocolOf(6), over, false],
    ['a protocol that an annulment has overtaken', protocolOf(7), { ...over, annulled: new Map([[2, 7]]) }, false],
    [
      'a protocol over the last annulment',
      protocolOf(9),
      {
        ...over,
        annulled: new Map([
          [3, 8],
          [2, 7],
        ]),
      },
      true,
    ],
  ])('%s', (_, event, state, due) => {
    expect(isEventDue(event, { ...EMPTY, ...state })).toBe(due);
  });
});

describe('decisions in a batch', () => {
  it('are taken once, in the order they come, and a protocol made before is left out', () => {
    const begun = grown(EMPTY, planBatch([opened, ballotOf('a'), ballotOf('b'), closed], EMPTY, context));
    const second = pending({ ...annulment, ballot: 1 });
    const items = [
      pending(annulment),
      pending(protocolOf(4)),
      pending(annulment),
      second,
      pending(erasure),
      pending(erasure),
    ];
    const plan = planBatch(items, begun, context);
    expect(plan.outcomes.map(({ kind }) => kind)).toEqual([
      'appended',
      'unneeded',
      'unneeded',
      'appended',
      'appended',
      'unneeded',
    ]);
    expect(plan.entries.map(({ leaf }) => parseLeaf(leaf))).toMatchObject([
      { type: 'annulment', index: 2 },
      { type: 'annulment', index: 1 },
      { type: 'erasure', index: 2 },
    ]);
    expect(plan).toMatchObject({
      annulments: [
        { index: 4, ballot: 2 },
        { index: 5, ballot: 1 },
      ],
      erasures: [{ index: 6, ballot: 2 }],
      documents: [{ index: 4 }, { index: 5 }, { index: 6, text: 'decision' }],
    });
  });

  it('leave the checkpoint behind an annulment to it: no anchor comes into its batch', () => {
    const begun = grown(EMPTY, planBatch([opened, ballotOf('a'), closed], EMPTY, context));
    const plan = planBatch([pending({ ...annulment, ballot: 1 }), pending(anchor(3))], begun, context);
    expect(plan.outcomes.map(({ kind }) => kind)).toEqual(['appended', 'unneeded']);
    expect(plan.head?.size).toBe(4);
  });
});
