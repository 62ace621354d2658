import { join } from 'node:path';
import type { ExportManifest } from '../../src/audit/export-manifest.ts';
import { exportContest, type ExportOrder } from '../../src/exporting.ts';
import { makeLedger, type LedgerOptions, type MadeLedger } from './made-ledger.ts';

/** A ledger and an export of it, for auditors' tests: both go away with `remove`. */
export interface ExportedLedger {
  /** What an auditor takes home. */
  readonly directory: string;
  readonly manifest: ExportManifest;
  readonly ledger: MadeLedger;
  remove(): void;
}

export type ExportOptions = LedgerOptions & Partial<Omit<ExportOrder, 'contest' | 'directory' | 'onProgress'>>;

/** Makes a ledger and exports it: everything, open, unless told. */
export async function exportLedger(options: ExportOptions): Promise<ExportedLedger> {
  const ledger = await makeLedger(options);
  const directory = join(ledger.directory, 'export');
  const { part = 'all', resume = false, size, recipients = [], withVerdicts = false } = options;
  const { manifest } = await exportAgain(ledger, { directory, part, resume, size, recipients, withVerdicts });
  return { directory, manifest, ledger, remove: ledger.remove };
}

/** Exports a ledger into another directory. */
export function exportAgain(ledger: MadeLedger, order: Partial<ExportOrder> & Pick<ExportOrder, 'directory'>) {
  const { contest, config } = ledger;
  const all = { part: 'all' as const, resume: false, onProgress: () => undefined, ...order };
  return exportContest({ contest: contest.id, ...all }, config);
}
