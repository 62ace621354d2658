import type { Answer, ServiceClient } from '../../support/service.ts';
import type { Vote } from './electorate.ts';

/** What citizens know of their ballots: who holds a receipt, who was left without an answer, what was said wrong. */
export interface BallotBox {
  /** First receipts by ИИН. */
  readonly receipts: Map<string, string>;
  /** Everybody who ever sent a ballot, by ИИН. */
  readonly votes: Map<string, Vote>;
  /** Anything that breaks a promise. */
  readonly faults: string[];
  /** Answers 503 `busy`. */
  busy: number;
  /** Ballots that got no answer at all. */
  unanswered: number;
  /** Citizens who learned at a later try that their ballot stood: it was stored, and not answered. */
  storedUnanswered: number;
  /** Milliseconds of the slowest answer. */
  slowestMs: number;
}

export function createBallotBox(): BallotBox {
  return {
    receipts: new Map(),
    votes: new Map(),
    faults: [],
    busy: 0,
    unanswered: 0,
    storedUnanswered: 0,
    slowestMs: 0,
  };
}

type Post = Pick<ServiceClient, 'post'>;

/** Sends ballots over `parallel` connections, round the services, and keeps what came back. */
export async function cast(
  votes: readonly Vote[],
  services: readonly Post[],
  box: BallotBox,
  { parallel = 16, until = () => false }: { parallel?: number; until?: () => boolean } = {},
): Promise<void> {
  const waiting = [...votes.entries()];
  const senders = Array.from({ length: parallel }, async () => {
    for (let next = waiting.shift(); next !== undefined && !until(); next = waiting.shift()) {
      const [i, vote] = next;
      await send(vote, services[i % services.length]!, box);
    }
  });
  await Promise.all(senders);
}

/** Ballots without a receipt. */
export function open(box: BallotBox): Vote[] {
  return [...box.votes.values()].filter(({ citizen }) => !box.receipts.has(citizen.iin));
}

/** Everybody without a receipt tries until they have one. */
export async function castOpen(services: readonly Post[], box: BallotBox): Promise<void> {
  for (let round = 0; open(box).length > 0; round++) {
    if (round === 20) throw new Error(`${open(box).length} citizens cannot vote`);
    await cast(open(box), services, box);
  }
}

async function send(vote: Vote, service: Post, box: BallotBox): Promise<void> {
  box.votes.set(vote.citizen.iin, vote);
  const startedMs = performance.now();
  let answer: Answer;
  try {
    answer = await service.post(vote.cms);
  } catch {
    box.unanswered++;
    return;
  }
  box.slowestMs = Math.max(box.slowestMs, performance.now() - startedMs);
  note(vote, answer, box);
}

function note({ citizen: { iin } }: Vote, { status, body, code }: Answer, box: BallotBox): void {
  const first = box.receipts.get(iin);
  if (status === 503 && code === 'busy') {
    box.busy++;
  } else if (status !== 200 && status !== 201) {
    box.faults.push(`a ballot was answered ${status} ${code}`);
  } else if (first === undefined) {
    if (status === 200) box.storedUnanswered++;
    box.receipts.set(iin, body);
  } else if (status === 201) {
    box.faults.push('a second ballot of one person was accepted');
  } else if (body !== first) {
    box.faults.push('another receipt was given for the same ballot');
  }
}
