import { describe, expect, it } from '@jest/globals';
import { toUtf8 } from '../../src/encoding/bytes.ts';
import { derOctets, derSequence } from '../../src/encoding/der-writer.ts';
import { parsePem, readDerOrPem } from '../../src/encoding/pem.ts';

const LABELS = ['CERTIFICATE'];
const one = derSequence(derOctets(new Uint8Array(70).fill(7)));
const block = (label: string, body: string): string => `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`;
const base64 = Buffer.from(one).toString('base64');
const good = block('CERTIFICATE', base64.replace(/(.{64})/g, '$1\n'));

describe('parsePem', () => {
  it('finds the blocks among other text', () => {
    expect(parsePem(`subject: x\n${good}\r\n${good.replaceAll('\n', '\r\n')}the end`, LABELS)).toEqual([one, one]);
    expect(parsePem('nothing here', LABELS)).toEqual([]);
  });

  it.each([
    ['another kind', block('PRIVATE KEY', base64)],
    ['no end', `-----BEGIN CERTIFICATE-----\n${base64}\n`],
    ['no beginning', `${base64}\n-----END CERTIFICATE-----\n`],
    ['another end', `-----BEGIN CERTIFICATE-----\n${base64}\n-----END X-----\n`],
    ['no base64', block('CERTIFICATE', '****')],
    ['base64 that is not canonical', block('CERTIFICATE', 'MAB=')],
    ['no body', block('CERTIFICATE', '')],
    ['headers', block('CERTIFICATE', `Proc-Type: 4\n\n${base64}`)],
  ])('refuses a block of %s', async (_, text) => {
    await expect(() => parsePem(text, LABELS)).toRejectWithCode('ballot-malformed');
  });
});

describe('readDerOrPem', () => {
  it('tells them apart', async () => {
    expect(readDerOrPem(one, LABELS)).toEqual([one]);
    expect(readDerOrPem(toUtf8(good), LABELS)).toEqual([one]);
    await expect(() => readDerOrPem(toUtf8('junk'), LABELS)).toRejectWithCode('ballot-malformed');
    await expect(() => readDerOrPem(new Uint8Array(), LABELS)).toRejectWithCode('ballot-malformed');
  });
});
