import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { toHex, toUtf8, u64be } from '../../src/encoding/bytes.ts';
import {
  ballotCommit,
  choiceCommit,
  evidenceDigest,
  evidenceEntry,
  keyCheckMessage,
  voterTagMessage,
} from '../../src/log/commitments.ts';
import { sha256 } from './reference-tree.ts';

const hashHex = (...parts: (string | Buffer)[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
};
const salt = new Uint8Array(32).fill(1);
const tag = new Uint8Array(16).fill(0xc7);
const filled = (length: number, byte: number): Buffer => Buffer.alloc(length, byte);

describe('commitments', () => {
  it('bind salt, CMS and evidence of a ballot', () => {
    const commit = ballotCommit(
      salt,
      salt.map(() => 2),
      salt.map(() => 3),
      sha256,
    );
    expect(toHex(commit)).toBe(hashHex('DYS1 ballot\n', filled(32, 1), filled(32, 2), filled(32, 3)));
  });

  it('bind salt, contest and candidate number of a choice', () => {
    expect(toHex(choiceCommit(salt, tag, 300, sha256))).toBe(
      hashHex('DYS1 choice\n', filled(32, 1), filled(16, 0xc7), Buffer.from([1, 44])),
    );
    for (const number of [0, 65_535, 1.5, -1]) {
      expect(() => choiceCommit(salt, tag, number, sha256)).toThrow('out of range');
    }
  });

  it('name what the voter key authenticates', () => {
    expect(toHex(voterTagMessage(tag, '123456789012'))).toBe(
      Buffer.concat([Buffer.from('DYS1 voter\n'), filled(16, 0xc7), Buffer.from('123456789012')]).toString('hex'),
    );
    expect(toHex(keyCheckMessage(tag))).toBe(
      Buffer.concat([Buffer.from('DYS1 key check\n'), filled(16, 0xc7)]).toString('hex'),
    );
    for (const iin of ['', '12345678901', '1234567890123', '12345678901a', '１２３４５６７８９０１２']) {
      expect(() => voterTagMessage(tag, iin)).toThrow('12 digits');
    }
  });

  it('digest evidence by tag, length and hash of each value', () => {
    const values: [number, Uint8Array][] = [
      [1, u64be(1_763_371_812_345)],
      [2, salt],
      [3, toUtf8('dauys 0.1.0')],
    ];
    const entries = values.map(([t, value]) => evidenceEntry(t, value, sha256));
    const parts = values.flatMap(([t, value]) => [
      Buffer.from([t, 0, 0, 0, value.length]),
      createHash('sha256').update(value).digest(),
    ]);
    expect(toHex(evidenceDigest(entries, sha256))).toBe(hashHex(...parts));
    expect(toHex(evidenceDigest([], sha256))).toBe(hashHex());
    expect(() => evidenceDigest(entries.toReversed(), sha256)).toThrow('ascend');
    expect(() => evidenceDigest([entries[0]!, entries[0]!], sha256)).toThrow('ascend');
    expect(() => evidenceDigest([{ ...entries[0]!, tag: 0 }], sha256)).toThrow('ascend');
    expect(() => evidenceDigest([{ ...entries[0]!, length: -1 }], sha256)).toThrow('out of range');
  });

  it('refuse parts of another length: a commitment must have one reading', () => {
    const short = salt.subarray(1);
    expect(() => ballotCommit(short, salt, salt, sha256)).toThrow('expected 32 bytes');
    expect(() => ballotCommit(salt, short, salt, sha256)).toThrow('expected 32 bytes');
    expect(() => ballotCommit(salt, salt, short, sha256)).toThrow('expected 32 bytes');
    expect(() => choiceCommit(short, tag, 1, sha256)).toThrow('expected 32 bytes');
    expect(() => choiceCommit(salt, salt, 1, sha256)).toThrow('expected 16 bytes');
    expect(() => keyCheckMessage(salt)).toThrow('expected 16 bytes');
    expect(() => evidenceDigest([{ tag: 1, length: 0, sha256: short }], sha256)).toThrow('expected 32 bytes');
  });
});
