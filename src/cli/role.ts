import { randomBytes } from 'node:crypto';
import { userInfo } from 'node:os';
import type { Config } from '../config.ts';
import { DauysError } from '../domain/errors.ts';
import type { Language } from '../domain/texts.ts';
import { readBoundedFile } from '../files/operator-files.ts';
import { openRoles, type RoleRegister } from '../governing.ts';
import { grantRole, memberTagOf, ROLES, type Role, type RoleGrant } from '../intake/roles.ts';
import type { Runtime } from '../running.ts';
import type { CommandResult } from './output.ts';
import { ROLE_TEXTS } from './role-texts.ts';

/** A file or a line with one ИИН is no longer. */
const MAX_IIN_BYTES = 64;

export interface RoleFlags {
  readonly contest: string;
  readonly role: string;
  /** Holds the ИИН; standard input where it is left out. Arguments would show it to every process. */
  readonly iinFile?: string;
}

/** `dauys role grant` */
export async function roleGrant(
  flags: RoleFlags,
  config: Config,
  language: Language,
  { clock }: Runtime,
): Promise<CommandResult> {
  const role = roleOf(flags);
  return withRoles(config, async (register) => {
    const memberTag = await askMemberTag(flags, register, language);
    const request = { contestId: flags.contest, role, memberTag, nowMs: clock.nowMs(), by: account() };
    const { created, grant } = grantRole(request, { store: register.store, random: randomBytes });
    const texts = ROLE_TEXTS[language];
    return {
      lines: () => [(created ? texts.granted : texts.alreadyHeld)(grant.id, role, flags.contest)],
      json: { ...facts(grant), created },
    };
  });
}

/** `dauys role list` */
export async function roleList(
  { contest }: { readonly contest?: string },
  config: Config,
  language: Language,
): Promise<CommandResult> {
  return withRoles(config, async ({ store }) => {
    const grants = store
      .list()
      .filter((grant) => contest === undefined || grant.contest === contest)
      .map(facts);
    const texts = ROLE_TEXTS[language];
    const lines = grants.map(({ id, role, contest: of, grantedAt, grantedBy, revokedAt, revokedBy }) => {
      const revoked = revokedAt === null ? [] : [texts.revokedAt(revokedAt, revokedBy ?? '')];
      return [id, role.padEnd(10), of, texts.grantedAt(grantedAt, grantedBy), ...revoked].join('  ');
    });
    return { lines: () => (lines.length > 0 ? lines : [texts.none]), json: { roles: grants } };
  });
}

/** `dauys role revoke`: by the grant's id, or by person and role. */
export async function roleRevoke(
  id: string | undefined,
  flags: Partial<RoleFlags>,
  config: Config,
  language: Language,
  { clock }: Runtime,
): Promise<CommandResult> {
  return withRoles(config, async (register) => {
    const known = id ?? (await findGrant(flags, register, language));
    if (known === undefined || !register.store.revoke(known, clock.nowMs(), account())) {
      throw new DauysError('not-found', 'no such role is in force');
    }
    return { lines: () => [ROLE_TEXTS[language].revoked(known)], json: { id: known } };
  });
}

async function findGrant(
  { contest, role: wanted, ...flags }: Partial<RoleFlags>,
  register: RoleRegister,
  language: Language,
): Promise<string | undefined> {
  if (contest === undefined || wanted === undefined) {
    throw new DauysError('config-invalid', 'give the id of the role, or --contest and --role');
  }
  const role = roleOf({ role: wanted });
  const memberTag = await askMemberTag({ ...flags, contest }, register, language);
  return register.store.find(contest, memberTag, role)?.id;
}

function roleOf(flags: Pick<RoleFlags, 'role'>): Role {
  const role = ROLES.find((known) => known === flags.role);
  if (role === undefined) throw new DauysError('config-invalid', `--role is one of ${ROLES.join(', ')}`);
  return role;
}

async function askMemberTag(
  { contest, iinFile }: Pick<RoleFlags, 'contest' | 'iinFile'>,
  register: RoleRegister,
  language: Language,
): Promise<Uint8Array> {
  const opened = await register.contest(contest);
  if (iinFile === undefined && process.stdin.isTTY) process.stderr.write(ROLE_TEXTS[language].askIin);
  const bytes = iinFile === undefined ? await readStandardInput() : readBoundedFile(iinFile, MAX_IIN_BYTES);
  return memberTagOf({ iin: iinOf(bytes) }, opened);
}

/** Up to one line or one byte too many. */
async function readStandardInput(): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    if (chunk.includes('\n') || Buffer.concat(chunks).length > MAX_IIN_BYTES) break;
  }
  return Buffer.concat(chunks);
}

/** @throws DauysError `config-invalid`, which does not repeat what stands there */
function iinOf(bytes: Uint8Array): string {
  const text = bytes.length > MAX_IIN_BYTES ? '' : Buffer.from(bytes).toString('latin1').trim();
  if (!/^[0-9]{12}$/.test(text)) throw new DauysError('config-invalid', 'an ИИН is 12 digits');
  return text;
}

/** Whose account did it, as far as the system tells. */
function account(): string {
  try {
    return userInfo().username.slice(0, 64) || 'unknown';
  } catch {
    return 'unknown';
  }
}

function facts({ id, role, contest, grantedAtMs, grantedBy, revokedAtMs, revokedBy }: RoleGrant) {
  return {
    id,
    role,
    contest,
    grantedAt: new Date(grantedAtMs).toISOString(),
    grantedBy,
    revokedAt: revokedAtMs === undefined ? null : new Date(revokedAtMs).toISOString(),
    revokedBy: revokedBy ?? null,
  };
}

async function withRoles(
  config: Config,
  use: (register: RoleRegister) => Promise<CommandResult>,
): Promise<CommandResult> {
  const register = openRoles(config);
  try {
    return await use(register);
  } finally {
    register.close();
  }
}
