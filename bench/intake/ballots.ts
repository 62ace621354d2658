import { randomBytes } from 'node:crypto';
import { signCms } from '../../src/devca/cms-builder.ts';
import { generateDevCa, issueCitizen, type DevCa } from '../../src/devca/dev-ca.ts';
import { rsaKeyPool } from '../../src/devca/rsa-key.ts';

const random = (length: number): Uint8Array => randomBytes(length);

/** An authority of НУЦ's RSA shape: certificates signed with 4096 bits. */
export function createBenchCa(now: Date): DevCa {
  return generateDevCa({ algorithm: 'rsa', now, random });
}

/** One ballot of each of `count` citizens (leaf 2048), over the given contents in turn. */
export function signBallots(
  ca: DevCa,
  contents: readonly Uint8Array[],
  count: number,
  tell: (done: number) => void,
): Uint8Array[] {
  const nextKey = rsaKeyPool(4);
  return Array.from({ length: count }, (_, n) => {
    if (n % 500 === 0) tell(n);
    const signer = issueCitizen(ca, { iin: String(n).padStart(12, '0'), key: nextKey() });
    return signCms({ content: contents[n % contents.length] ?? new Uint8Array(), signer, signingTime: ca.now });
  });
}
