import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { fromBase64 } from '../../src/encoding/bytes.ts';
import { checkpointBody, parseCheckpoint } from '../../src/log/checkpoint.ts';
import { sha256 } from './reference-tree.ts';

const ROOT = sha256(new Uint8Array(0));
const BODY = checkpointBody('vote.example.kz/log/demo', 12, ROOT);

describe('checkpoint bodies', () => {
  it('are three lines and read back', () => {
    expect(BODY).toBe('vote.example.kz/log/demo\n12\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n');
    expect(parseCheckpoint(BODY)).toEqual({ origin: 'vote.example.kz/log/demo', size: 12, root: ROOT });
  });

  it.each([
    ['nothing', ''],
    ['no origin', BODY.slice(BODY.indexOf('\n'))],
    ['no root', 'origin\n12\n'],
    ['no last line feed', BODY.slice(0, -1)],
    ['an extension line', `${BODY}extension\n`],
    ['a blank line more', `${BODY}\n`],
    ['a leading zero', BODY.replace('\n12\n', '\n012\n')],
    ['a sign', BODY.replace('\n12\n', '\n+12\n')],
    ['a negative size', BODY.replace('\n12\n', '\n-12\n')],
    ['a fraction', BODY.replace('\n12\n', '\n1.2\n')],
    ['an exponent', BODY.replace('\n12\n', '\n1e2\n')],
    ['hex', BODY.replace('\n12\n', '\n0x12\n')],
    ['no size', BODY.replace('\n12\n', '\n\n')],
    ['a size past the safe integers', BODY.replace('\n12\n', '\n9007199254740993\n')],
    ['a size past 64 bits', BODY.replace('\n12\n', '\n99999999999999999999\n')],
    ['other digits', BODY.replace('\n12\n', '\n١٢\n')],
    ['a root of 31 bytes', checkpointBody('origin', 12, ROOT.subarray(1))],
    ['a root of 33 bytes', checkpointBody('origin', 12, new Uint8Array(33))],
    ['a root with spaces', BODY.replace('U=', 'U= ')],
    ['carriage returns', BODY.replaceAll('\n', '\r\n')],
  ])('are malformed: %s', async (_, text) => {
    await expect(() => parseCheckpoint(text)).toRejectWithCode('receipt-malformed');
  });
});

const FILE = '../shared/vectors/tlog/checkpoint-parse.json';
const suite = existsSync(FILE) ? describe : describe.skip;
suite(`checkpoint vectors${existsSync(FILE) ? '' : ' (skipped: no ../shared)'}`, () => {
  const vectors = existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as CheckpointVectors) : undefined;

  it('read the tree of the Go checksum database', () => {
    const root = fromBase64('TszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0=');
    expect(parseCheckpoint(vectors!.goTree.text)).toEqual({ origin: 'go.sum database tree', size: 123456789012, root });
  });

  it('refuse what others refuse', async () => {
    expect(vectors!.invalid).toHaveLength(7);
    for (const text of vectors!.invalid)
      await expect(() => parseCheckpoint(text)).toRejectWithCode('receipt-malformed');
  });

  it('are stricter than the generic format: a root is a SHA-256', async () => {
    expect(vectors!.valid).toEqual(['Log\n123\nYmFuYW5hcw==\n']);
    await expect(() => parseCheckpoint(vectors!.valid[0]!)).toRejectWithCode('receipt-malformed');
  });
});

interface CheckpointVectors {
  valid: string[];
  goTree: { text: string };
  invalid: string[];
}
