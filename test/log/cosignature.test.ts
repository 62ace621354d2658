import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { u64be } from '../../src/encoding/bytes.ts';
import { checkpointBody } from '../../src/log/checkpoint.ts';
import { cosign, cosignatureTime, createCosignatureVerifier } from '../../src/log/cosignature.ts';
import {
  createNoteVerifier,
  formatVkey,
  openNote,
  parseNote,
  parseSignatureLines,
  parseVkey,
  signatureLine,
  signNote,
} from '../../src/log/note.ts';
import { createLogKey, createWitnessKey, CRYPTO } from './ed25519.ts';
import { sha256 } from './reference-tree.ts';

const ORIGIN = 'vote.example.kz/log/demo';
const TIME = 1_800_000_000;
const log = createLogKey(ORIGIN);
const witness = createWitnessKey('witness.example.kz');
const body = checkpointBody(ORIGIN, 5, new Uint8Array(32).fill(9));
const note = signNote(body, [log.signer]);
const verifiers = [createNoteVerifier(log.vkey, CRYPTO), createCosignatureVerifier(witness.vkey, CRYPTO)];

describe('a cosignature', () => {
  it('verifies beside the signature of the log, with its time', () => {
    const cosigned = note + signatureLine(cosign(body, TIME, witness.signer));
    const { verified, unknown } = openNote(cosigned, verifiers);
    expect(verified.map(({ name }) => name)).toEqual([ORIGIN, 'witness.example.kz']);
    expect(unknown).toEqual([]);
    expect(cosignatureTime(verified[1]!)).toBe(TIME);
    expect(openNote(cosigned, verifiers.slice(0, 1)).verified).toHaveLength(1);
    expect(parseNote(cosigned).signatures[1]!.signature).toHaveLength(72);
  });

  it.each<[string, (signature: Uint8Array) => Uint8Array]>([
    ['another time', (s) => Uint8Array.of(...u64be(TIME + 1), ...s.subarray(8))],
    ['a time past the safe integers', (s) => Uint8Array.of(0xff, ...s.subarray(1))],
    ['a changed signature', (s) => s.map((byte, i) => (i === 71 ? byte ^ 1 : byte))],
    ['no time', (s) => s.subarray(8)],
    ['a byte more', (s) => Uint8Array.of(...s, 0)],
    ['a plain signature', () => witness.signer.sign(Buffer.from(body))],
  ])('is refused with %s', async (_, change) => {
    const genuine = cosign(body, TIME, witness.signer);
    const line = signatureLine({ ...genuine, signature: change(genuine.signature) });
    await expect(() => openNote(note + line, verifiers)).toRejectWithCode('receipt-invalid');
  });

  it('is refused over another checkpoint', async () => {
    const other = checkpointBody(ORIGIN, 6, new Uint8Array(32).fill(9));
    const line = signatureLine(cosign(other, TIME, witness.signer));
    await expect(() => openNote(note + line, verifiers)).toRejectWithCode('receipt-invalid');
  });

  it('comes from a key of its own type', async () => {
    await expect(() => createCosignatureVerifier(log.vkey, CRYPTO)).toRejectWithCode('config-invalid');
    await expect(() => createNoteVerifier(witness.vkey, CRYPTO)).toRejectWithCode('config-invalid');
  });
});

describe('signature lines', () => {
  it.each([
    ['nothing', ''],
    ['no line feed', '— a AAAAAAA='],
    ['a blank line', '\n'],
    ['a blank line behind', '— a AAAAAAA=\n\n'],
    ['no dash', 'a AAAAAAA=\n'],
    ['base64 that is none', '— a AAAA*AA=\n'],
    ['too many', '— a AAAAAAA=\n'.repeat(101)],
  ])('are refused: %s', async (_, text) => {
    await expect(() => parseSignatureLines(text)).toRejectWithCode('receipt-malformed');
  });

  it('read what was written, and refuse the rest with a code', async () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 80 }), fc.nat(), (signature, keyId) => {
        const line = { name: 'w', keyId, signature };
        expect(parseSignatureLines(signatureLine(line))).toEqual([line]);
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), (text) =>
        expect(async () => parseSignatureLines(`— ${text}`)).toRejectWithCode('receipt-malformed'),
      ),
    );
  });
});

const FILE = '../shared/vectors/tlog/cosignature.json';
const suite = existsSync(FILE) ? describe : describe.skip;
suite(`cosignature vectors${existsSync(FILE) ? '' : ' (skipped: no ../shared)'}`, () => {
  const vectors = existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as CosignatureVectors) : undefined;

  it('have this time', () => {
    const { base64, unix } = vectors!.timestampExample;
    const signature = new Uint8Array(Buffer.from(base64, 'base64').subarray(4));
    expect(cosignatureTime({ signature })).toBe(unix);
  });

  it('have this key', () => {
    const vkey = vectors!.nativeCosigV1Vkey;
    const { name, publicKey } = parseVkey(vkey, sha256, 'cosignature');
    expect(formatVkey(name, publicKey, sha256, 'cosignature')).toBe(vkey);
  });
});

interface CosignatureVectors {
  timestampExample: { base64: string; unix: number };
  nativeCosigV1Vkey: string;
}
