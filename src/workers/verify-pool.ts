import { availableParallelism } from 'node:os';
import { concatBytes } from '../encoding/bytes.ts';
import type { Iin } from '../domain/ballot.ts';
import type { Annulment } from '../domain/annulment.ts';
import type { Challenge, ChallengePurpose } from '../domain/challenge.ts';
import { DauysError, isRefusalCode } from '../domain/errors.ts';
import type { SignatureVerifier, SoundMessage, UnverifiedBallot, UnverifiedMessage } from '../intake/ports.ts';
import type { SharedCrl } from '../signature/crl-shared.ts';
import { createTaskBatches } from './task-batches.ts';
import { startThreads, type Threads } from './threads.ts';
import type {
  AnsweredQuestion,
  CurrentLists,
  JudgedAnswer,
  JudgeResult,
  JudgeTask,
  MessageKind,
  MessageMatch,
  VerifyResult,
  VerifyTask,
  VerifyWorkerData,
} from './verify-task.ts';

export interface VerifyPoolOptions {
  readonly data: VerifyWorkerData;
  /** Messages under verification at most; one more is refused with `busy`. */
  readonly maxPending: number;
  readonly threads?: number | undefined;
}

export interface VerifyPool extends SignatureVerifier {
  /** As `verify`, over a challenge of the contest's log for this purpose instead of a ballot. */
  verifyChallenge(message: UnverifiedMessage, purpose: ChallengePurpose): Promise<SoundMessage<Challenge>>;
  /** As `verify`, over an annulment of the contest instead of a ballot. */
  verifyAnnulment(message: UnverifiedMessage): Promise<SoundMessage<Annulment>>;
  pending(): number;
  /** From now on these lists are looked into, beside those given as files. */
  useLists(shared: readonly SharedCrl[]): void;
  /** Verifies an OCSP answer. @throws DauysError `revocation-unavailable` */
  judgeOcsp(question: AnsweredQuestion): Promise<JudgedAnswer>;
  close(): Promise<void>;
}

interface Waiter {
  readonly message: UnverifiedBallot;
  readonly kind: MessageKind | undefined;
  readonly resolve: (message: SoundMessage<MessageMatch>) => void;
  readonly reject: (error: DauysError) => void;
}

interface JudgeWaiter {
  readonly question: AnsweredQuestion;
  readonly resolve: (answer: JudgedAnswer) => void;
  readonly reject: (error: DauysError) => void;
}

/** A task's worth of work, in RSA ballots: long enough to pay for its message, short enough that nobody waits for it. */
const MAX_TASK_WEIGHT = 16;
/** A GOST ballot takes as long as about ten RSA ballots. */
const GOST_WEIGHT = 10;
/** Content octets of Kazakhstan's GOST arc 1.2.398.3.10.1.1: a hint for scheduling, no more. */
const GOST_ARC = Buffer.from([0x2a, 0x83, 0x0e, 0x03, 0x0a, 0x01, 0x01]);
/** One task runs and one is at hand for when it ends. */
const TASKS_PER_THREAD = 2;

/** Verification off the main thread, which keeps a core to itself where there are two; bounded. */
export function createVerifyPool({
  data,
  maxPending,
  threads = Math.max(1, availableParallelism() - 1),
}: VerifyPoolOptions): VerifyPool {
  const pool: VerifyThreads = startThreads({
    file: new URL('./verify-worker', import.meta.url),
    name: 'verifyBatch',
    workerData: data,
    minThreads: threads,
    maxThreads: threads,
    concurrentTasksPerWorker: TASKS_PER_THREAD,
  });
  let lists: CurrentLists = { version: 0, shared: [] };
  const messages = createTaskBatches<Waiter>({
    maxTasks: threads * TASKS_PER_THREAD,
    maxWeight: MAX_TASK_WEIGHT,
    weightOf: ({ message }) => weightOf(message.cms),
    run: (batch) => run(pool, batch, lists),
  });
  // Half as many: an answer never waits behind more than a task or two of ballots, nor ballots behind answers.
  const answers = createTaskBatches<JudgeWaiter>({
    maxTasks: threads,
    maxWeight: MAX_TASK_WEIGHT,
    weightOf: ({ question }) => weightOf(question.response),
    run: (batch) => runJudges(pool, batch, lists),
  });

  function enqueue<T extends MessageMatch>(message: UnverifiedBallot, kind?: MessageKind): Promise<SoundMessage<T>> {
    if (messages.pending() >= maxPending) {
      return Promise.reject(new DauysError('busy', 'the verification pool is full'));
    }
    return new Promise<SoundMessage<T>>((resolve, reject) => {
      // A worker matches ballots with numbers and everything else with itself.
      messages.add({ message, kind, resolve: resolve as Waiter['resolve'], reject });
    });
  }

  return {
    verify: (ballot) => enqueue<number>(ballot),
    verifyChallenge: ({ contestId, cms, acceptedAtMs }, purpose) =>
      enqueue<Challenge>({ contestId, cms, acceptedAtMs }, purpose),
    verifyAnnulment: ({ contestId, cms, acceptedAtMs }) =>
      enqueue<Annulment>({ contestId, cms, acceptedAtMs }, 'annulment'),
    pending: () => messages.pending() + answers.pending(),
    useLists(shared) {
      lists = { version: lists.version + 1, shared };
    },
    judgeOcsp: (question) =>
      new Promise((resolve, reject) => {
        answers.add({ question, resolve, reject });
      }),
    close: () => pool.close('after-tasks'),
  };
}

function weightOf(bytes: Uint8Array): number {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(GOST_ARC) ? GOST_WEIGHT : 1;
}

type VerifyThreads = Threads<VerifyTask | JudgeTask, readonly VerifyResult[] | readonly JudgeResult[]>;

async function run(pool: VerifyThreads, batch: readonly Waiter[], lists: CurrentLists): Promise<void> {
  try {
    const packedCms = concatBytes(...batch.map(({ message }) => message.cms));
    const task: VerifyTask = {
      contestIds: batch.map(({ message }) => message.contestId),
      packedCms,
      cmsLengths: batch.map(({ message }) => message.cms.length),
      candidateIds: batch.map(({ message }) => message.candidateId),
      kinds: batch.map(({ kind }) => kind),
      atMs: batch.map(({ message }) => message.acceptedAtMs),
      lists,
    };
    const options = { transferList: [packedCms.buffer as ArrayBuffer] };
    const results = (await pool.run(task, options)) as readonly VerifyResult[];
    for (const [i, waiter] of batch.entries()) settle(waiter, results[i]);
  } catch (cause) {
    // A worker that died took no vote with it: the citizens send the same ballots again.
    for (const waiter of batch) waiter.reject(new DauysError('busy', 'a verification worker failed', { cause }));
  }
}

function settle(waiter: Waiter, result: VerifyResult | undefined): void {
  if (result === undefined) waiter.reject(new DauysError('internal', 'a ballot without a result'));
  else if ('code' in result) {
    waiter.reject(new DauysError(isRefusalCode(result.code) ? result.code : 'internal', 'refused by the verifier'));
  } else {
    waiter.resolve({ ...result, iin: result.iin as Iin });
  }
}

async function runJudges(pool: VerifyThreads, batch: readonly JudgeWaiter[], lists: CurrentLists): Promise<void> {
  try {
    const task: JudgeTask = { questions: batch.map(({ question }) => question), lists };
    const results = (await pool.run(task, { name: 'judgeBatch' })) as readonly JudgeResult[];
    for (const [i, { resolve, reject }] of batch.entries()) {
      const result = results[i];
      if (result !== undefined && !('code' in result)) resolve(result);
      else reject(new DauysError('revocation-unavailable', 'the OCSP answer does not verify'));
    }
  } catch (cause) {
    for (const { reject } of batch) reject(new DauysError('busy', 'a verification worker failed', { cause }));
  }
}
