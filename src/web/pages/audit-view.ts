import { fromBase64 } from '../../encoding/bytes.ts';
import type { TimeAnchorRow } from '../../intake/ports.ts';
import { cosignatureTime } from '../../log/cosignature.ts';
import type { SitePorts } from '../contest-view.ts';

/** A witness that put its name under a checkpoint, and when it did. */
export interface Cosigner {
  readonly name: string;
  readonly at: Date;
}

const KEY_ID_BYTES = 4;

/** Who cosigned a checkpoint that the service checked before it gave it out; the log's own signature is none of them. */
export function cosignersOf(checkpoint: string): readonly Cosigner[] {
  return checkpoint.split('\n').flatMap((line) => {
    const [, name = '', encoded = ''] = /^— (\S+) (\S+)$/u.exec(line) ?? [];
    const signature = fromBase64(encoded)?.subarray(KEY_ID_BYTES);
    const seconds = signature && cosignatureTime({ signature });
    return seconds === undefined ? [] : [{ name, at: new Date(seconds * 1000) }];
  });
}

/** Entries that a checkpoint covers. */
export function sizeOf(checkpoint: string): number {
  return Number(checkpoint.split('\n', 2)[1] ?? 0);
}

type Anchor = Pick<TimeAnchorRow, 'index' | 'size'>;

export interface AnchorList {
  readonly count: number;
  readonly newest: Anchor | undefined;
}

const NONE: AnchorList = { count: 0, newest: undefined };

/** Counts time anchors; what was seen once is not read again, since nothing is taken out of a log. */
export function createAnchorCounter(log: Pick<SitePorts['log'], 'timeAnchors'>) {
  const seen = new Map<string, AnchorList>();
  return async (contestId: string): Promise<AnchorList> => {
    let list = seen.get(contestId) ?? NONE;
    for (;;) {
      const rows = await log.timeAnchors(contestId, list.newest?.index ?? -1);
      const newest = rows.at(-1);
      if (newest === undefined) return list;
      list = { count: list.count + rows.length, newest: { index: newest.index, size: newest.size } };
      seen.set(contestId, list);
    }
  };
}
