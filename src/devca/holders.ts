import type { DevAuthority } from './dev-authority.ts';
import { issueCitizen, newKeyLike, type CitizenOptions, type Identity } from './dev-ca.ts';
import { issueAuthentication, issueExpired, issueOrganisation } from './non-voters.ts';

/** Somebody with a certificate, and what the files about it are called. */
export interface Holder {
  readonly name: string;
  readonly identity: Identity;
}

const BIN = '000000000990';

/**
 * One of every kind that НУЦ issues, entered in the register: citizens with the ИИН `0000…n` (the same persons under
 * either authority), and six who cast no ballot: `revoked` stands in the base list, `revoked-since` in the delta alone.
 */
export function issueHolders(authority: DevAuthority, citizens: number): Holder[] {
  const { ca } = authority;
  const person = (n: number): CitizenOptions => ({
    iin: String(n).padStart(12, '0'),
    key: newKeyLike(ca.intermediate, ca.random),
  });
  const holders: Holder[] = [
    ...Array.from({ length: citizens }, (_, i) => ({
      name: `citizen-${i + 1}`,
      identity: issueCitizen(ca, person(i + 1)),
    })),
    { name: 'organisation-head', identity: issueOrganisation(ca, { ...person(901), bin: BIN, role: 'head' }) },
    { name: 'organisation-employee', identity: issueOrganisation(ca, { ...person(902), bin: BIN, role: 'employee' }) },
    { name: 'authentication', identity: issueAuthentication(ca, person(903)) },
    { name: 'expired', identity: issueExpired(ca, person(904)) },
    { name: 'revoked', identity: issueCitizen(ca, person(905)) },
    { name: 'revoked-since', identity: issueCitizen(ca, person(906)) },
  ];
  for (const { identity } of holders) authority.register(identity);
  revoke('revoked');
  authority.list('base');
  revoke('revoked-since');
  return holders;

  function revoke(which: string): void {
    for (const { name, identity } of holders) if (name === which) authority.revoke(identity.serialNumber);
  }
}
