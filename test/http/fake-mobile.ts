import { DauysError } from '../../src/domain/errors.ts';
import type { MobileApp } from '../../src/http/deps.ts';
import type { LoadedContest } from '../../src/intake/contests.ts';
import type { MobileSigning } from '../../src/intake/mobile-signings.ts';

/** The one signing there is, and the token of whoever asks for it. */
export const SIGNING_ID = 'c2lnbmluZw';
export const SIGNING_TOKEN = 'dG9rZW4';

/** Signings with a phone over a use case that knows one. */
export function fakeMobile(contest: LoadedContest, nowMs: number): MobileApp {
  const candidate = contest.definition.candidates[0]!;
  const signing: MobileSigning = {
    id: SIGNING_ID,
    subject: { kind: 'ballot', contest, candidate },
    expiresAtMs: nowMs + 300_000,
  };
  const known = (id: string, token?: string): MobileSigning => {
    if (id !== SIGNING_ID) throw new DauysError('not-found', 'no such signing');
    if (token !== undefined && token !== SIGNING_TOKEN) throw new DauysError('unauthorized', 'another token');
    return signing;
  };
  return {
    origin: 'https://vote.example.kz',
    organisation: { name: { kk: 'Министрлік', ru: 'Министерство', en: 'Ministry' }, bin: '000000000001' },
    signings: {
      start: () => ({ ...signing, pollToken: SIGNING_TOKEN }),
      open: (id) => ({ ...known(id), documentsToken: SIGNING_TOKEN }),
      document: (id, token = '') => ({ ...known(id, token), content: contest.ballots.get(candidate.id)! }),
      admit: known,
      answer: () => undefined,
      concluded: () => undefined,
      refused: () => undefined,
      state(contestId, id, token = '') {
        if (contestId !== contest.definition.id) throw new DauysError('contest-unknown', 'no such contest');
        return { state: 'pending', expiresAtMs: known(id, token).expiresAtMs };
      },
    },
  };
}
