import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fromHex } from '../../src/encoding/bytes.ts';
import { loadContestKeys } from '../../src/keys/contest-keys.ts';
import { checkpointBody, parseCheckpoint } from '../../src/log/checkpoint.ts';
import { verifyConsistency } from '../../src/log/merkle.ts';
import { parseNote, parseVkey, signNote } from '../../src/log/note.ts';
import { createLogKey } from '../log/ed25519.ts';
import { sha256 } from '../support/ballots.ts';
import { readLines } from '../support/export-files.ts';
import { exportLedger, type ExportedLedger } from '../support/exported-ledger.ts';
import { auditOf } from './audit-of.ts';

describe('an audit since a checkpoint', () => {
  let exported: ExportedLedger;
  let checkpoints: { readonly size: number; readonly checkpoint: string }[];
  const BALLOTS = 300;

  beforeAll(async () => {
    exported = await exportLedger({ ballots: BALLOTS, batch: 64, closed: false });
    checkpoints = readLines(readFileSync(join(exported.directory, 'public/checkpoints.jsonl')));
  });
  afterAll(() => {
    exported.remove();
  });
  const audit = (since: string) => auditOf(exported, { since, engine: 'fast' });

  it.each([0, 1, 2, 5])('judges the tail alone and proves the rest to be its beginning (checkpoint %#)', async (i) => {
    const { size, checkpoint } = checkpoints[i]!;
    const { report, findings } = await audit(checkpoint);
    expect(findings).toEqual([]);
    expect(report.records).toMatchObject({ rsa: BALLOTS + 1 - size });
    const older = parseCheckpoint(parseNote(checkpoint).text);
    const newer = { size: report.log!.size, root: fromHex(report.log!.root)! };
    expect(report.since).toMatchObject({ size: older.size, root: Buffer.from(older.root).toString('hex') });
    verifyConsistency(
      older,
      newer,
      report.since!.proof.map((hash) => fromHex(hash)!),
      sha256,
    );
  });

  it('finds a history that the same key has signed otherwise', async () => {
    const { origin } = exported.ledger.contest;
    const { vkey, signCheckpoint } = loadContestKeys(exported.ledger.config.keysDirectory, exported.ledger.contest);
    const signer = { name: origin, keyId: parseVkey(vkey, sha256).keyId, sign: signCheckpoint };
    const other = signNote(checkpointBody(origin, 65, sha256(new Uint8Array())), [signer]);
    const { report, findings } = await audit(other);
    expect(findings).toEqual([{ check: 'A06', index: 64, detail: 'since' }]);
    expect(report.verdict).toBe('findings');
  });

  it('refuses a checkpoint of another key, or of a longer log', async () => {
    const { origin } = exported.ledger.contest;
    const stranger = signNote(checkpointBody(origin, 65, sha256(new Uint8Array())), [createLogKey(origin).signer]);
    await expect(audit(stranger)).rejects.toMatchObject({ code: 'config-invalid' });
    const { vkey, signCheckpoint } = loadContestKeys(exported.ledger.config.keysDirectory, exported.ledger.contest);
    const signer = { name: origin, keyId: parseVkey(vkey, sha256).keyId, sign: signCheckpoint };
    const longer = signNote(checkpointBody(origin, 9999, sha256(new Uint8Array())), [signer]);
    await expect(audit(longer)).rejects.toMatchObject({ code: 'config-invalid' });
  });
});
