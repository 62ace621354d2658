import type { Finding } from './checks.ts';
import type { ExportedAnchorLine, ExportedText } from './audited-log.ts';
import type { ExportFiles } from './export-files.ts';
import { parseObject, textLines } from './text-lines.ts';

/** Bounds of what is kept in memory: a log has some hundreds of either. */
const MAX_LINES = 100_000;

/** Reads `documents.jsonl`: the texts that entries commit to. */
export async function readDocuments(
  files: ExportFiles,
): Promise<{ readonly documents: ReadonlyMap<number, ExportedText>; readonly findings: readonly Finding[] }> {
  const documents = new Map<number, ExportedText>();
  const findings: Finding[] = [];
  for await (const line of linesOf(files, 'public/documents.jsonl')) {
    const { index, type, text } = line ?? {};
    if (isIndex(index) && typeof type === 'number' && typeof text === 'string' && !documents.has(index)) {
      documents.set(index, { type, text });
    } else findings.push({ check: 'A01', file: 'public/documents.jsonl', detail: 'malformed' });
  }
  return { documents, findings };
}

/** Reads `time-anchors.jsonl`. */
export async function readAnchors(
  files: ExportFiles,
): Promise<{ readonly anchors: readonly ExportedAnchorLine[]; readonly findings: readonly Finding[] }> {
  const anchors: ExportedAnchorLine[] = [];
  const findings: Finding[] = [];
  for await (const line of linesOf(files, 'public/time-anchors.jsonl')) {
    const { index, size, root, token, checkpoint } = line ?? {};
    const isAnchor = isIndex(index) && isIndex(size) && [root, token, checkpoint].every((s) => typeof s === 'string');
    if (isAnchor) anchors.push({ index, size, root, token, checkpoint } as ExportedAnchorLine);
    else findings.push({ check: 'A11', detail: 'malformed' });
  }
  return { anchors, findings };
}

async function* linesOf(
  files: ExportFiles,
  path: string,
): AsyncIterable<Readonly<Record<string, unknown>> | undefined> {
  let lines = 0;
  for await (const text of textLines(files.stream(path))) {
    if (++lines > MAX_LINES) yield undefined;
    else yield parseObject(text);
  }
}

function isIndex(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
