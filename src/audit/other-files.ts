import type { AuditedLog } from './audited-log.ts';
import type { Finding } from './checks.ts';
import type { ExportReader } from './ports.ts';
import { isTilePath, tilePathsOf } from './unit-tasks.ts';

/** A01 of the files that no other check reads, and of those that nobody vouches for. */
export async function checkOtherFiles(
  reader: Pick<ExportReader, 'paths'>,
  { files, size, isOpened }: Pick<AuditedLog, 'files' | 'size' | 'isOpened'>,
  isFull: boolean,
): Promise<readonly Finding[]> {
  const tiles = tilePathsOf(size, isOpened);
  const isOurs = (path: string): boolean => (isFull || path.startsWith('public/')) && !tiles.has(path);
  const findings: Finding[] = reader
    .paths()
    .filter((path) => isOurs(path) && files.listed(path) === undefined)
    .map((file) => ({ check: 'A01', file, detail: 'unlisted' }));
  for (const path of files.paths) {
    if (!path.startsWith('public/') || tiles.has(path)) continue;
    if (isTilePath(path)) findings.push({ check: 'A01', file: path, detail: 'unexpected' });
    else if (!files.wasRead(path)) await files.check(path);
  }
  return [...findings, ...files.takeFindings()];
}
