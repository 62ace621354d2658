import { describe, expect, it } from '@jest/globals';
import { encodeAnnulment, parseAnnulment } from '../../src/encoding/annulment.ts';
import { fromUtf8, toUtf8 } from '../../src/encoding/bytes.ts';
import { isPublicText } from '../../src/encoding/public-text.ts';

const GOOD = { contest: 'qamqor-demo', index: 17, reason: { kk: 'Сот шешімі № 12', ru: 'Решение суда № 12' } };
const TEXT =
  '{"annulment":"dauys/1","contest":"qamqor-demo","index":17,"reason":{"kk":"Сот шешімі № 12","ru":"Решение суда № 12"}}';
const parse = (text: string) => parseAnnulment(toUtf8(text));

describe('annulments', () => {
  it('are canonical JSON of four members, read from their own spelling', () => {
    expect(fromUtf8(encodeAnnulment(GOOD))).toBe(TEXT);
    expect(parse(TEXT)).toEqual(GOOD);
  });

  it.each([
    ['another order', TEXT.replace('"contest":"qamqor-demo","index":17', '"index":17,"contest":"qamqor-demo"')],
    ['white space', TEXT.replace(',', ', ')],
    ['a further member', TEXT.replace('"index":17', '"index":17,"more":1')],
    ['a further language', TEXT.replace('"kk"', '"en":"x","kk"')],
    ['another kind', TEXT.replace('dauys/1', 'dauys/2')],
    ['a ballot', TEXT.replace('"annulment"', '"ballot"')],
    ['a member twice', TEXT.replace('"index":17', '"index":17,"index":17')],
    ['an index in another spelling', TEXT.replace('17', '17.0')],
    ['a negative index', TEXT.replace('17', '-1')],
    ['an index past 2^53', TEXT.replace('17', '9007199254740992')],
    ['an index as text', TEXT.replace('17', '"17"')],
    ['no contest id', TEXT.replace('qamqor-demo', 'Qamqor')],
    ['no reason', TEXT.replace(/,"reason".*\}\}/, '}')],
    ['a reason in one language', TEXT.replace(/,"ru":"[^"]*"/, '')],
    ['an empty reason', TEXT.replace('Сот шешімі № 12', '')],
    ['a reason with white space around it', TEXT.replace('Сот', ' Сот')],
    ['a reason over its length', TEXT.replace('Сот', 'Сот'.repeat(400))],
    ['a line feed in the reason', TEXT.replace('Сот', 'Сот\\n')],
    ['an ИИН in the reason', TEXT.replace('№ 12', '900101300123')],
    ['no JSON', 'annulment'],
    ['null', 'null'],
  ])('of %s is none', (_, text) => {
    expect(text).not.toBe(TEXT);
    expect(parse(text)).toBeUndefined();
  });

  it('of octets that are no UTF-8 is none', () => {
    expect(parseAnnulment(Uint8Array.of(0xff, 0xfe))).toBeUndefined();
  });
});

describe('isPublicText', () => {
  it.each([
    ['a text', 'Қате № 7 — «тырнақша», 12:30', true],
    ['eleven digits', '90010130012', true],
    ['twelve digits', 'ИИН 900101300123.', false],
    ['twelve digits of another script', '٠١٢٣٤٥٦٧٨٩٠١', false],
    ['nothing', '', false],
    ['not NFC', 'и\u0306', false],
    ['a lone surrogate', '\ud800', false],
    ['a control', 'a\u0007', false],
    ['a direction mark', 'a\u202e', false],
    ['a line separator', 'a\u2028', false],
    ['a line feed', 'a\nb', false],
    ['a private character', '\ue000', false],
    ['one too many', 'x'.repeat(31), false],
  ])('%s', (_, text, verdict) => {
    expect(isPublicText(text, 30)).toBe(verdict);
  });

  it('takes line feeds where they are asked for, and no other control', () => {
    expect(isPublicText('a\nb', 30, { lines: true })).toBe(true);
    expect(isPublicText('a\r\nb', 30, { lines: true })).toBe(false);
  });
});
