import { createHash } from 'node:crypto';
import type { ContestDefinition } from '../../src/domain/contest.ts';
import { buildProtocol, encodeProtocol, type Protocol } from '../../src/tally/protocol.ts';
import { sha256, testContest } from '../support/ballots.ts';

/** A protocol over the demonstration contest in which number n has n² votes modulo 97, and 3 has two that were annulled. */
export function sampleProtocol(changes: Partial<ContestDefinition> = {}): { protocol: Protocol; sha256: string } {
  const contest = testContest('qamqor-demo', changes);
  const byCandidate = new Map(contest.candidates.map(({ number }) => [number, number ** 2 % 97]));
  const annulled = new Map([[3, 2]]);
  const ballots = [...byCandidate.values()].reduce((sum, n) => sum + n, 2);
  const size = ballots + 3;
  const protocol = buildProtocol({
    contest,
    digest: sha256(Buffer.from('definition')),
    vkey: 'vote.example.kz/log/qamqor-demo+1a2b3c4d+AAAA',
    checkpoint: `vote.example.kz/log/qamqor-demo\n${size}\nq6urq6s=\n\n— vote.example.kz/log/qamqor-demo AAAAAAAA\n`,
    size,
    openedAtMs: Date.UTC(2026, 9, 1),
    closedAtMs: Date.UTC(2026, 9, 6, 0, 0, 31),
    counts: { size, ballots, byCandidate, annulled },
  });
  return { protocol, sha256: createHash('sha256').update(encodeProtocol(protocol)).digest('hex') };
}
