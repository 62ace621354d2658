import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { EVIDENCE, type EvidenceValue } from '../../../src/domain/evidence.ts';

/** A ballot as the ledger keeps it. */
export interface StoredRecord {
  readonly index: number;
  readonly leaf: Uint8Array;
  readonly receipt: string;
  readonly cms: Uint8Array;
  readonly saltBallot: Uint8Array;
  readonly evidence: readonly EvidenceValue[];
}

interface Row {
  readonly idx: number;
  readonly leaf: Uint8Array;
  readonly receipt: string;
  readonly cms: Uint8Array;
  readonly salt_ballot: Uint8Array;
  readonly evidence: Uint8Array;
}

/** Every ballot in the ledger of this data directory, read beside the service. */
export function storedBallots(data: string): StoredRecord[] {
  const db = new SqliteDatabase(join(data, 'ledger.db'), { readonly: true });
  try {
    const rows = db
      .prepare(
        'SELECT idx, leaf, receipt, cms, salt_ballot, evidence FROM ballot_secret JOIN entry USING (contest, idx)',
      )
      .all() as Row[];
    return rows.map(({ idx: index, leaf, receipt, cms, salt_ballot: saltBallot, evidence }) => {
      return { index, leaf, receipt, cms, saltBallot, evidence: splitEvidence(evidence) };
    });
  } finally {
    db.close();
  }
}

/** The record that this receipt was given for. */
export function recordOf(data: string, receipt: string): StoredRecord {
  const found = storedBallots(data).find((record) => record.receipt === receipt);
  if (found === undefined) throw new Error('no such ballot in the ledger');
  return found;
}

/** Names of the tags, ascending. */
export function tagNames({ evidence }: Pick<StoredRecord, 'evidence'>): string[] {
  const names = new Map<number, string>(Object.entries(EVIDENCE).map(([name, tag]) => [tag, name]));
  return evidence.map(({ tag }) => names.get(tag) ?? `unknown ${tag}`);
}

/** Tag u8, length u32be, value: read here on its own, as an auditor would. */
function splitEvidence(column: Uint8Array): EvidenceValue[] {
  const view = new DataView(column.buffer, column.byteOffset, column.byteLength);
  const values: EvidenceValue[] = [];
  for (let at = 0; at < column.length;) {
    const length = view.getUint32(at + 1);
    values.push({ tag: view.getUint8(at), value: new Uint8Array(column.subarray(at + 5, at + 5 + length)) });
    at += 5 + length;
  }
  return values;
}
