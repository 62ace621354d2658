import { DauysError } from '../domain/errors.ts';
import { fromBase64Url, toBase64Url } from '../encoding/base64url.ts';
import { toHex, type Sha256 } from '../encoding/bytes.ts';

export const TOKEN_ROLES = ['commission', 'auditor'] as const;
export type TokenRole = (typeof TOKEN_ROLES)[number];

/** What is known of an issued token; the token itself is not. Times are unix milliseconds. */
export interface TokenRecord {
  /** 12 hex digits, for logs and for revoking. Says nothing about the token. */
  readonly id: string;
  readonly role: TokenRole;
  readonly contest: string;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
  readonly revokedAtMs: number | undefined;
}

export interface TokenStore {
  /** Keeps a record under the SHA-256 of its token. */
  insert(hash: Uint8Array, record: TokenRecord): void;
  find(hash: Uint8Array): TokenRecord | undefined;
  /** Oldest first. */
  list(): readonly TokenRecord[];
  /** @returns false when there is no such token that is still in force. */
  revoke(id: string, atMs: number): boolean;
}

export interface TokenRequest {
  readonly role: TokenRole;
  readonly contest: string;
  readonly lifetimeMs: number;
}

export interface TokenPorts {
  readonly store: TokenStore;
  readonly sha256: Sha256;
  readonly nowMs: number;
}

/** What a resource asks of a token. */
export interface TokenDemand {
  readonly roles: readonly TokenRole[];
  readonly contest: string;
}

const TOKEN_BYTES = 32;
const ID_BYTES = 6;
const UNIT_MS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const MAX_LIFETIME_MS = 366 * UNIT_MS.d;

/**
 * Issues a token; the returned text is the only copy there will ever be.
 * @throws DauysError `config-invalid` for a lifetime that is no span of at most 366 days.
 */
export function createToken(
  request: TokenRequest,
  { store, sha256, nowMs, random }: TokenPorts & { readonly random: (bytes: number) => Uint8Array },
): { readonly token: string; readonly record: TokenRecord } {
  const { role, contest, lifetimeMs } = request;
  if (!(lifetimeMs > 0 && lifetimeMs <= MAX_LIFETIME_MS)) {
    throw new DauysError('config-invalid', 'a token lives at least a minute and at most 366 days');
  }
  const secret = random(TOKEN_BYTES);
  const id = toHex(random(ID_BYTES));
  const record = { id, role, contest, createdAtMs: nowMs, expiresAtMs: nowMs + lifetimeMs, revokedAtMs: undefined };
  store.insert(sha256(secret), record);
  return { token: toBase64Url(secret), record };
}

/**
 * Looks a token up by its hash, so that the time taken says nothing about how much of a guess was right.
 * @param token - attacker-controlled
 * @throws DauysError `unauthorized` for a token that is unknown, expired or revoked, `forbidden` for one of another
 * role or contest.
 */
export function authorizeToken(token: string, demand: TokenDemand, { store, sha256, nowMs }: TokenPorts): TokenRecord {
  const secret = fromBase64Url(token);
  const record = secret === undefined ? undefined : store.find(sha256(secret));
  if (record === undefined) throw new DauysError('unauthorized', 'unknown token');
  if (record.revokedAtMs !== undefined) throw new DauysError('unauthorized', `token ${record.id} is revoked`);
  if (nowMs >= record.expiresAtMs) throw new DauysError('unauthorized', `token ${record.id} has expired`);
  if (record.contest !== demand.contest) throw new DauysError('forbidden', `token ${record.id} is for another contest`);
  if (!demand.roles.includes(record.role)) throw new DauysError('forbidden', `token ${record.id} has another role`);
  return record;
}

/**
 * Reads a lifetime such as `30d`, `12h` or `45m`.
 * @throws DauysError `config-invalid`
 */
export function parseLifetime(text: string): number {
  const [, count, unit] = /^([1-9]\d{0,5})([mhd])$/.exec(text) ?? [];
  if (count === undefined || unit === undefined) {
    throw new DauysError('config-invalid', 'a lifetime is a number with m, h or d, such as 30d');
  }
  return Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS];
}
