import { parseContestDefinition, type ContestDefinition, type ContestState } from '../../src/domain/contest.ts';
import { loadContest } from '../../src/intake/contests.ts';
import { testContest } from '../support/ballots.ts';
import { request, sha256, startHttp, type Answer, type Harness } from './support.ts';

export const DEFINITION = testContest('qamqor-demo');
export const LIST = '/contests/qamqor-demo/candidates';
const READER = { accept: 'text/html' };

export interface Gallery {
  readonly http: Harness;
  readonly page: (address: string, cookie?: string) => Promise<Answer>;
}

/** The service with the demonstration contest, or another of its id, in a state. */
export async function startGallery(
  definition: ContestDefinition = DEFINITION,
  state: ContestState = 'open',
): Promise<Gallery> {
  const http = await startHttp();
  const contest = loadContest(definition, 'vote.example.kz/log/qamqor-demo+00000000+AAAA', sha256);
  http.deps.contests = {
    list: () => [contest],
    get: (id) => (id === definition.id ? contest : undefined),
    state: () => state,
  };
  const page = (address: string, cookie?: string): Promise<Answer> =>
    request(`${http.url}${address}`, { headers: cookie === undefined ? READER : { ...READER, cookie } });
  return { http, page };
}

/** Numbers on the cards, as they stand. */
export const numbersOf = ({ text }: Answer): readonly number[] =>
  [...text.matchAll(/<p class="badge">№\u00a0(\d+)<\/p>/g)].map(([, number]) => Number(number));
export const sorted = (numbers: readonly number[]): readonly number[] => numbers.toSorted((a, b) => a - b);
export const numbersWhere = (
  isIn: (candidate: ContestDefinition['candidates'][number]) => boolean,
): readonly number[] => DEFINITION.candidates.filter(isIn).map(({ number }) => number);

/** The contest with other first candidates. */
export function withFirst(...changes: readonly Partial<ContestDefinition['candidates'][number]>[]): ContestDefinition {
  const candidates = DEFINITION.candidates.map((candidate, i) => ({ ...candidate, ...changes[i] }));
  return parseContestDefinition({ ...DEFINITION, candidates });
}
