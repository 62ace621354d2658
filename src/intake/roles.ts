import { DauysError } from '../domain/errors.ts';
import { toHex } from '../encoding/bytes.ts';
import { memberTagMessage } from '../log/commitments.ts';
import type { LoadedContest } from './contests.ts';
import type { ContestKeys } from './ports.ts';

export const ROLES = ['commission', 'auditor'] as const;
export type Role = (typeof ROLES)[number];

/** One person's role in one contest, without the person. Times are unix milliseconds. */
export interface RoleGrant {
  /** 12 hex digits, for logs and for revoking. Says nothing about the person. */
  readonly id: string;
  readonly contest: string;
  readonly role: Role;
  readonly grantedAtMs: number;
  /** Account of the operator's. */
  readonly grantedBy: string;
  readonly revokedAtMs: number | undefined;
  readonly revokedBy: string | undefined;
}

/** What signing in and annulling ask; revocations of other processes count at once. */
export interface RoleReader {
  /** The grant in force, if there is one. */
  find(contestId: string, memberTag: Uint8Array, role: Role): RoleGrant | undefined;
  /** All in force: at most one of each role. */
  rolesOf(contestId: string, memberTag: Uint8Array): readonly RoleGrant[];
}

export interface GrantReader {
  /** Also one that was revoked. */
  grant(id: string): RoleGrant | undefined;
}

export interface RoleStore extends RoleReader, GrantReader {
  /** @returns false when the person holds this role already: nothing is kept then. */
  insert(memberTag: Uint8Array, grant: RoleGrant): boolean;
  /** Oldest first, also those that were revoked. */
  list(): readonly RoleGrant[];
  /** @returns false when no grant of that id is in force. */
  revoke(id: string, atMs: number, by: string): boolean;
}

/** What makes member tags of one contest. */
export interface MemberTagger {
  readonly contest: Pick<LoadedContest, 'tag'>;
  readonly keys: Pick<ContestKeys, 'voterMac'>;
}

/** Who signed, under the contest's key: what roles are kept by, whatever the certificate. */
export function memberTagOf({ iin }: { readonly iin: string }, { contest, keys }: MemberTagger): Uint8Array {
  return keys.voterMac(memberTagMessage(contest.tag, iin));
}

export interface RoleRequest {
  readonly contestId: string;
  readonly role: Role;
  readonly memberTag: Uint8Array;
  readonly nowMs: number;
  readonly by: string;
}

const ID_BYTES = 6;

/** Grants a role; one that is held already stays as it is. */
export function grantRole(
  { contestId, role, memberTag, nowMs, by }: RoleRequest,
  { store, random }: { readonly store: RoleStore; readonly random: (bytes: number) => Uint8Array },
): { readonly created: boolean; readonly grant: RoleGrant } {
  const grant: RoleGrant = {
    id: toHex(random(ID_BYTES)),
    contest: contestId,
    role,
    grantedAtMs: nowMs,
    grantedBy: by,
    revokedAtMs: undefined,
    revokedBy: undefined,
  };
  if (store.insert(memberTag, grant)) return { created: true, grant };
  const held = store.find(contestId, memberTag, role);
  if (held === undefined) throw new DauysError('busy', 'the role was revoked in this very moment');
  return { created: false, grant: held };
}
