import { describe, expect, it } from '@jest/globals';
import { parseCertificate } from '../../src/signature/certificate.ts';
import { verifyCmsSecond, type SecondVerdict } from '../../src/signature/second/verifier.ts';
import { readVectors, type Vector } from '../support/vector.ts';

const bytes = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));

async function second(vector: Vector): Promise<SecondVerdict> {
  const parse = (ders: readonly string[]): ReturnType<typeof parseCertificate>[] =>
    ders.map((der) => parseCertificate(bytes(der)));
  const detached = vector.detached ? { detachedContent: bytes(vector.ballot) } : {};
  const trust = { anchors: parse(vector.anchors), intermediates: parse(vector.intermediates) };
  return verifyCmsSecond({ cms: bytes(vector.cms), at: new Date(vector.at), ...detached }, { trust });
}

/** By what the second verifier may take a vector that the first refuses. */
const LEFT_TO_OTHERS: Readonly<Record<string, string>> = {
  'ballot-malformed': 'pkijs reads BER and what is not in order everywhere, also in what was signed',
  'time-stamp-invalid': 'it reads no time-stamps',
  'certificate-revoked': 'it asks for no revocation',
  'revocation-unavailable': 'it asks for no revocation',
};

describe('the second verifier, over the vectors', () => {
  const isRsa = ({ name }: Vector): boolean => !name.endsWith('-gost');
  const valid = readVectors('valid').filter(isRsa);
  const invalid = readVectors('invalid');

  it.each(valid.map((vector) => [vector.name, vector] as const))('takes %s', async (_, vector) => {
    const verdict = await second(vector);
    expect(verdict).toMatchObject({ accepted: true, iin: vector.iin });
    expect(verdict.accepted && Buffer.compare(verdict.content, bytes(vector.ballot))).toBe(0);
  });

  it.each(invalid.map((vector) => [vector.name, vector] as const))(
    'does not take %s for another reason than named',
    async (_, vector) => {
      const verdict = await second(vector);
      if (!verdict.accepted || vector.expect in LEFT_TO_OTHERS) return;
      // It says what was signed, not whether the contest has such a ballot.
      expect(vector.expect).toBe('ballot-wrong-content');
      expect(Buffer.compare(verdict.content, bytes(vector.ballot))).not.toBe(0);
    },
  );
});
