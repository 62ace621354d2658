import { describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';

import { toHex, toUtf8 } from '../../../src/encoding/bytes.ts';
import { streebog512 } from '../../../src/signature/gost/streebog.ts';
import { engineDigests, hasGostEngine } from '../../support/gost-openssl.ts';
import { bytes, digestCases, hasGostVectors, signatureCases } from '../../support/gost-vectors.ts';

/** RFC 6986 §10; the digests as bytes in memory order, the reverse of the RFC's print. */
const EXAMPLES = [
  {
    name: 'M1',
    message: toUtf8('012345678901234567890123456789012345678901234567890123456789012'),
    digest:
      '1b54d01a4af5b9d5cc3d86d68d285462b19abc2475222f35c085122be4ba1ffa' +
      '00ad30f8767b3a82384c6574f024c311e2a481332b08ef7f41797891c1646f48',
  },
  {
    name: 'M2, which is longer than a block',
    message: bytes(
      'd1e520e2e5f2f0e82c20d1f2f0e8e1eee6e820e2edf3f6e82c20e2e5fef2fa20f120eceef0ff20f1f2f0e5ebe0' +
        'ece820ede020f5f0e0e1f0fbff20efebfaeafb20c8e3eef0e5e2fb',
    ),
    digest:
      '1e88e62226bfca6f9994f1f2d51569e0daf8475a3b0fe61a5300eee46d961376' +
      '035fe83549ada2b8620fcd7c496ce5b33f0cb9dddc2b6460143b03dabac9fb28',
  },
];

describe('streebog512', () => {
  it.each(EXAMPLES)('gives the digest of RFC 6986 for $name', ({ message, digest }) => {
    expect(toHex(streebog512(message))).toBe(digest);
  });

  it('gives the same for a view into a larger array', () => {
    const message = EXAMPLES[1]!.message;
    const larger = new Uint8Array(message.length + 7).fill(0xa5);
    larger.set(message, 3);
    expect(toHex(streebog512(larger.subarray(3, 3 + message.length)))).toBe(EXAMPLES[1]!.digest);
  });
});

(hasGostVectors ? describe : describe.skip)(
  `streebog512 on НУЦ's data${hasGostVectors ? '' : ' (skipped: no ../shared)'}`,
  () => {
    it('gives the known answers', () => {
      for (const [text, digest] of digestCases()) expect(toHex(streebog512(toUtf8(text)))).toBe(digest);
    });

    it('gives the digests of certificates', () => {
      const cases = signatureCases();
      expect(cases.length).toBeGreaterThan(0);
      for (const { tbs, digest } of cases) expect(toHex(streebog512(tbs))).toBe(toHex(digest));
    });
  },
);

(hasGostEngine ? describe : describe.skip)(
  `streebog512 beside gost-engine${hasGostEngine ? '' : ' (skipped: no gost engine in OpenSSL)'}`,
  () => {
    it('agrees on random messages of every length to 300 and on runs of ff', () => {
      const lengths = Array.from({ length: 301 }, (_, i) => i);
      const messages: Uint8Array[] = lengths.map((length) => randomBytes(length));
      messages.push(
        ...[64, 127, 128, 192, 1000].map((length) => new Uint8Array(length).fill(0xff)),
        randomBytes(20_000),
      );
      const expected = engineDigests(messages);
      expect(expected).toHaveLength(messages.length);
      expect(messages.map((message) => toHex(streebog512(message)))).toEqual(expected);
    });
  },
);
