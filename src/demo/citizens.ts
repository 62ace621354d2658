import { signCms } from '../devca/cms-builder.ts';
import { createDevAuthority, issueServers, type DevAuthority } from '../devca/dev-authority.ts';
import { generateDevCa, issueCitizen, type Identity } from '../devca/dev-ca.ts';
import type { DevKey, RandomBytes } from '../devca/dev-key.ts';
import { generateGostKey } from '../devca/gost-key.ts';
import { generateRsaKey, rsaKeyPool } from '../devca/rsa-key.ts';

/** RSA keys shared by the throw-away citizens: making a key takes longer than casting a hundred ballots. */
const RSA_KEYS = 8;
/** CRLReason keyCompromise (RFC 5280 §5.3.1). */
const KEY_COMPROMISE = 1;

export interface DemoAuthorities {
  readonly rsa: DevAuthority;
  readonly gost: DevAuthority;
}

export interface DemoCitizen {
  readonly identity: Identity;
  sign(content: Uint8Array): Uint8Array;
  /** From now on the authority says so to whoever asks. */
  revoke(): void;
}

/** Throw-away authorities in НУЦ's shape: RSA-4096 and GOST-512, each with a responder and a time-stamping authority. */
export function createDemoAuthorities(clock: () => Date, random: RandomBytes): DemoAuthorities {
  function create(algorithm: DevKey['kind']): DevAuthority {
    const ca = generateDevCa({ algorithm, now: clock(), random });
    const servers = issueServers(ca, () => (algorithm === 'rsa' ? generateRsaKey() : generateGostKey(random)));
    return createDevAuthority({ ca, ...servers, clock });
  }
  return { rsa: create('rsa'), gost: create('gost512') };
}

export type CitizenOffice = (n: number) => DemoCitizen;

/** Issues citizens with invented personal numbers: even ones sign with RSA, odd ones with GOST. */
export function createCitizenOffice(authorities: DemoAuthorities, now: Date, random: RandomBytes): CitizenOffice {
  const nextRsaKey = rsaKeyPool(RSA_KEYS);
  return (n) => {
    const withGost = n % 2 === 1;
    const authority = withGost ? authorities.gost : authorities.rsa;
    const key = withGost ? generateGostKey(random) : nextRsaKey();
    const signer = authority.register(issueCitizen(authority.ca, { iin: String(n + 1).padStart(12, '0'), key }));
    return {
      identity: signer,
      sign: (content) => signCms({ content, signer, signingTime: now }),
      revoke: () => {
        authority.revoke(signer.serialNumber, { reason: KEY_COMPROMISE });
      },
    };
  };
}
