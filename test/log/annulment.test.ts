import { describe, expect, it } from '@jest/globals';
import { annulmentCommit, encodeAnnulmentDocument, parseAnnulmentDocument } from '../../src/log/annulment.ts';
import { sha256 } from './reference-tree.ts';

const [salt, first, second] = [5, 1, 2].map((byte) => new Uint8Array(32).fill(byte)) as [
  Uint8Array,
  Uint8Array,
  Uint8Array,
];
const DOCUMENT = { decision: '{"annulment":"dauys/1"}', salt, signatures: [first, second] as const };
const TEXT = encodeAnnulmentDocument(DOCUMENT);

// The commitment itself is spelt out once more in vectors.test.ts.
describe('the document of an annulment', () => {
  it('is read as it was written', () => {
    expect(parseAnnulmentDocument(TEXT)).toEqual(DOCUMENT);
  });

  it.each([
    ['digests the other way round', TEXT.replace(/"(01.*?)","(02.*?)"/, '"$2","$1"')],
    ['one digest twice', TEXT.replace(/"02.*?"/, `"${'01'.repeat(32)}"`)],
    ['one digest', TEXT.replace(/,"02.*?"/, '')],
    ['three digests', TEXT.replace(']', `,"${'03'.repeat(32)}"]`)],
    ['a short salt', TEXT.replace('05'.repeat(32), '05'.repeat(31))],
    ['upper case', TEXT.replace('"0505', '"0505'.toUpperCase()).replace(/01/g, '0A')],
    ['no decision', TEXT.replace(/"decision":".*?\}",/, '')],
    ['a further member', TEXT.replace('{"decision"', '{"by":"somebody","decision"')],
    ['a line feed', `${TEXT}\n`],
    ['null', 'null'],
    ['nothing', ''],
  ])('with %s is none', (_, text) => {
    expect(text).not.toBe(TEXT);
    expect(parseAnnulmentDocument(text)).toBeUndefined();
  });

  it('commits to salt, decision and both signatures, each', () => {
    const commits = [
      DOCUMENT,
      { ...DOCUMENT, salt: first },
      { ...DOCUMENT, decision: `${DOCUMENT.decision} ` },
      { ...DOCUMENT, signatures: [first, salt] as const },
      { ...DOCUMENT, signatures: [salt, second] as const },
    ].map((document) => Buffer.from(annulmentCommit(document, sha256)).toString('hex'));
    expect(new Set(commits).size).toBe(5);
    expect(() => annulmentCommit({ ...DOCUMENT, salt: new Uint8Array(31) }, sha256)).toThrow('32 bytes');
  });
});
