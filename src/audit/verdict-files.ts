import { equalBytes, fromBase64 } from '../encoding/bytes.ts';
import type { AuditedLog } from './audited-log.ts';
import { readRecord, recordBatches, type BallotRecord } from './ballot-record.ts';
import type { Finding } from './checks.ts';
import type { RestrictedFiles } from './restricted-files.ts';
import { unitPath } from './restricted-unit.ts';
import { parseObject, textLines } from './text-lines.ts';
import { unitsOf } from './unit-tasks.ts';

/** Records read at a time. */
const BATCH = 64;

/** What others are given to judge again is what was recorded: one line for each record, with its very CMS (A20). */
export async function checkVerdictFiles(
  { size }: Pick<AuditedLog, 'size'>,
  restricted: RestrictedFiles,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (let unit = 0; unit < unitsOf(size); unit++) {
    const path = `restricted/ncanode/${String(unit).padStart(6, '0')}.jsonl`;
    if (restricted.find(path) === undefined) continue;
    const lines = textLines(restricted.stream(path))[Symbol.asyncIterator]();
    for await (const record of recordsOf(restricted, unit)) {
      const line = await lines.next();
      const { index, cms } = parseObject(line.done === true ? '' : line.value) ?? {};
      const bytes = typeof cms === 'string' ? fromBase64(cms) : undefined;
      if (index === record.index && bytes !== undefined && equalBytes(bytes, record.cms)) continue;
      findings.push({ check: 'A20', index: record.index, file: path, detail: 'verdict' });
      // Behind a line that is missing every one would be another's.
      break;
    }
    const isOver = (await lines.next()).done === true;
    if (!isOver && findings.at(-1)?.file !== path) findings.push({ check: 'A20', file: path, detail: 'verdict' });
    for (let rest = isOver; !rest;) rest = (await lines.next()).done === true;
  }
  // The digests of all these files are judged elsewhere, but for what encrypted ones hold.
  const plain = restricted.takeFindings().filter(({ file, detail }) => detail === 'plain' && isVerdicts(file));
  return [...findings, ...plain];
}

function isVerdicts(file: string | undefined): boolean {
  return file?.startsWith('restricted/ncanode/') === true;
}

async function* recordsOf(restricted: RestrictedFiles, unit: number): AsyncIterable<BallotRecord> {
  for await (const batch of recordBatches(restricted.stream(unitPath(unit)), BATCH)) {
    if (batch === 'malformed') return;
    const { packed, offsets } = batch;
    for (const [i, at] of offsets.slice(0, -1).entries()) yield readRecord(packed.subarray(at, offsets[i + 1]));
  }
}
