import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { removeArmour } from '../../src/encoding/armour.ts';
import { toBase64, toHex, toUtf8 } from '../../src/encoding/bytes.ts';

const DER = Uint8Array.of(0x30, 0x03, 0x02, 0x01, 0x05);
const BODY = toBase64(DER);
const block = (label: string, body = BODY): string => `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`;

describe('removeArmour', () => {
  it('returns raw DER and BER as they are', () => {
    expect(removeArmour(DER)).toBe(DER);
    const ber = Uint8Array.of(0x30, 0x80, 0, 0);
    expect(removeArmour(ber)).toBe(ber);
  });

  it.each([
    ['base64', BODY],
    ['base64 in lines', `${BODY.slice(0, 4)}\r\n ${BODY.slice(4)}\n`],
    ['PEM CMS', block('CMS')],
    ['PEM PKCS7 after white space', `\n\t${block('PKCS7').replaceAll('\n', '\r\n')}`],
  ])('takes off %s, as text and as bytes', (_, text) => {
    expect(toHex(removeArmour(text))).toBe(toHex(DER));
    expect(toHex(removeArmour(toUtf8(text)))).toBe(toHex(DER));
  });

  it.each([
    ['nothing', ''],
    ['white space', ' \n'],
    ['PEM of another kind', block('CERTIFICATE')],
    ['a label in lower case', block('cms')],
    ['labels that differ', block('CMS').replace('END CMS', 'END PKCS7')],
    ['two blocks', block('CMS') + block('CMS')],
    ['text before the block', `signed:\n${block('CMS')}`],
    ['text after the block', `${block('CMS')}x`],
    ['PEM headers', block('CMS', `Proc-Type: 4\n\n${BODY}`)],
    ['an empty block', '-----BEGIN CMS-----\n-----END CMS-----'],
    ['begin and end overlapping', '-----BEGIN CMS-----END CMS-----'],
    ['missing padding', BODY.replaceAll('=', '')],
    ['padding too many', `${BODY}=`],
    ['padding inside', `MAMC==${BODY}`],
    ['spare bits set', 'MAMCAQV='.replace('V=', 'X=')],
    ['one letter over', `${BODY.slice(0, 4)}M===`],
    ['the URL alphabet', 'MAMC_-U='],
    ['a zero byte', `${BODY}\0`],
    ['letters outside ASCII', 'МАМСАQU='],
    ['base64 of something else', toBase64(toUtf8('hello!'))],
  ])('refuses %s', async (_, text) => {
    await expect(() => removeArmour(text)).toRejectWithCode('ballot-malformed');
    await expect(() => removeArmour(toUtf8(text))).toRejectWithCode('ballot-malformed');
  });

  it('refuses bytes that are no text and input past the bound', async () => {
    await expect(() => removeArmour(Uint8Array.of(0x2d, 0xff, 0xfe))).toRejectWithCode('ballot-malformed');
    await expect(() => removeArmour('M'.repeat(2 * 1024 * 1024 + 4))).toRejectWithCode('ballot-malformed');
  });

  it('decodes what base64 encodes, whatever the length', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (rest) => {
        const bytes = Uint8Array.of(0x30, ...rest);
        return toHex(removeArmour(toBase64(bytes))) === toHex(bytes);
      }),
    );
  });
});
