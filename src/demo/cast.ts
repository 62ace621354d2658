import { DauysError } from '../domain/errors.ts';
import type { ContestDefinition } from '../domain/contest.ts';
import type { CitizenOffice, DemoCitizen } from './citizens.ts';

const PARALLEL = 16;

export interface CastBallot {
  readonly citizen: DemoCitizen;
  readonly candidateId: string;
  readonly receipt: string;
}

/** The bytes to sign, as the service gives them. */
export async function fetchBallot(url: string, contestId: string, candidateId: string): Promise<Uint8Array> {
  const answer = await fetch(`${url}/api/v1/contests/${contestId}/candidates/${candidateId}/ballot`);
  if (!answer.ok) throw new DauysError('internal', `no ballot bytes: ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}

export async function postBallot(
  url: string,
  contestId: string,
  cms: Uint8Array,
): Promise<{ status: number; body: string }> {
  const answer = await fetch(`${url}/api/v1/contests/${contestId}/ballots`, {
    method: 'POST',
    headers: { 'content-type': 'application/cms' },
    body: cms as Uint8Array<ArrayBuffer>,
  });
  return { status: answer.status, body: await answer.text() };
}

export interface CastOptions {
  readonly url: string;
  readonly contest: ContestDefinition;
  /** Citizens from this one on, as many as `ballots`. */
  readonly first: number;
  readonly ballots: number;
  readonly citizen: CitizenOffice;
  /** At least 0, less than 1. */
  readonly chance: () => number;
  readonly onProgress: (cast: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Issues citizens one by one, lets each sign and send a ballot, some candidates being more popular than others. */
export async function castBallots(options: CastOptions): Promise<readonly CastBallot[]> {
  const { url, contest, first } = options;
  const texts = new Map<string, Uint8Array>();
  const cast: CastBallot[] = [];
  const end = first + options.ballots;
  let next = first;

  async function castNext(): Promise<void> {
    while (next < end) {
      options.signal?.throwIfAborted();
      const citizen = options.citizen(next++);
      const candidate = contest.candidates[Math.floor(options.chance() ** 2 * contest.candidates.length * 0.999)];
      if (candidate === undefined) throw new DauysError('internal', 'no candidate to vote for');
      const content = texts.get(candidate.id) ?? (await fetchBallot(url, contest.id, candidate.id));
      texts.set(candidate.id, content);
      const { status, body } = await postBallot(url, contest.id, citizen.sign(content));
      if (status !== 201) throw new DauysError('internal', `a good ballot was answered ${status}: ${body}`);
      cast.push({ citizen, candidateId: candidate.id, receipt: body });
      options.onProgress(cast.length);
    }
  }

  try {
    await Promise.all(Array.from({ length: PARALLEL }, castNext));
  } finally {
    // After a failure the others end with what they are at.
    next = end;
  }
  return cast;
}
