import { DauysError } from '../domain/errors.ts';
import { toUtf8, type Sha256 } from '../encoding/bytes.ts';
import { isPublicText } from '../encoding/public-text.ts';
import { parseLeaf } from '../log/leaf.ts';
import { parseVkey } from '../log/note.ts';
import type { ErasureEvent } from './log-events.ts';
import type { OpenContest } from './open-contest.ts';
import { planEvent } from './plan.ts';
import type { HighWaterMark, Ledger, LogRows } from './ports.ts';

/** Characters of a decision at most. */
const MAX_DECISION = 16_384;

export interface ErasurePorts extends OpenContest {
  readonly ledger: Ledger & Pick<LogRows, 'leaves'>;
  readonly highWater: HighWaterMark;
  readonly sha256: Sha256;
}

export interface ErasureOrder {
  /** Entry of the ballot. */
  readonly index: number;
  /** Text of the decision: it becomes public. */
  readonly decision: string;
  readonly nowMs: number;
}

export interface ErasureResult {
  /** The entry that says so. */
  readonly index: number;
  /** False when the record was erased before. */
  readonly created: boolean;
}

/**
 * Empties the restricted record of one ballot and appends the entry that says so, in one transaction; any number of
 * services may be at work on the same ledger. The leaf, the voter tag and the candidate's number stay: one vote is one
 * vote, and the counts are a function of the ledger.
 * @throws DauysError `voting-not-closed` before the openings are out; `not-found` where no ballot stands;
 * `config-invalid` for a text that may not become public; `busy`
 */
export async function eraseRecord(order: ErasureOrder, ports: ErasurePorts): Promise<ErasureResult> {
  const { contest, ledger } = ports;
  const { id } = contest.definition;
  if (!isPublicText(order.decision, MAX_DECISION, { lines: true })) {
    throw new DauysError('config-invalid', 'the decision becomes public: NFC text, no hidden characters, no ИИН');
  }
  const before = await ledger.state(id);
  if (before.closedIndex === undefined) throw new DauysError('voting-not-closed', 'there is no closing entry yet');
  const [leaf] = order.index < before.size ? await ledger.leaves(id, order.index, order.index + 1) : [];
  if (leaf === undefined || parseLeaf(leaf).type !== 'ballot') {
    throw new DauysError('not-found', 'no ballot at that index');
  }
  const plan = await ledger.append(id, [], (state) => {
    return planEvent(eventOf(order, Math.max(order.nowMs, state.lastTimeMs), ports), state, contextOf(ports));
  });
  await raiseMark(ports);
  const [outcome] = plan.outcomes;
  if (outcome?.kind === 'appended') return { index: outcome.index, created: true };
  const index = (await ledger.state(id)).erased.get(order.index);
  if (index === undefined) throw new DauysError('busy', 'the record was not erased');
  return { index, created: false };
}

function eventOf({ index: ballot, decision: text }: ErasureOrder, timeMs: number, ports: ErasurePorts): ErasureEvent {
  return { type: 'erasure', timeMs, ballot, text, digest: ports.sha256(toUtf8(text)) };
}

function contextOf({ contest, keys, sha256 }: ErasurePorts) {
  const { keyId } = parseVkey(keys.vkey, sha256);
  const sign = (body: Uint8Array): Uint8Array => keys.signCheckpoint(body);
  return { contest, sha256, signer: { name: contest.definition.origin, keyId, sign } };
}

/** Also where an earlier attempt was stopped behind its COMMIT. */
async function raiseMark({ contest, ledger, highWater }: ErasurePorts): Promise<void> {
  const { id } = contest.definition;
  const head = await ledger.head(id);
  if (head !== undefined) await highWater.raise(id, head.size, head.root);
}
