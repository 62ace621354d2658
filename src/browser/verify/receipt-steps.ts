import { parseContestDefinition, type ContestDefinition } from '../../domain/contest.ts';
import { DauysError, isDauysError, type Code } from '../../domain/errors.ts';
import { EVIDENCE } from '../../domain/evidence.ts';
import type { Receipt } from '../../domain/receipt.ts';
import { removeArmour } from '../../encoding/armour.ts';
import { equalBytes, fromHex, fromUtf8, toHex, u64be } from '../../encoding/bytes.ts';
import { contestTag, definitionDigest } from '../../encoding/contest.ts';
import { parseCheckpoint, type Checkpoint } from '../../log/checkpoint.ts';
import { ballotCommit, choiceCommit, evidenceDigest } from '../../log/commitments.ts';
import { leafTime, parseLeaf, type Leaf } from '../../log/leaf.ts';
import { leafHash, verifyInclusion } from '../../log/merkle.ts';
import { createNoteVerifier, openNote, parseNote, parseVkey } from '../../log/note.ts';
import { parseProof, type LogProof } from '../../log/proof.ts';
import { parseReceipt, verifyReceipt } from '../../log/receipt.ts';
import { prepareSignatures, verifyEd25519 } from './log-signature.ts';
import { sha256 } from './sha256.ts';

/** A step of "Audit of a receipt by hand" (PROTOCOL.md §4). */
export type StepNumber = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;

export interface Step {
  readonly step: StepNumber;
  readonly state: 'passed' | 'failed' | 'not-checked';
  readonly code?: Code;
  /** Why it was not looked at, in a word. */
  readonly detail?: string;
}

export interface ReceiptInput {
  /** The receipt as it was kept. Attacker-controlled, as everything here but `vkey`. */
  readonly text: string;
  /** The log's key, where the citizen has it. */
  readonly vkey: string | undefined;
  /** The signed file that was sent. */
  readonly cms?: Uint8Array | undefined;
  /** The contest's definition. */
  readonly definition?: Uint8Array | undefined;
  /** What an export beside it has of both: taken where the citizen gave none and the receipt names its key. */
  readonly exported?: Pick<ReceiptInput, 'vkey' | 'definition'> | undefined;
}

/** What is known of a receipt that can be read at all. */
export interface OpenedReceipt {
  readonly receipt: Receipt;
  readonly acceptedAtMs: number;
  readonly proof: LogProof;
  /** What the log signed; without a key, what the receipt says that it signed. */
  readonly checkpoint: Checkpoint | undefined;
  /** Name and key id (hex) of the log's key, as the receipt has them. */
  readonly key: { readonly name: string; readonly id: string } | undefined;
  readonly definition: ContestDefinition | undefined;
}

export interface CheckedReceipt {
  readonly steps: readonly Step[];
  /** The key that it was checked under. */
  readonly vkey: string | undefined;
  readonly opened: OpenedReceipt | undefined;
}

/**
 * Makes steps 1–8; the ninth is for whoever has the log.
 * @throws DauysError `config-invalid` when `vkey` is none
 */
export async function checkReceipt(input: ReceiptInput): Promise<CheckedReceipt> {
  if (input.vkey !== undefined) parseVkey(input.vkey, sha256);
  const steps = createSteps();
  const parsed = steps.run(1, () => {
    const { receipt, acceptedAtMs } = parseReceipt(input.text);
    return { receipt, acceptedAtMs, proof: parseProof(receipt.proof) };
  });
  if (parsed === undefined) return { steps: steps.all('unreadable'), vkey: input.vkey, opened: undefined };
  const { proof, receipt } = parsed;
  const key = keyNamedIn(proof);
  const { exported } = input;
  const isOfExport = key !== undefined && exported?.vkey?.startsWith(`${key.name}+${key.id}+`) === true;
  const vkey = input.vkey ?? (isOfExport ? exported.vkey : undefined);
  if (vkey !== undefined) await prepareSignatures([proof.checkpoint], vkey);
  const checkpoint = checkCheckpoint(steps, proof, vkey, exported === undefined ? 'no-key' : 'another-log');
  const leaf = checkLeaf(steps, parsed, checkpoint);
  checkOpening(steps, parsed, leaf, input.cms);
  const bytes = input.definition ?? (vkey !== undefined && vkey === exported?.vkey ? exported.definition : undefined);
  const definition = checkDefinition(steps, receipt, leaf, checkpoint, bytes);
  if (vkey !== undefined) compareWithLibrary(steps, input.text, vkey);
  return { steps: steps.all('no-log'), vkey, opened: { ...parsed, checkpoint, key, definition } };
}

interface Parsed {
  readonly receipt: Receipt;
  readonly acceptedAtMs: number;
  readonly proof: LogProof;
}

type Steps = ReturnType<typeof createSteps>;

function createSteps() {
  const made = new Map<StepNumber, Step>();
  return {
    /** Makes a step; undefined when it fails. */
    run<T>(step: StepNumber, make: () => T): T | undefined {
      try {
        const value = make();
        made.set(step, { step, state: 'passed' });
        return value;
      } catch (error) {
        // Whatever a file does to a reader, it ends here: no file may stop the page.
        made.set(step, { step, state: 'failed', code: isDauysError(error) ? error.code : 'receipt-malformed' });
        return undefined;
      }
    },
    skip(step: StepNumber, detail: string): void {
      made.set(step, { step, state: 'not-checked', detail });
    },
    /** Every step; those that nobody came to are not checked for this reason. */
    all(missing: string): readonly Step[] {
      const numbers: readonly StepNumber[] = [1, 2, 3, 4, 5, 6, 7, 8, 9];
      return numbers.map((step) => made.get(step) ?? { step, state: 'not-checked', detail: missing });
    },
    state: (step: StepNumber) => made.get(step)?.state,
  };
}

function checkCheckpoint(steps: Steps, { checkpoint }: LogProof, vkey: string | undefined, missing: string) {
  if (vkey === undefined) {
    steps.skip(2, missing);
    return unsignedCheckpoint(checkpoint);
  }
  const verifier = createNoteVerifier(vkey, { sha256, verifyEd25519 });
  return steps.run(2, () => {
    const opened = parseCheckpoint(openNote(checkpoint, [verifier]).text);
    if (opened.origin !== verifier.name) throw refused('another origin');
    return opened;
  });
}

function unsignedCheckpoint(note: string): Checkpoint | undefined {
  try {
    return parseCheckpoint(parseNote(note).text);
  } catch {
    return undefined;
  }
}

function checkLeaf(steps: Steps, parsed: Parsed, checkpoint: Checkpoint | undefined): BallotLeaf | undefined {
  const { receipt, proof, acceptedAtMs } = parsed;
  if (checkpoint === undefined) steps.skip(3, 'no-checkpoint');
  else {
    const { size, root } = checkpoint;
    steps.run(3, () => {
      verifyInclusion({ leafHash: leafHash(proof.leaf, sha256), index: proof.index, size, root }, proof.hashes, sha256);
    });
  }
  const leaf = steps.run(4, () => {
    const found = parseLeaf(proof.leaf);
    if (proof.index !== receipt.index || found.type !== 'ballot') throw refused('another entry');
    return found;
  });
  const value = u64be(acceptedAtMs);
  const entry = receipt.opening.evidence.find(({ tag }) => tag === EVIDENCE.acceptedAtMs);
  steps.run(5, () => {
    if (entry?.length !== value.length || entry.sha256 !== toHex(sha256(value))) throw refused('another time');
    if (leaf !== undefined && leaf.time !== leafTime(acceptedAtMs)) throw refused('another time');
  });
  return leaf;
}

type BallotLeaf = Extract<Leaf, { readonly type: 'ballot' }>;

function checkOpening(
  steps: Steps,
  { receipt: { opening, number } }: Parsed,
  leaf: BallotLeaf | undefined,
  cms: Uint8Array | undefined,
): void {
  if (leaf === undefined) {
    steps.skip(6, 'no-ballot');
    steps.skip(7, 'no-ballot');
    return;
  }
  const evidence = opening.evidence.map((entry) => ({ ...entry, sha256: bytesOf(entry.sha256) }));
  const cmsSha256 = bytesOf(opening.cmsSha256);
  steps.run(6, () => {
    const commit = ballotCommit(bytesOf(opening.saltBallot), cmsSha256, evidenceDigest(evidence, sha256), sha256);
    if (!equalBytes(commit, leaf.ballotCommit)) throw refused('another ballot');
    if (cms !== undefined && !equalBytes(sha256(removeArmour(cms)), cmsSha256)) throw refused('another signed file');
  });
  steps.run(7, () => {
    const commit = choiceCommit(bytesOf(opening.saltChoice), leaf.contestTag, number, sha256);
    if (!equalBytes(commit, leaf.choiceCommit)) throw refused('another choice');
  });
}

function checkDefinition(
  steps: Steps,
  receipt: Receipt,
  leaf: BallotLeaf | undefined,
  checkpoint: Checkpoint | undefined,
  bytes: Uint8Array | undefined,
): ContestDefinition | undefined {
  if (bytes === undefined || leaf === undefined || checkpoint === undefined) {
    steps.skip(8, bytes === undefined ? 'no-definition' : 'no-ballot');
    return undefined;
  }
  return steps.run(8, () => {
    const definition = parseContestDefinition(JSON.parse(fromUtf8(bytes)));
    const candidate = definition.candidates.find(({ number }) => number === receipt.number);
    const isOurs =
      equalBytes(contestTag(definitionDigest(definition, sha256)), leaf.contestTag) &&
      definition.origin === checkpoint.origin &&
      definition.id === receipt.contest &&
      candidate?.id === receipt.candidate;
    if (!isOurs) throw refused('another definition');
    return definition;
  });
}

/** `dauys verify receipt` makes the first seven steps at once: should it refuse what passed here, nothing is proved. */
function compareWithLibrary(steps: Steps, text: string, vkey: string): void {
  if (([1, 2, 3, 4, 5, 6, 7] as const).some((step) => steps.state(step) !== 'passed')) return;
  steps.run(1, () => verifyReceipt(text, vkey, { sha256, verifyEd25519 }));
}

/** The signature line that bears the name of the checkpoint's first line. */
function keyNamedIn({ checkpoint }: LogProof): OpenedReceipt['key'] {
  try {
    const { text, signatures } = parseNote(checkpoint);
    const { origin } = parseCheckpoint(text);
    const own = signatures.find(({ name }) => name === origin);
    return own && { name: own.name, id: own.keyId.toString(16).padStart(8, '0') };
  } catch {
    return undefined;
  }
}

/** For hex that the reader of receipts has seen. */
function bytesOf(hex: string): Uint8Array {
  return fromHex(hex) ?? new Uint8Array();
}

function refused(message: string): DauysError {
  return new DauysError('receipt-invalid', message);
}
