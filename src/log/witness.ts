import { isDauysError } from '../domain/errors.ts';
import { toHex, toUtf8, type Sha256 } from '../encoding/bytes.ts';
import { cosign } from './cosignature.ts';
import type { TreeHead } from './merkle.ts';
import { signatureLine, type NoteSigner, type NoteVerifier } from './note.ts';
import { judgeCheckpoint, type WitnessedTree, type WitnessJudgement } from './witness-judgement.ts';
import { parseAddCheckpoint, TREE_SIZE_TYPE } from './witness-request.ts';

export interface CosignedTree extends WitnessedTree {
  /** When it was cosigned, unix seconds. */
  readonly timeSeconds: number;
}

/** What a witness must never forget: the newest tree of each log it put its name under. */
export interface WitnessMemory {
  last(origin: string): CosignedTree | undefined;
  /**
   * Makes `next` the newest if `last` still is; on disk when this returns.
   * @returns false when somebody else was first
   */
  advance(origin: string, last: TreeHead | undefined, next: CosignedTree): boolean;
}

export interface WitnessPorts {
  /** Keys of the logs it witnesses; a verifier's name is the origin. */
  readonly logs: readonly NoteVerifier[];
  readonly signer: NoteSigner;
  readonly memory: WitnessMemory;
  readonly nowSeconds: () => number;
  readonly sha256: Sha256;
  /** Told of everything it was asked to cosign. */
  readonly onJudged: (judgement: WitnessJudgement) => void;
}

/** An answer of C2SP tlog-witness. */
export interface WitnessAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

export interface Witness {
  /** @param body - attacker-controlled */
  addCheckpoint(body: Uint8Array): WitnessAnswer;
  /**
   * Newest checkpoint that was cosigned, with the cosignature.
   * @param originHash - SHA-256 of the origin, hex
   */
  newest(originHash: string): string | undefined;
}

const TEXT = 'text/plain; charset=utf-8';
/** Another process on the same memory can be first a few times, not for ever. */
const MAX_TRIES = 5;

/**
 * A witness: cosigns what begins with all that it cosigned before, and nothing else. What is cosigned is remembered
 * before the cosignature exists.
 */
export function createWitness({ logs, signer, memory, nowSeconds, sha256, onJudged }: WitnessPorts): Witness {
  const origins = new Map(logs.map(({ name }) => [toHex(sha256(toUtf8(name))), name]));
  const lineOf = ({ text, timeSeconds }: CosignedTree): string => signatureLine(cosign(text, timeSeconds, signer));

  function judge(body: Uint8Array): WitnessAnswer {
    const request = parseAddCheckpoint(body);
    for (let i = 0; i < MAX_TRIES; i++) {
      const judgement = judgeCheckpoint(request, logs, (origin) => memory.last(origin), sha256);
      if (judgement.kind === 'cosign') {
        const next = { ...judgement.tree, timeSeconds: nowSeconds() };
        if (!memory.advance(judgement.origin, judgement.last, next)) continue;
        onJudged(judgement);
        return { status: 200, type: TEXT, body: lineOf(next) };
      }
      onJudged(judgement);
      if (judgement.kind === 'conflict') return { status: 409, type: TREE_SIZE_TYPE, body: `${judgement.size}\n` };
      return { status: judgement.status, type: TEXT, body: `${judgement.why}\n` };
    }
    return { status: 503, type: TEXT, body: 'try again\n' };
  }

  return {
    addCheckpoint(body) {
      try {
        return judge(body);
      } catch (error) {
        if (!isDauysError(error) || error.code !== 'malformed-request') throw error;
        return { status: 400, type: TEXT, body: `${error.message}\n` };
      }
    },
    newest(originHash) {
      const origin = origins.get(originHash);
      const last = origin === undefined ? undefined : memory.last(origin);
      return last && last.note + lineOf(last);
    },
  };
}
