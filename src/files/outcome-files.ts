import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { OutcomeStore } from '../audit/ports.ts';
import type { UnitOutcome } from '../audit/unit-outcome.ts';
import { openReportDirectory } from './report-files.ts';

const FOLDER = 'state';
const DIGEST_BYTES = 32;

/** Outcomes of units as files of their own, each whole or not there. */
export interface OutcomeFiles {
  /** @param identity - names export and options: what was kept of others is not taken */
  open(identity: string): OutcomeStore;
  /** Once the report stands they are of no more use. */
  remove(): void;
}

/**
 * @param directory - that of the reports
 * @param isResumed - goes on with what is there; otherwise begins anew
 */
export function createOutcomeFiles(directory: string, isResumed: boolean): OutcomeFiles {
  const folder = join(directory, FOLDER);
  const remove = (): void => {
    rmSync(folder, { recursive: true, force: true });
  };
  if (!isResumed) remove();
  return {
    open(identity) {
      mkdirSync(directory, { recursive: true, mode: 0o700 });
      const files = openReportDirectory(folder);
      const nameOf = (unit: number): string => `${String(unit).padStart(6, '0')}.state`;
      return {
        load: (unit) => read(join(folder, nameOf(unit)), identity, unit),
        save(outcome) {
          const body = serialize({ identity, outcome });
          files.write(nameOf(outcome.unit), Buffer.concat([createHash('sha256').update(body).digest(), body]));
        },
      };
    },
    remove,
  };
}

function read(path: string, identity: string, unit: number): UnitOutcome | undefined {
  if (!existsSync(path)) return undefined;
  const bytes = readFileSync(path);
  const body = bytes.subarray(DIGEST_BYTES);
  if (!createHash('sha256').update(body).digest().equals(bytes.subarray(0, DIGEST_BYTES))) return undefined;
  const kept = deserialize(body) as { readonly identity: string; readonly outcome: UnitOutcome };
  return kept.identity === identity && kept.outcome.unit === unit ? kept.outcome : undefined;
}
