import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DevCa } from '../../src/devca/dev-ca.ts';
import { parseContestDefinition, type ContestDefinition } from '../../src/domain/contest.ts';
import { definitionDigest, encodeBallot } from '../../src/encoding/contest.ts';
import { sha256 } from '../../src/signature/digest.ts';
import { createBenchCa, signBallots } from './ballots.ts';

/** A contest with its authority. */
export interface Ground {
  readonly directory: string;
  readonly contest: ContestDefinition;
  readonly ca: DevCa;
  /** Of every ballot. */
  readonly cmsBytes: number;
}

/** One ballot of each of many citizens: made once for all measurements of intake. */
export interface Field extends Ground {
  /** The ballots, each after its length as u32be. */
  readonly file: string;
  /** Where ballots are posted. */
  readonly path: string;
}

export function makeGround(directory: string): Ground {
  const now = new Date();
  const [contest, ca] = [benchContest(now), createBenchCa(now)];
  const [ballot] = signBallots(ca, contentsOf(contest), 1, () => undefined);
  return { directory, contest, ca, cmsBytes: ballot?.length ?? 0 };
}

/** Signing certificates with 4096 bits takes longest. */
export function makeField(ground: Ground, count: number, tell: (line: string) => void): Field {
  const { directory, contest, ca } = ground;
  const ballots = signBallots(ca, contentsOf(contest), count, (done) => {
    tell(`ballots signed: ${done}/${count}`);
  });
  const file = join(directory, 'bodies');
  writeFileSync(file, Buffer.concat(ballots.flatMap((body) => [u32be(body.length), body])));
  return { ...ground, file, path: `/api/v1/contests/${contest.id}/ballots` };
}

function contentsOf(contest: ContestDefinition): Uint8Array[] {
  const digest = definitionDigest(contest, sha256);
  return contest.candidates.map((candidate) => encodeBallot(contest, candidate, digest));
}

function benchContest(now: Date): ContestDefinition {
  const json = JSON.parse(
    readFileSync(new URL('../../fixtures/contests/qamqor-demo.json', import.meta.url), 'utf8'),
  ) as Record<string, unknown>;
  const hour = 3_600_000;
  return parseContestDefinition({
    ...json,
    opensAt: new Date(now.getTime() - hour).toISOString(),
    closesAt: new Date(now.getTime() + 12 * hour).toISOString(),
  });
}

function u32be(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
