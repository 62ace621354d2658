import type { Request } from 'express';
import type { ContestDefinition } from '../domain/contest.ts';
import { DauysError } from '../domain/errors.ts';
import { toHex } from '../encoding/bytes.ts';
import type { LoadedContest } from '../intake/contests.ts';
import type { ContestDirectory, HttpDeps } from './deps.ts';
import type { GetRoute } from './express-route.ts';
import { CACHE, etagOf, JSON_TYPE, send, type Reply } from './respond.ts';

type ContestDeps = Pick<HttpDeps, 'contests' | 'sha256' | 'limits'>;

/** Contests, their candidates and the bytes to sign. */
export function createContestRoutes(deps: ContestDeps): readonly GetRoute[] {
  const { contests, sha256 } = deps;
  const json = (value: unknown): Reply => {
    const body = JSON.stringify(value);
    const etag = etagOf(toHex(sha256(Buffer.from(body)).subarray(0, 16)));
    return { status: 200, headers: { 'Content-Type': JSON_TYPE, 'Cache-Control': CACHE.moving, ETag: etag }, body };
  };
  /** With their summaries candidates are the largest answer there is, and fixed at load. */
  const listings = new WeakMap<LoadedContest, Reply>();
  const get = (template: string, answer: (request: Request) => Reply): GetRoute => ({
    template,
    handle: (request, response) => {
      send(request, response, deps.limits, answer(request));
    },
  });

  return [
    get('/api/v1/contests', () => json({ contests: contests.list().map((contest) => summary(contest, contests)) })),
    get('/api/v1/contests/{contest}', (request) => {
      const contest = contestOf(contests, request);
      return json({ ...summary(contest, contests), definition: contest.definition });
    }),
    get('/api/v1/contests/{contest}/candidates', (request) => {
      const contest = contestOf(contests, request);
      const kept = listings.get(contest) ?? json({ contest: contest.definition.id, ...listing(contest.definition) });
      listings.set(contest, kept);
      return kept;
    }),
    get('/api/v1/contests/{contest}/candidates/{candidate}/ballot', (request) => {
      const body = contestOf(contests, request).ballots.get(parameter(request, 'candidate'));
      if (body === undefined) throw new DauysError('candidate-unknown', 'no such candidate');
      const headers = { 'Content-Type': JSON_TYPE, 'Cache-Control': CACHE.fixed, ETag: etagOf(toHex(sha256(body))) };
      return { status: 200, headers, body };
    }),
  ];
}

/** @throws DauysError `contest-unknown` */
export function contestOf(contests: ContestDirectory, request: Request): LoadedContest {
  const contest = contests.get(parameter(request, 'contest'));
  if (contest === undefined) throw new DauysError('contest-unknown', 'no such contest');
  return contest;
}

function parameter(request: Request, name: string): string {
  const value = request.params[name];
  return typeof value === 'string' ? value : '';
}

function summary({ definition, digest, vkey }: LoadedContest, contests: ContestDirectory): object {
  const { id, origin, title, timezone, opensAt, closesAt, publication } = definition;
  const state = contests.state(id);
  return { id, state, title, opensAt, closesAt, timezone, publication, origin, vkey, digest: toHex(digest) };
}

function listing({ regions, nominations, candidates }: ContestDefinition): object {
  return { regions, nominations, candidates };
}
