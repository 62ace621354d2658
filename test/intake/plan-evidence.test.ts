import { describe, expect, it } from '@jest/globals';
import type { Receipt } from '../../src/domain/receipt.ts';
import { toHex } from '../../src/encoding/bytes.ts';
import { planBatch } from '../../src/intake/plan.ts';
import { sha256 } from '../support/ballots.ts';
import { ballotOf, context, EMPTY } from './memory-ledger.ts';

const record = (text: string) => ({ tag: 6, value: new Uint8Array(Buffer.from(text)) });
const token = (text: string) => ({ tag: 7, value: new Uint8Array(Buffer.from(text)) });

describe('the evidence of a batch', () => {
  it('is each ballot’s own, whether ballots share the object of a value, its bytes or neither', () => {
    const shared = record('list 1');
    const found = [[shared], [shared, token('a')], [record('list 1')], [record('list 2')], [shared, token('b')], []];
    const items = found.map((evidence, i) => ({ ...ballotOf(String(i)), evidence }));
    const plan = planBatch(items, EMPTY, context);
    for (const [i, evidence] of found.entries()) {
      const expected = evidence.map(({ tag, value }) => ({ tag, length: value.length, sha256: toHex(sha256(value)) }));
      const { opening } = JSON.parse(plan.ballots[i]!.receipt) as Receipt;
      expect(opening.evidence.filter(({ tag }) => tag > 4)).toEqual(expected);
      expect(plan.ballots[i]!.evidence.filter(({ tag }) => tag > 4)).toMatchObject(evidence);
    }
  });
});
