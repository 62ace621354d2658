import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isDauysError } from '../../src/domain/errors.ts';
import { toUtf8 } from '../../src/encoding/bytes.ts';
import { createNoteVerifier, formatVkey, openNote, parseNote, parseVkey, signNote } from '../../src/log/note.ts';
import { createLogKey, CRYPTO } from './ed25519.ts';
import { sha256 } from './reference-tree.ts';

const ours = createLogKey('vote.example.kz/log/demo');
const theirs = createLogKey('witness.example.org/w1');
const verifierOf = (key: { vkey: string }) => createNoteVerifier(key.vkey, CRYPTO);
const TEXT = 'first line\n\nафтер blank line\n';

describe('signed notes', () => {
  it('open to the text under one of two keys, the other passed by', () => {
    const note = signNote(TEXT, [theirs.signer, ours.signer]);
    const opened = openNote(note, [verifierOf(ours)]);
    expect(opened.text).toBe(TEXT);
    expect(opened.verified.map((s) => s.name)).toEqual([ours.signer.name]);
    expect(opened.unknown.map((s) => s.name)).toEqual([theirs.signer.name]);
    expect(openNote(toUtf8(note), [verifierOf(theirs)]).verified).toHaveLength(1);
  });

  it('are refused whole when a known key signed badly, even beside a good one', async () => {
    const forged = { ...theirs.signer, sign: () => new Uint8Array(64) };
    const note = signNote(TEXT, [ours.signer, forged]);
    await expect(() => openNote(note, [verifierOf(ours), verifierOf(theirs)])).toRejectWithCode('receipt-invalid');
    expect(openNote(note, [verifierOf(ours)]).verified).toHaveLength(1);
  });

  it('are refused when no key is known, by name and by id', async () => {
    const note = signNote(TEXT, [ours.signer]);
    const namesake = createLogKey(ours.signer.name);
    await expect(() => openNote(note, [verifierOf(theirs)])).toRejectWithCode('receipt-invalid');
    await expect(() => openNote(note, [verifierOf(namesake)])).toRejectWithCode('receipt-invalid');
    await expect(() => openNote(note, [])).toRejectWithCode('receipt-invalid');
  });

  it('take up to 100 signatures', async () => {
    const many = Array.from({ length: 100 }, () => ours.signer);
    expect(openNote(signNote(TEXT, many), [verifierOf(ours)]).verified).toHaveLength(100);
    const note = signNote(TEXT, [...many, ours.signer]);
    await expect(() => openNote(note, [verifierOf(ours)])).toRejectWithCode('receipt-malformed');
  });

  it('are not made of a text without its last line feed, with other control characters, or under a bad name', () => {
    for (const text of ['', 'a', 'a\r\n', 'a\u0000\n', '\ud800\n']) {
      expect(() => signNote(text, [ours.signer])).toThrow('not a note text');
    }
    for (const name of ['', 'a b', 'a+b', 'a\u00a0b', 'a\u0085b']) {
      expect(() => signNote('a\n', [{ ...ours.signer, name }])).toThrow('not a note key name');
      expect(() => formatVkey(name, new Uint8Array(32), sha256)).toThrow('not a note key name');
    }
  });

  const line = signNote('a\n', [ours.signer]).slice(3);
  const hostile: [string, string | Uint8Array][] = [
    ['nothing', ''],
    ['a text alone', 'a\n'],
    ['no signature after the blank line', 'a\n\n'],
    ['no line feed at the end', `a\n\n${line.slice(0, -1)}`],
    ['a line after the signatures', `a\n\n${line}b\n`],
    ['a blank line after the signatures', `a\n\n${line}\n`],
    ['a hyphen for the dash', `a\n\n${line.replace('—', '-')}`],
    ['two spaces', `a\n\n${line.replace('— ', '—  ')}`],
    ['a tab', `a\n\n${line.replace('— ', '—\t')}`],
    ['a non-breaking space in the name', `a\n\n${line.replace('vote', 'vo\u00a0te')}`],
    ['a plus in the name', `a\n\n${line.replace('vote', 'vo+te')}`],
    ['a name without signature', 'a\n\n— name\n'],
    ['4 bytes: a key id without signature', 'a\n\n— name AAAAAA==\n'],
    ['base64 without padding', `a\n\n${line.replaceAll('=', '')}`],
    ['base64 with bits left over', `a\n\n— name AAAAAAB=\n`],
    ['base64url', 'a\n\n— name AAAAAA-_\n'],
    ['carriage returns', `a\r\n\r\n${line}`],
    ['a null character', `a\u0000\n\n${line}`],
    ['a lone surrogate', `\ud800\n\n${line}`],
    ['bytes that are not UTF-8', Uint8Array.of(0xff, ...toUtf8(`a\n\n${line}`))],
    ['an overlong encoding', Uint8Array.of(0xc0, 0x80, ...toUtf8(`a\n\n${line}`))],
    ['2 MB', `${'a'.repeat(2_000_000)}\n\n${line}`],
  ];
  it.each(hostile)('are malformed: %s', async (_, note) => {
    await expect(() => openNote(note, [verifierOf(ours)])).toRejectWithCode('receipt-malformed');
  });

  it('survive no change of a byte', () => {
    const bytes = toUtf8(signNote(TEXT, [ours.signer]));
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const mutant = bytes.with(at, bytes[at]! ^ flip);
        try {
          openNote(mutant, [verifierOf(ours)]);
        } catch (error) {
          return isDauysError(error);
        }
        return false;
      }),
      { numRuns: 2000 },
    );
  });

  it('of any text split into what was signed', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }).filter((s) => !/\p{Cc}/u.test(s))), (lines) => {
        const text = `${lines.join('\n')}\n`;
        return parseNote(signNote(text, [ours.signer])).text === text;
      }),
    );
  });
});

describe('vkeys', () => {
  it('round trip', () => {
    const key = new Uint8Array(32).fill(5);
    expect(parseVkey(formatVkey('a', key, sha256), sha256)).toMatchObject({ name: 'a', publicKey: key });
  });

  it.each([
    ['nothing', ''],
    ['a name', 'name'],
    ['upper-case id', ours.vkey.replace(/\+([0-9a-f]{8})\+/, (m) => m.toUpperCase())],
    ['another id', ours.vkey.replace(/\+[0-9a-f]{8}\+/, '+00000000+')],
    ['another name', `x${ours.vkey}`],
    ['a trailing byte', `${ours.vkey}\n`],
    ['a key cut short', ours.vkey.slice(0, -4)],
    ['type 4', ours.vkey.replace(/\+A([A-Za-z0-9+/]+)/, '+B$1')],
    ['white space in the name', ours.vkey.replace('vote', 'vo te')],
  ])('are refused: %s', async (_, text) => {
    await expect(() => parseVkey(text, sha256)).toRejectWithCode('config-invalid');
  });
});

const FILE = '../shared/vectors/tlog/signed-note.json';
const suite = existsSync(FILE) ? describe : describe.skip;
suite(`signed-note vectors${existsSync(FILE) ? '' : ' (skipped: no ../shared)'}`, () => {
  const vectors = existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as NoteVectors) : undefined;
  const { valid = [], malformed = [], invalidSignature = [], badVkeys = [] } = vectors ?? {};

  it('open', () => {
    expect(valid).toHaveLength(5);
    for (const { vkey, note } of valid) {
      const { name, publicKey } = parseVkey(vkey, sha256);
      expect(formatVkey(name, publicKey, sha256)).toBe(vkey);
      expect(openNote(note, [verifierOf({ vkey })]).text).toBe(note.slice(0, note.lastIndexOf('\n\n') + 1));
    }
  });

  it('are refused', async () => {
    expect([malformed.length, invalidSignature.length, badVkeys.length]).toEqual([6, 1, 2]);
    const all = valid.map(verifierOf);
    for (const note of malformed) await expect(() => openNote(note, all)).toRejectWithCode('receipt-malformed');
    for (const { vkey, note } of invalidSignature) {
      await expect(() => openNote(note, [verifierOf({ vkey })])).toRejectWithCode('receipt-invalid');
    }
    for (const vkey of badVkeys) await expect(() => parseVkey(vkey, sha256)).toRejectWithCode('config-invalid');
  });
});

interface NoteVectors {
  valid: { vkey: string; note: string }[];
  malformed: string[];
  invalidSignature: { vkey: string; note: string }[];
  badVkeys: string[];
}
