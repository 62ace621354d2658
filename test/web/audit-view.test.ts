import { describe, expect, it } from '@jest/globals';
import { toBase64 } from '../../src/encoding/bytes.ts';
import { cosignersOf, createAnchorCounter, sizeOf } from '../../src/web/pages/audit-view.ts';
import { createProtocolWatch } from '../../src/web/published.ts';

const SECONDS = 1_760_000_000;

/** A line as a witness writes it: key id, time, signature. */
function cosignature(name: string): string {
  const bytes = new Uint8Array(4 + 8 + 64);
  new DataView(bytes.buffer).setBigUint64(4, BigInt(SECONDS));
  return `— ${name} ${toBase64(bytes)}\n`;
}

const LOG_LINE = `— vote.example.kz/log/demo ${toBase64(new Uint8Array(4 + 64))}\n`;
const NOTE = `vote.example.kz/log/demo\n1234\nAAAA\n\n${LOG_LINE}${cosignature('observer.example')}${cosignature('university.example')}`;

describe('what the audit page reads of a checkpoint', () => {
  it('is its size, and who cosigned it when', () => {
    expect(sizeOf(NOTE)).toBe(1234);
    const at = new Date(SECONDS * 1000);
    expect(cosignersOf(NOTE)).toEqual([
      { name: 'observer.example', at },
      { name: 'university.example', at },
    ]);
  });

  it('is nobody where lines are of another kind', () => {
    expect(cosignersOf('a\n1\nAAAA\n\n— sig\n— name not-base64!\n')).toEqual([]);
  });
});

describe('time anchors', () => {
  it('are counted over all pages, and each read once', async () => {
    const all = Array.from({ length: 205 }, (_, i) => ({ index: i * 2 + 1, size: i * 2 }));
    const asked: number[] = [];
    const count = createAnchorCounter({
      timeAnchors: async (_, after) => {
        asked.push(after);
        const rows = all.filter(({ index }) => index > after).slice(0, 100);
        return rows.map((row) => ({ ...row, root: new Uint8Array(32), token: '', checkpoint: '' }));
      },
    });
    expect(await count('demo')).toEqual({ count: 205, newest: { index: 409, size: 408 } });
    all.push({ index: 500, size: 499 });
    expect(await count('demo')).toEqual({ count: 206, newest: { index: 500, size: 499 } });
    expect(asked).toEqual([-1, 199, 399, 409, 409, 500]);
  });
});

describe('the final protocol', () => {
  it('is asked for until it is there, and not again', async () => {
    let asked = 0;
    const isPublished = createProtocolWatch({
      protocol: async () => (++asked < 3 ? undefined : ({ sha256: '00' } as never)),
    });
    for (const there of [false, false, true, true, true]) expect(await isPublished('demo')).toBe(there);
    expect(asked).toBe(3);
  });
});
