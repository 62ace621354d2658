import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DevCa } from '../../src/devca/dev-ca.ts';
import { parseContestDefinition, type ContestDefinition } from '../../src/domain/contest.ts';
import { definitionDigest, encodeBallot } from '../../src/encoding/contest.ts';
import { sha256 } from '../../src/signature/digest.ts';
import { createBenchCa, signBallots } from './ballots.ts';

/** A contest with its authority and one ballot of each of many citizens: made once for all measurements of intake. */
export interface Field {
  readonly contest: ContestDefinition;
  readonly ca: DevCa;
  /** The ballots, each after its length as u32be. */
  readonly file: string;
  readonly count: number;
  readonly cmsBytes: number;
  /** Where ballots are posted. */
  readonly path: string;
}

/** Signing certificates with 4096 bits takes longest. */
export function makeField(directory: string, count: number, tell: (line: string) => void): Field {
  const now = new Date();
  const contest = benchContest(now);
  const digest = definitionDigest(contest, sha256);
  const contents = contest.candidates.map((candidate) => encodeBallot(contest, candidate, digest));
  const ca = createBenchCa(now);
  const ballots = signBallots(ca, contents, count, (done) => {
    tell(`ballots signed: ${done}/${count}`);
  });
  const file = join(directory, 'bodies');
  writeFileSync(file, Buffer.concat(ballots.flatMap((body) => [u32be(body.length), body])));
  const cmsBytes = ballots[0]?.length ?? 0;
  return { contest, ca, file, count, cmsBytes, path: `/api/v1/contests/${contest.id}/ballots` };
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
