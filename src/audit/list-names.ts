import { unlessRefused } from '../domain/errors.ts';
import { parseCrlRecord } from '../signature/crl-record.ts';
import { crlRecordOf, type BallotRecord } from './ballot-record.ts';

/** Records of lists kept with their names: ballots decided by the same lists have the same one, unless revoked. */
const MAX_KNOWN = 256;

/** Which revocation lists a ballot's evidence names; none when that cannot be read, which is told elsewhere. */
export function createListNames(): (record: BallotRecord) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  return (record) => {
    const bytes = crlRecordOf(record);
    if (bytes === undefined) return [];
    const key = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
    const found = known.get(key);
    if (found !== undefined) return found;
    const names = readNames(bytes);
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(key, names);
    return names;
  };
}

function readNames(bytes: Uint8Array): readonly string[] {
  return unlessRefused(() => parseCrlRecord(bytes))?.lists.map(({ sha256 }) => sha256) ?? [];
}
