import { generateKeyPairSync, sign } from 'node:crypto';
import { DauysError } from '../../src/domain/errors.ts';
import { toHex } from '../../src/encoding/bytes.ts';
import { loadContest } from '../../src/intake/contests.ts';
import type { PendingBallot, PlanContext } from '../../src/intake/plan.ts';
import type { AppendPlan, HeadRow, Ledger, LedgerState, LogRows, StoredBallot } from '../../src/intake/ports.ts';
import { parseLeaf, type Leaf } from '../../src/log/leaf.ts';
import { formatVkey, parseVkey } from '../../src/log/note.ts';
import { random, sha256, testContest } from '../support/ballots.ts';

const definition = testContest('qamqor-demo');
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const raw = new Uint8Array(Buffer.from(publicKey.export({ format: 'jwk' }).x!, 'base64url'));

export const VKEY = formatVkey(definition.origin, raw, sha256);
export const CONTEST = loadContest(definition, VKEY, sha256);
export const ACCEPTED_AT_MS = CONTEST.opensAtMs + 60_123;

export const context: PlanContext = {
  contest: CONTEST,
  signer: {
    name: definition.origin,
    keyId: parseVkey(VKEY, sha256).keyId,
    sign: (body) => new Uint8Array(sign(null, body, privateKey)),
  },
  trustFingerprint: new Uint8Array(32).fill(7),
  softwareVersion: 'dauys/test',
  revocation: { mode: 'off', ocspMaxAgeMs: 0, skewMs: 0 },
  sha256,
  random,
};

/** A ballot of an invented person, verified. */
export function ballotOf(person: string, number = 12, acceptedAtMs = ACCEPTED_AT_MS): PendingBallot {
  const candidate = CONTEST.candidatesByNumber.get(number)!;
  return {
    kind: 'ballot',
    voterTag: sha256(Buffer.from(person)),
    candidate,
    cms: random(16),
    acceptedAtMs,
    evidence: [],
  };
}

export const EMPTY: LedgerState = {
  size: 0,
  edge: [],
  lastTimeMs: 0,
  closedIndex: undefined,
  protocolIndex: undefined,
  trustFingerprint: undefined,
  anchoredSize: 0,
  annulled: new Map(),
  erased: new Map(),
  ballots: new Map(),
};

/** The state after a plan, as the ledger would show it. */
export function grown(state: LedgerState, plan: AppendPlan): LedgerState {
  if (plan.head === undefined) return state;
  const ballots = new Map(state.ballots);
  for (const { index, voterTag, candidateNumber, receipt } of plan.ballots) {
    ballots.set(toHex(voterTag), { index, candidateNumber, receipt });
  }
  const events = plan.entries.map(({ index, leaf }) => ({ index, leaf: parseLeaf(leaf) }));
  const indexOf = (type: string): number | undefined => events.find((entry) => entry.leaf.type === type)?.index;
  return {
    ...state,
    size: plan.head.size,
    edge: plan.head.edge,
    lastTimeMs: Math.max(state.lastTimeMs, ...plan.entries.map(({ timeMs }) => timeMs)),
    closedIndex: state.closedIndex ?? indexOf('closed'),
    protocolIndex: state.protocolIndex ?? indexOf('protocol'),
    trustFingerprint: trustOf(events.map(({ leaf }) => leaf)) ?? state.trustFingerprint,
    anchoredSize: Math.max(state.anchoredSize, ...events.map(({ leaf }) => sizeAnchored(leaf))),
    annulled: new Map([...state.annulled, ...plan.annulments.map(({ ballot, index }) => [ballot, index] as const)]),
    erased: new Map([...state.erased, ...plan.erasures.map(({ ballot, index }) => [ballot, index] as const)]),
    ballots,
  };
}

function sizeAnchored(leaf: Leaf): number {
  return leaf.type === 'time-anchor' ? leaf.size : 0;
}

function trustOf(leaves: readonly Leaf[]): string | undefined {
  const named = leaves.flatMap((leaf) =>
    leaf.type === 'opened' || leaf.type === 'trust-changed' ? [toHex(leaf.trustFingerprint)] : [],
  );
  return named.at(-1);
}

/** How the next append ends, other than well. */
export type Failure = 'busy' | 'not-stored' | 'stored';

/** A ledger in memory whose next transaction can be told to fail. */
export interface MemoryLedger extends Ledger, Pick<LogRows, 'timeMs'> {
  /** Items of each transaction that was tried. */
  readonly batches: number[];
  /** Transactions open at the same time, at most. */
  readonly mostAtOnce: () => number;
  failNext(failure: Failure): void;
  size(): number;
}

export function createMemoryLedger(): MemoryLedger {
  let state = EMPTY;
  let head: HeadRow | undefined;
  let next: Failure | undefined;
  let open = 0;
  let most = 0;
  const batches: number[] = [];
  const times = new Map<number, number>();

  return {
    batches,
    mostAtOnce: () => most,
    failNext(failure) {
      next = failure;
    },
    size: () => state.size,
    async append(_contestId, voterTags, plan) {
      batches.push(voterTags.length);
      most = Math.max(most, ++open);
      // A transaction takes a moment, in which more ballots come.
      await new Promise((resolve) => setImmediate(resolve));
      open--;
      const failure = next;
      next = undefined;
      if (failure === 'busy') throw new DauysError('busy', 'the disk is full');
      const asked = new Set(voterTags.map(toHex));
      const ballots = new Map([...state.ballots].filter(([tag]) => asked.has(tag)));
      const planned = plan({ ...state, ballots });
      if (failure !== 'not-stored' && planned.head !== undefined) {
        state = grown(state, planned);
        for (const { index, timeMs } of planned.entries) times.set(index, timeMs);
        head = planned.head;
      }
      if (failure !== undefined) throw new DauysError('commit-unknown', 'COMMIT failed');
      return planned;
    },
    findBallot: async (_contestId, voterTag): Promise<StoredBallot | undefined> => state.ballots.get(toHex(voterTag)),
    head: async () => head,
    timeMs: async (_contestId, index) => times.get(index),
    state: async () => ({ ...state, ballots: new Map() }),
  };
}
