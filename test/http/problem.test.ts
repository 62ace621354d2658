import { describe, expect, it } from '@jest/globals';
import { DauysError, OPERATOR_CODES, REFUSAL_CODES, type RefusalCode } from '../../src/domain/errors.ts';
import { refusalOf, statusOf } from '../../src/http/problem.ts';

/** The statuses that clients were promised. */
const PROMISED: Readonly<Record<number, readonly RefusalCode[]>> = {
  400: ['malformed-request'],
  401: ['unauthorized'],
  403: ['forbidden', 'not-yet-published', 'commission-only'],
  404: ['contest-unknown', 'candidate-unknown', 'not-found'],
  409: [
    'already-voted',
    'voting-not-open',
    'voting-closed',
    'already-annulled',
    'voting-not-closed',
    'protocol-published',
  ],
  410: ['ballot-erased'],
  413: ['too-large'],
  415: ['media-type'],
  429: ['rate-limited'],
  500: ['internal'],
  503: ['revocation-unavailable', 'busy'],
};

describe('statusOf', () => {
  it('keeps what clients were promised; what is not named there is a refused signature, 422', () => {
    for (const code of REFUSAL_CODES) {
      const promised = Object.entries(PROMISED).find(([, codes]) => codes.includes(code))?.[0] ?? '422';
      expect([code, statusOf(code)]).toEqual([code, Number(promised)]);
    }
  });
});

describe('refusalOf', () => {
  it('keeps refusals, also those that lost their class on the way', () => {
    expect(refusalOf(new DauysError('already-voted', 'x'))).toBe('already-voted');
    expect(refusalOf({ name: 'DauysError', code: 'busy' })).toBe('busy');
  });

  it('shows nobody an operator code', () => {
    for (const code of OPERATOR_CODES) {
      expect(refusalOf(new DauysError(code, 'x'))).toBe(code === 'commit-unknown' ? 'busy' : 'internal');
    }
  });

  it('takes everything else for internal, even with a code of ours', () => {
    const foreign = [new TypeError('x'), Object.assign(new Error('x'), { code: 'busy' }), 'busy', null, undefined, 7];
    for (const error of foreign) expect(refusalOf(error)).toBe('internal');
  });
});
