import { describe, expect, it } from '@jest/globals';
import { sendBallot, type Answer } from '../../src/browser/ballot-sending.ts';

const RECEIPT = JSON.stringify({ status: 'accepted', proof: 'c2sp.org/tlog-proof@v1' });
const again = (status: number, retryAfter: string | null = null): Answer => ({ status, body: '', retryAfter });

/** Sends against these answers; `undefined` is a line that broke. */
async function send(answers: readonly (Answer | undefined)[], chance = 0) {
  const pauses: number[] = [];
  const told: string[] = [];
  let posts = 0;
  const outcome = await sendBallot({
    post: () => {
      const answer = answers[posts++];
      return answer === undefined ? Promise.reject(new TypeError('no line')) : Promise.resolve(answer);
    },
    pause: (ms) => {
      pauses.push(ms);
      return Promise.resolve();
    },
    chance: () => chance,
    onSending: () => told.push('sending'),
    onWaiting: (why) => told.push(why),
  });
  return { outcome, pauses, told, posts };
}

describe('sending a ballot', () => {
  it.each([200, 201])('ends with the receipt: %d', async (status) => {
    const { outcome, posts } = await send([{ status, body: RECEIPT, retryAfter: null }]);
    expect([outcome, posts]).toEqual([{ kind: 'receipt', receipt: RECEIPT }, 1]);
  });

  it.each([400, 404, 409, 413, 415, 422])(
    'ends with a refusal that the same bytes would meet again: %d',
    async (status) => {
      const body = JSON.stringify({ code: 'already-voted', title: 'Title', detail: 'Detail', status });
      const { outcome } = await send([{ status, body, retryAfter: null }]);
      const problem = { code: 'already-voted', title: 'Title', detail: 'Detail' };
      expect(outcome).toEqual({ kind: 'refused', problem });
    },
  );

  it('gives a refusal that nobody can read a code of ours', async () => {
    const { outcome } = await send([{ status: 403, body: '<html>', retryAfter: null }]);
    expect(outcome).toMatchObject({ kind: 'refused', problem: { code: 'internal' } });
  });

  it.each([408, 425, 429, 500, 502, 503, 504])('goes on where it can be another moment: %d', async (status) => {
    const { outcome, told } = await send([again(status), { status: 201, body: RECEIPT, retryAfter: null }]);
    expect(outcome.kind).toBe('receipt');
    expect(told).toEqual(['sending', 'busy', 'sending']);
  });

  it('waits as long as it is told, and up to half as long again, so that a crowd spreads', async () => {
    const good = { status: 201, body: RECEIPT, retryAfter: null };
    expect((await send([again(503, '7'), good])).pauses).toEqual([7000]);
    expect((await send([again(503, '7'), good], 0.999)).pauses).toEqual([10_497]);
    expect((await send([again(503, 'tomorrow'), good])).pauses).toEqual([2000]);
  });

  it('waits longer and longer for a line, and never longer than half a minute', async () => {
    const good = { status: 200, body: RECEIPT, retryAfter: null };
    const { pauses, told } = await send([...new Array<undefined>(6).fill(undefined), good]);
    expect(pauses).toEqual([2000, 4000, 8000, 16_000, 30_000, 30_000]);
    expect(new Set(told)).toEqual(new Set(['sending', 'offline']));
  });

  it('takes nothing for a receipt that is none', async () => {
    const wifi = { status: 200, body: '<html>', retryAfter: null };
    const other = { status: 200, body: '{"status":"accepted"}', retryAfter: null };
    const { posts } = await send([wifi, other, { status: 200, body: RECEIPT, retryAfter: null }]);
    expect(posts).toBe(3);
  });
});
