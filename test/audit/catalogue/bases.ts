import type { ContestKeys } from '../../../src/intake/ports.ts';
import { loadContestKeys } from '../../../src/keys/contest-keys.ts';
import { parseVkey, type NoteSigner } from '../../../src/log/note.ts';
import { sha256 } from '../../support/ballots.ts';
import { filesIn } from '../../support/export-files.ts';
import { exportLedger, type ExportedLedger, type ExportOptions } from '../../support/exported-ledger.ts';

/** Files of an export by their paths. */
export type Files = Map<string, Uint8Array>;

/** A clean export, with every key of who made it. */
export interface Base {
  readonly exported: ExportedLedger;
  readonly files: Files;
  readonly keys: ContestKeys;
  readonly signer: NoteSigner;
}

/** The clean ledgers that others are made of. */
export const BASES = {
  /** Entry 0, ballots 1–6, anchor 7, ballots 8–13, anchor 14, closing 15, protocol 16, anchor 17. */
  full: { ballots: 12, stamped: true, anchors: 2, revocation: 'ocsp-then-crl' },
  /** Entry 0, ballots 1–8, closing 9, protocol 10; nothing that need not be. */
  plain: { ballots: 8, batch: 3 },
  /** Ballots 1–6 under way, nothing opened. */
  embargo: { ballots: 6, mode: 'afterClose', closed: false, revocation: 'crl' },
  /** Two ballots alone: the second engine takes its time. */
  brief: { ballots: 2 },
  gost: { ballots: 3, algorithm: 'gost512', revocation: 'ocsp', withVerdicts: true },
  /** Two tiles, the first one full. */
  wide: { ballots: 260, sharedSignatures: true },
} as const satisfies Record<string, ExportOptions>;

export type BaseName = keyof typeof BASES;

export async function makeBase(name: BaseName): Promise<Base> {
  const exported = await exportLedger(BASES[name]);
  const { contest, config } = exported.ledger;
  const keys = loadContestKeys(config.keysDirectory, contest);
  const { name: origin, keyId } = parseVkey(keys.vkey, sha256);
  const signer = { name: origin, keyId, sign: keys.signCheckpoint };
  return { exported, files: filesIn(exported.directory), keys, signer };
}
