import { signCms } from '../devca/cms-builder.ts';
import { generateDevCa, issueCitizen, type DevCa, type Identity } from '../devca/dev-ca.ts';
import { generateGostKey } from '../devca/gost-key.ts';
import { rsaKeyPool } from '../devca/rsa-key.ts';

type RandomBytes = (length: number) => Uint8Array;

/** RSA keys shared by the throw-away citizens: making a key takes longer than casting a hundred ballots. */
const RSA_KEYS = 8;

export interface DemoAuthorities {
  readonly rsa: DevCa;
  readonly gost: DevCa;
}

export interface DemoCitizen {
  readonly identity: Identity;
  sign(content: Uint8Array): Uint8Array;
}

/** Throw-away authorities in НУЦ's shape: RSA-4096 and GOST-512, a root and an intermediate each. */
export function createDemoAuthorities(now: Date, random: RandomBytes): DemoAuthorities {
  return {
    rsa: generateDevCa({ algorithm: 'rsa', now, random }),
    gost: generateDevCa({ algorithm: 'gost512', now, random }),
  };
}

/** Issues citizens with invented personal numbers: even ones sign with RSA, odd ones with GOST. */
export function createCitizenOffice(authorities: DemoAuthorities, now: Date, random: RandomBytes) {
  const nextRsaKey = rsaKeyPool(RSA_KEYS);
  return (n: number, withGost = n % 2 === 1): DemoCitizen => {
    const ca = withGost ? authorities.gost : authorities.rsa;
    const key = withGost ? generateGostKey(random) : nextRsaKey();
    const signer = issueCitizen(ca, { iin: String(n + 1).padStart(12, '0'), key });
    return { identity: signer, sign: (content) => signCms({ content, signer, signingTime: now }) };
  };
}
