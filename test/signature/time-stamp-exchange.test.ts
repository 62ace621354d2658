import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { buildTimeStampResponse, readTimeStampRequest } from '../../src/devca/time-stamp-builder.ts';
import { concatBytes, fromHex, toHex, toUtf8 } from '../../src/encoding/bytes.ts';
import { derSequence } from '../../src/encoding/der-writer.ts';
import { encodeTimeStampRequest, readTimeStampResponse } from '../../src/signature/time-stamp-exchange.ts';
import { sha256 } from '../support/ballots.ts';
import { openssl, scratchDirectory } from '../support/openssl.ts';

const DATA = toUtf8('a signed checkpoint');

let dir: ReturnType<typeof scratchDirectory>;
beforeAll(() => {
  dir = scratchDirectory();
});
afterAll(() => {
  dir.remove();
});

describe('encodeTimeStampRequest', () => {
  it('makes what OpenSSL reads', () => {
    const nonce = fromHex('00ff0102030405060708090a0b0c0d0e')!;
    const request = dir.put('query', encodeTimeStampRequest({ data: DATA, nonce }));
    const printed = openssl('ts', '-query', '-in', request, '-text');
    expect(printed).toMatch(/Version: 1\nHash Algorithm: sha256\n/);
    expect(printed).toMatch(/Nonce: 0xFF0102030405060708090A0B0C0D0E\n/);
    expect(printed).toMatch(/Certificate required: yes/);
    const dump = Array.from(printed.matchAll(/^ +[0-9a-f]{4} - ((?:[0-9a-f]{2}[ -]){16})/gm), ([, octets]) => octets);
    expect(dump.join('').replaceAll(/[ -]/g, '')).toBe(toHex(sha256(DATA)));
  });

  it('makes, of the same data and nonce, the bytes that OpenSSL makes', () => {
    openssl('ts', '-query', '-data', dir.put('data', DATA), '-sha256', '-cert', '-out', dir.path('theirs'));
    const theirs = new Uint8Array(readFileSync(dir.path('theirs')));
    const { nonce } = readTimeStampRequest(theirs);
    expect(toHex(encodeTimeStampRequest({ data: DATA, nonce: nonce! }))).toBe(toHex(theirs));
  });

  it('is read again with any nonce', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 32 }), (nonce) => {
        const request = readTimeStampRequest(encodeTimeStampRequest({ data: DATA, nonce }));
        const number = (octets: Uint8Array): bigint => BigInt(`0x${toHex(octets)}`);
        return request.certReq && number(request.nonce!) === number(nonce);
      }),
    );
  });
});

describe('readTimeStampResponse', () => {
  const token = derSequence(new Uint8Array(2));

  it.each([0, 1])('gives the token of status %i', (status) => {
    expect(readTimeStampResponse(buildTimeStampResponse(status, token, { text: 'ok' }))).toEqual(token);
  });

  it.each([2, 3, 4, 5, 6, 127])('refuses status %i, with a token and without', async (status) => {
    await expect(() => readTimeStampResponse(buildTimeStampResponse(status, token))).toRejectWithCode(
      'time-stamp-invalid',
    );
    await expect(() => readTimeStampResponse(buildTimeStampResponse(status))).toRejectWithCode('time-stamp-invalid');
  });

  it.each<[string, Uint8Array]>([
    ['nothing', new Uint8Array()],
    ['a page', toUtf8('<html>502 Bad Gateway</html>')],
    ['a grant of nothing', buildTimeStampResponse(0)],
    ['a response cut short', buildTimeStampResponse(0, token).subarray(0, -1)],
    ['something behind it', concatBytes(buildTimeStampResponse(0, token), Uint8Array.of(0))],
    ['more than a token can have', buildTimeStampResponse(0, derSequence(new Uint8Array(20_481)))],
    ['a status of its own', derSequence(derSequence(derSequence()), token)],
  ])('refuses %s', async (_, response) => {
    await expect(() => readTimeStampResponse(response)).toRejectWithCode('time-stamp-invalid');
  });

  it('refuses any octets, with this code alone', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (octets) => {
        try {
          readTimeStampResponse(octets);
          return octets[0] === 0x30;
        } catch (error) {
          return (error as { code?: string }).code === 'time-stamp-invalid';
        }
      }),
    );
  });
});
