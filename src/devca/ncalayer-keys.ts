import type { DevAuthority } from './dev-authority.ts';
import { issueCitizen, newKeyLike, type Identity } from './dev-ca.ts';
import { issueExpired, issueOrganisation } from './non-voters.ts';

/** Whose keys the stand-in signs with. */
export interface NcalayerKeys {
  /** Citizen `n`, the same person whenever asked; from 1. */
  citizen(n: number): Identity;
  organisation(): Identity;
  expired(): Identity;
  revoked(): Identity;
}

/** Invented personal numbers of those that sign: `2…` for citizens, so that they are nobody's of a demonstration. */
const CITIZENS = 200_000_000_000;
const OTHERS = 290_000_000_000;

/** Keys under a development authority, made when they are first asked for. */
export function devNcalayerKeys(authority: DevAuthority): NcalayerKeys {
  const { ca } = authority;
  const issued = new Map<string, Identity>();
  const once = (name: string, issue: () => Identity): Identity => {
    const known = issued.get(name) ?? authority.register(issue());
    issued.set(name, known);
    return known;
  };
  const person = (number: number) => ({ iin: String(number), key: newKeyLike(ca.intermediate, ca.random) });
  return {
    citizen: (n) => once(`citizen-${n}`, () => issueCitizen(ca, person(CITIZENS + n))),
    organisation: () =>
      once('organisation', () => issueOrganisation(ca, { ...person(OTHERS + 1), bin: '000000000990', role: 'head' })),
    expired: () => once('expired', () => issueExpired(ca, person(OTHERS + 2))),
    revoked() {
      const isNew = !issued.has('revoked');
      const identity = once('revoked', () => issueCitizen(ca, person(OTHERS + 3)));
      if (isNew) authority.revoke(identity.serialNumber);
      return identity;
    },
  };
}

/** One identity out of a .p12 for everything: there is no other to be wrong with. */
export function singleNcalayerKey(identity: Identity): NcalayerKeys {
  const it = (): Identity => identity;
  return { citizen: it, organisation: it, expired: it, revoked: it };
}
