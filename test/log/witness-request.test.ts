import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatAddCheckpoint, parseAddCheckpoint, parseTreeSize } from '../../src/log/witness-request.ts';

const HASH = `${Buffer.alloc(32, 7).toString('base64')}\n`;
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));
const hashes = fc.array(fc.uint8Array({ minLength: 32, maxLength: 32 }), { maxLength: 63 });

describe('add-checkpoint', () => {
  it('reads what was written', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), hashes, fc.string({ unit: 'grapheme' }), (oldSize, proof, checkpoint) => {
        const body = formatAddCheckpoint({ oldSize, proof, checkpoint });
        expect(parseAddCheckpoint(new Uint8Array(Buffer.from(body)))).toEqual({ oldSize, proof, checkpoint });
      }),
    );
    expect(formatAddCheckpoint({ oldSize: 0, proof: [], checkpoint: 'c\n' })).toBe('old 0\n\nc\n');
  });

  it.each([
    ['nothing', ''],
    ['no checkpoint', `old 1\n${HASH}`],
    ['no old size', `${HASH}\nc`],
    ['a leading zero', 'old 01\n\nc'],
    ['a sign', 'old -1\n\nc'],
    ['a size past the safe integers', 'old 9007199254740993\n\nc'],
    ['white space', 'old 1 \n\nc'],
    ['another word', 'Old 1\n\nc'],
    ['a short hash', 'old 1\nAAAA\n\nc'],
    ['base64 that is not canonical', `old 1\n${HASH.replace('c=', 'd=')}\n\nc`],
    ['carriage returns', `old 1\r\n${HASH}\r\n\r\nc`],
    ['64 hashes', `old 1\n${HASH.repeat(64)}\nc`],
    ['what is not UTF-8', 'old 1\n\n\xff'],
    ['too much', `old 1\n\n${'c'.repeat(65_536)}`],
  ])('is refused: %s', async (_, text) => {
    await expect(() => parseAddCheckpoint(bytes(text))).toRejectWithCode('malformed-request');
  });

  it('is read, or refused with a code', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (noise) => {
        await expect(() => parseAddCheckpoint(bytes(`old ${noise}`.replace('\n\n', '\n')))).toRejectWithCode(
          'malformed-request',
        );
      }),
    );
  });
});

describe('the size in a conflict', () => {
  it.each([
    ['257\n', 257],
    ['0\n', 0],
    ['257', undefined],
    ['0257\n', undefined],
    ['257\n\n', undefined],
    ['-1\n', undefined],
    ['9007199254740993\n', undefined],
    ['', undefined],
  ])('of %j is %s', (text, size) => {
    expect(parseTreeSize(text)).toBe(size);
  });
});
