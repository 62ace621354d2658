import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { concatBytes, toUtf8 } from '../../src/encoding/bytes.ts';
import { der, derOid, derSequence } from '../../src/encoding/der-writer.ts';
import { OID, type OidName } from '../../src/encoding/oids.ts';
import { decodeName, isNameWithin, nameOf, namesMatch, prepareText } from '../../src/signature/name.ts';
import { attribute, rdn, text } from '../support/x509-builder.ts';

const one = (value: Uint8Array, type: OidName = 'commonName'): Uint8Array => derSequence(rdn(attribute(type, value)));
const match = (a: Uint8Array, b: Uint8Array): boolean => {
  const forward = namesMatch(nameOf(a), nameOf(b));
  expect(namesMatch(nameOf(b), nameOf(a))).toBe(forward);
  return forward;
};

describe('namesMatch', () => {
  it.each([
    ['the same', text.utf8('Дауыс'), text.utf8('Дауыс'), true],
    ['case', text.utf8('ДАУЫС ӘҒҚҢӨҰҮҺІ'), text.utf8('дауыс әғқңөұүһі'), true],
    ['another letter', text.utf8('Дауыс'), text.utf8('Дауыз'), false],
    ['Cyrillic and Latin letters of one shape', text.utf8('А'), text.utf8('A'), false],
    ['inner white space', text.utf8('a   b'), text.utf8('a b'), true],
    ['no inner white space', text.utf8('ab'), text.utf8('a b'), false],
    ['outer white space', text.utf8('  ab '), text.utf8('ab'), true],
    ['other spaces', text.utf8('a\u00a0\tb'), text.utf8('a b'), true],
    ['PrintableString', text.printable('Ab'), text.utf8('aB'), true],
    ['IA5String', text.ia5('Ab'), text.utf8('aB'), true],
    ['TeletexString', text.teletex('Ä'), text.utf8('ä'), true],
    ['BMPString', text.bmp('Дауыс'), text.utf8('дауыс'), true],
    ['UniversalString', text.universal('Дауыс'), text.utf8('дауыс'), true],
    ['composed and decomposed', text.utf8('й'), text.utf8('\u0438\u0306'), true],
    ['soft hyphen and zero width space', text.utf8('a\u00ad\u200bb'), text.utf8('ab'), true],
    ['sharp s', text.utf8('ß'), text.utf8('SS'), true],
    ['bytes that are not UTF-8, the same', der(0x0c, Uint8Array.of(0xff)), der(0x0c, Uint8Array.of(0xff)), true],
    ['bytes that are not UTF-8', der(0x0c, Uint8Array.of(0xff)), der(0x14, Uint8Array.of(0xff)), false],
    ['values that are no text', der(0x04, toUtf8('a')), text.utf8('a'), false],
    ['half a BMP character', der(0x1e, Uint8Array.of(0x61)), text.utf8('a'), false],
  ])('compares by characters: %s', (_, a, b, expected) => {
    expect(match(one(a), one(b))).toBe(expected);
  });

  it('compares attribute types', () => {
    expect(match(one(text.utf8('a')), one(text.utf8('a'), 'organization'))).toBe(false);
  });

  it('compares RDNs in order, and their attributes as a set', () => {
    const [a, b] = [attribute('commonName', text.utf8('a')), attribute('organization', text.utf8('b'))];
    expect(match(derSequence(rdn(a), rdn(b)), derSequence(rdn(b), rdn(a)))).toBe(false);
    expect(match(derSequence(rdn(a, b)), derSequence(rdn(b, a)))).toBe(true);
    expect(match(derSequence(rdn(a, b)), derSequence(rdn(a), rdn(b)))).toBe(false);
    expect(match(derSequence(rdn(a)), derSequence(rdn(a), rdn(b)))).toBe(false);
    expect(match(derSequence(rdn(a, a)), derSequence(rdn(a)))).toBe(false);
  });

  it('is not taken in by a value that looks like two attributes', () => {
    const cn = '550403';
    const forged = one(text.utf8(`a\n${cn}=b`));
    const both = derSequence(rdn(attribute('commonName', text.utf8('a')), attribute('commonName', text.utf8('b'))));
    expect(match(forged, both)).toBe(false);
  });

  it('is false for what is no name', () => {
    expect(match(derSequence(der(0x31)), one(text.utf8('a')))).toBe(false);
    expect(match(derSequence(derOid(OID.commonName)), one(text.utf8('a')))).toBe(false);
  });
});

describe('isNameWithin', () => {
  it('compares the first RDNs', () => {
    const [a, b] = [rdn(attribute('country', text.printable('KZ'))), rdn(attribute('commonName', text.utf8('b')))];
    expect(isNameWithin(nameOf(derSequence(a, b)), nameOf(derSequence(a)))).toBe(true);
    expect(isNameWithin(nameOf(derSequence(a)), nameOf(derSequence(a, b)))).toBe(false);
    expect(isNameWithin(nameOf(derSequence(a, b)), nameOf(derSequence(b)))).toBe(false);
    expect(isNameWithin(nameOf(derSequence(a, b)), nameOf(derSequence()))).toBe(true);
  });
});

describe('prepareText', () => {
  it('is the same a second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        expect(prepareText(prepareText(value))).toBe(prepareText(value));
      }),
    );
  });
});

describe('decodeName', () => {
  it.each([
    ['an empty RDN', derSequence(der(0x31))],
    ['an attribute without a value', derSequence(rdn(derSequence(derOid(OID.commonName))))],
    [
      'an attribute with two values',
      derSequence(rdn(derSequence(derOid(OID.commonName), text.utf8('a'), text.utf8('b')))),
    ],
    ['trailing bytes', concatBytes(derSequence(), Uint8Array.of(0))],
  ])('refuses %s', async (_, bytes) => {
    await expect(() => decodeName(nameOf(bytes))).toRejectWithCode('ballot-malformed');
  });
});
