import { fromUtf8 } from '../../encoding/bytes.ts';
import { parseVkey } from '../../log/note.ts';
import { DauysError } from '../../domain/errors.ts';
import { openChosenExport, type ReadBlob } from './export-reader.ts';
import { chooseEd25519 } from './log-signature.ts';
import type { Job, Outcome, ReceiptFacts, ReceiptOutcome } from './messages.ts';
import { auditPublicPart, keyIn, type PublicAudit, type PublicAuditOptions } from './public-audit.ts';
import { compareWithLog, type ReceiptInLog } from './receipt-in-log.ts';
import { checkReceipt, type CheckedReceipt, type OpenedReceipt, type Step } from './receipt-steps.ts';
import { sha256 } from './sha256.ts';

export interface WorkPorts {
  readonly readBlob: ReadBlob;
  readonly subtle: SubtleCrypto | undefined;
  readonly seed: () => number;
  readonly threads: PublicAuditOptions['threads'];
  readonly onProgress: (done: number, total: number) => void;
}

/** No receipt and no definition is longer. */
const MAX_RECEIPT_BYTES = 2 ** 18;
const MAX_FILE_BYTES = 64 * 2 ** 20;

/**
 * Does what the page asks.
 * @throws DauysError `config-invalid` for a key that is none, `export-invalid` for a folder that is no export,
 * `receipt-malformed` for a file that cannot be a receipt
 */
export async function work(job: Job, ports: WorkPorts): Promise<Outcome> {
  const { logKey, receipt } = job;
  if (logKey !== undefined) parseVkey(logKey, sha256);
  const ed25519 = await chooseEd25519(ports.subtle);
  const reader = job.exported && openChosenExport(job.exported, ports.readBlob);
  const exported = reader && { vkey: keyIn(reader), definition: reader.read('public/contest.json') };
  const checked = receipt && (await checkReceipt({ ...readReceipt(receipt, ports), vkey: logKey, exported }));
  const size = checked?.opened?.checkpoint?.size;
  const audit =
    reader &&
    (await auditPublicPart(reader, {
      logKey,
      seed: ports.seed(),
      threads: ports.threads,
      sizes: size === undefined ? [] : [size],
      onProgress: ports.onProgress,
    }));
  const keyFrom = logKey !== undefined ? 'reader' : exported?.vkey === undefined ? 'nowhere' : 'export';
  const hasCms = receipt?.cms !== undefined;
  return { ed25519, keyFrom, receipt: checked && conclude(checked, audit, hasCms), report: audit?.report };
}

function readReceipt({ text, cms, definition }: NonNullable<Job['receipt']>, { readBlob }: WorkPorts) {
  return {
    text: typeof text === 'string' ? text : textOf(readWhole(text, readBlob, MAX_RECEIPT_BYTES)),
    cms: cms && readWhole(cms, readBlob, MAX_FILE_BYTES),
    definition: definition && readWhole(definition, readBlob, MAX_FILE_BYTES),
  };
}

function readWhole(file: Blob, readBlob: ReadBlob, limit: number): Uint8Array {
  if (file.size > limit) throw new DauysError('receipt-malformed', 'the file is too large');
  return readBlob(file);
}

function textOf(bytes: Uint8Array): string {
  try {
    return fromUtf8(bytes);
  } catch {
    throw new DauysError('receipt-malformed', 'the receipt is not UTF-8 text');
  }
}

function conclude(
  { steps, opened, vkey }: CheckedReceipt,
  audit: PublicAudit | undefined,
  hasCms: boolean,
): ReceiptOutcome {
  const inLog = opened && audit?.log && compareWithLog(opened, vkey, audit.log);
  const all = inLog === undefined ? steps : steps.map((step) => (step.step === 9 ? lastStep(inLog) : step));
  const isProved = all.filter(({ step }) => step <= 7).every(({ state }) => state === 'passed');
  const isRefused = all.some(({ state }) => state === 'failed');
  const verdict = isRefused ? 'refused' : isProved ? 'genuine' : 'incomplete';
  return { verdict, steps: all, inLog, hasCms, facts: opened && factsOf(opened) };
}

function lastStep({ state, detail }: ReceiptInLog): Step {
  return {
    step: 9,
    state,
    ...(state === 'failed' && { code: 'receipt-invalid' as const }),
    ...(detail !== undefined && { detail }),
  };
}

function factsOf({ receipt, checkpoint, key, definition }: OpenedReceipt): ReceiptFacts {
  const { contest, candidate, number, index, acceptedAt } = receipt;
  return {
    ...{ contest, candidate, number, index, acceptedAt },
    title: definition?.title,
    name: definition?.candidates.find((each) => each.number === number)?.name,
    size: checkpoint?.size,
    keyName: key?.name,
    keyId: key?.id,
  };
}
