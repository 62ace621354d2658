import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { createAgeDecryption, createAgeEncryption } from '../../src/files/age-files.ts';

async function read(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk.slice());
  return Buffer.concat(parts);
}

/** Bytes in pieces of uneven length. */
function* pieces(bytes: Uint8Array): Iterable<Uint8Array> {
  for (let at = 0, n = 1; at < bytes.length; at += n, n = (n * 7 + 1) % 70_001) yield bytes.subarray(at, at + n);
}

describe('age files', () => {
  let [one, two, third] = ['', '', ''];
  let recipients: string[] = [];
  beforeAll(async () => {
    [one, two, third] = (await Promise.all([1, 2, 3].map(() => generateX25519Identity()))) as [string, string, string];
    recipients = await Promise.all([one, two].map(identityToRecipient));
  });
  const encrypt = (plain: Uint8Array): Promise<Buffer> => read(createAgeEncryption(recipients)!(pieces(plain)));
  const decrypt = (identities: string, encrypted: Uint8Array): Promise<Buffer> =>
    read(createAgeDecryption(identities)(pieces(encrypted)));

  it.each([0, 1, 65_535, 65_536, 65_537, 300_000])(
    'are read by each recipient and nobody else (%i bytes)',
    async (size) => {
      const plain = Buffer.alloc(size, 'dauys');
      const encrypted = await encrypt(plain);
      expect(encrypted.subarray(0, 22).toString()).toBe('age-encryption.org/v1\n');
      for (const identity of [one, `# created: today\r\n\r\n${two}\r\n`, `${third}\n${one}\n`]) {
        expect((await decrypt(identity, encrypted)).equals(plain)).toBe(true);
      }
      await expect(decrypt(third, encrypted)).toRejectWithCode('export-invalid');
    },
  );

  it('give nothing out of a changed or shortened piece', async () => {
    const plain = Buffer.alloc(200_000, 'dauys');
    const encrypted = await encrypt(plain);
    const changed = Buffer.from(encrypted);
    changed[changed.length - 100_000]! ^= 1;
    for (const bad of [changed, encrypted.subarray(0, -1), encrypted.subarray(0, 100_000), Buffer.alloc(0)]) {
      const seen: Uint8Array[] = [];
      const reading = (async () => {
        for await (const chunk of createAgeDecryption(one)([bad])) seen.push(chunk.slice());
      })();
      await expect(reading).toRejectWithCode('export-invalid');
      const given = Buffer.concat(seen);
      expect(given.equals(plain.subarray(0, given.length))).toBe(true);
      expect(given.length).toBeLessThan(plain.length);
    }
  });

  it('pass on what keeps the plain bytes from being read', async () => {
    const broken = function* (): Iterable<Uint8Array> {
      yield Buffer.alloc(100_000);
      throw new TypeError('disk on fire');
    };
    await expect(read(createAgeEncryption(recipients)!(broken()))).rejects.toThrow('disk on fire');
  });

  it('take X25519 keys alone', async () => {
    expect(createAgeEncryption([])).toBeUndefined();
    const key = recipients[0]!;
    const others = [
      '',
      'age1',
      key.toUpperCase(),
      `${key.slice(0, -1)}q`,
      `${key}a`,
      'age1pq1qqq',
      'ssh-ed25519 AAAA',
      one,
    ];
    for (const bad of others) expect(() => createAgeEncryption([key, bad])).toThrow(/public key of an auditor/);
    for (const bad of ['', '# nothing\n', 'AGE-SECRET-KEY-1', one.toLowerCase(), `${one}\nletter`, one.slice(0, -1)]) {
      expect(() => createAgeDecryption(bad)).toThrow(/no X25519 identity/);
    }
  });
});
