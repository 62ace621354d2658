import { timingSafeEqual } from 'node:crypto';
import { concatBytes, toUtf8 } from '../encoding/bytes.ts';
import type { GrantReader, Role } from './roles.ts';

export const SESSION_LIFETIME_MS = 1_800_000;
const MAC_PREFIX = toUtf8('DYS1 session\n');
const FORM =
  /^(?<payload>(?<contest>[a-z0-9-]{1,64})\.(?<role>[a-z]{1,16})\.(?<roleId>[0-9a-f]{12})\.(?<expiresAtMs>\d{1,15}))\.(?<mac>[A-Za-z0-9_-]{43})$/;

/** HMAC-SHA-256 under the session key; 32 bytes. */
export type SessionMac = (message: Uint8Array) => Uint8Array;

/** Somebody who signed in, by the role and never by the person. */
export interface Session {
  readonly contest: string;
  readonly role: Role;
  readonly roleId: string;
  readonly expiresAtMs: number;
}

/** What tells a session from the others of its role. */
export type SessionName = Pick<Session, 'roleId' | 'expiresAtMs'>;

/** Sessions that were ended before their time. */
export interface EndedSessions {
  /** Ending it twice is ending it. @throws DauysError `busy` when nothing could be kept */
  end(session: SessionName, nowMs: number): void;
  isEnded(session: SessionName): boolean;
}

/** What a page or a resource asks of a session. */
export interface SessionDemand {
  readonly contest: string;
  readonly role: Role;
  readonly nowMs: number;
}

/** A session as text: letters, digits, dots, hyphens and underscores. */
export function sealSession({ contest, role, roleId, expiresAtMs }: Session, mac: SessionMac): string {
  const payload = `${contest}.${role}.${roleId}.${expiresAtMs}`;
  return `${payload}.${macOf(payload, mac).toString('base64url')}`;
}

export interface SessionPorts {
  readonly mac: SessionMac;
  readonly roles: GrantReader;
  readonly ended: Pick<EndedSessions, 'isEnded'>;
}

/**
 * Holds a session to what is asked of it, to not being ended, and its role to being in force now.
 * @param text - attacker-controlled
 * @returns undefined for anything but a session that counts
 */
export function openSession(
  text: string,
  { contest, role, nowMs }: SessionDemand,
  { mac, roles, ended }: SessionPorts,
): Session | undefined {
  const { payload = '', roleId = '', ...found } = FORM.exec(text)?.groups ?? {};
  const shown = Buffer.from(found['mac'] ?? '', 'base64url');
  const expected = macOf(payload, mac);
  if (shown.length !== expected.length || !timingSafeEqual(shown, expected)) return undefined;
  if (found['contest'] !== contest || found['role'] !== role) return undefined;
  const expiresAtMs = Number(found['expiresAtMs']);
  const leftMs = expiresAtMs - nowMs;
  // More is left only after the clock was put back.
  if (leftMs <= 0 || leftMs > SESSION_LIFETIME_MS) return undefined;
  if (ended.isEnded({ roleId, expiresAtMs })) return undefined;
  const grant = roles.grant(roleId);
  if (grant === undefined || grant.revokedAtMs !== undefined) return undefined;
  return { contest, role, roleId, expiresAtMs };
}

function macOf(payload: string, mac: SessionMac): Buffer {
  return Buffer.from(mac(concatBytes(MAC_PREFIX, toUtf8(payload))));
}
