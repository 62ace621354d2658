import { timingSafeEqual } from 'node:crypto';
import { fromBase64Url, toBase64Url } from '../encoding/base64url.ts';
import { concatBytes, readU64be, toUtf8, u16be, u64be } from '../encoding/bytes.ts';
import { CHALLENGE_LIFETIME_MS } from './challenges.ts';

/** How long a code can be scanned. A challenge that is signed lives as long. */
export const SCAN_MS = CHALLENGE_LIFETIME_MS;
/** How long after that a signature is still taken: who scanned in the last second has to unlock a key, too. */
export const SIGN_MS = 120_000;

/** Authenticated encryption and a MAC under keys that every process of the installation has. */
export interface MobileSeal {
  /** @param nonce - 12 random bytes */
  seal(plain: Uint8Array, nonce: Uint8Array): Uint8Array;
  /** @returns undefined for what was not sealed here */
  open(sealed: Uint8Array): Uint8Array | undefined;
  mac(message: Uint8Array): Uint8Array;
}

/** What an id says; nobody but the installation can read it or make one. */
export interface MobileIdContent {
  readonly contestTag: Uint8Array;
  /** Of the ballot to sign; undefined where a question about oneself is signed. */
  readonly candidateNumber: number | undefined;
  readonly expiresAtMs: number;
}

const NONCE_BYTES = 12;
/** Of a contest. */
const TAG_BYTES = 16;
/** Of the encryption. */
const MAC_BYTES = 16;
const PLAIN_BYTES = TAG_BYTES + 2 + 8;
/** No candidate has it. */
const STATEMENT = 0;

/**
 * Makes an id that holds all there is to know of a signing: no process keeps what was begun, so that a flood of codes
 * fills no memory and a restart loses none. Sealed, for an address stands in logs of proxies, and a candidate is a choice.
 */
export function sealMobileId(content: MobileIdContent, nonce: Uint8Array, { seal }: MobileSeal): string {
  const plain = concatBytes(
    content.contestTag,
    u16be(content.candidateNumber ?? STATEMENT),
    u64be(content.expiresAtMs),
  );
  return toBase64Url(seal(plain, nonce));
}

/** @param id - attacker-controlled */
export function openMobileId(id: string, { open }: MobileSeal): MobileIdContent | undefined {
  const sealed = fromBase64Url(id);
  const plain = sealed?.length === NONCE_BYTES + PLAIN_BYTES + MAC_BYTES ? open(sealed) : undefined;
  if (plain?.length !== PLAIN_BYTES) return undefined;
  const view = new DataView(plain.buffer, plain.byteOffset, plain.byteLength);
  const number = view.getUint16(TAG_BYTES);
  return {
    contestTag: plain.subarray(0, TAG_BYTES),
    candidateNumber: number === STATEMENT ? undefined : number,
    expiresAtMs: readU64be(plain, TAG_BYTES + 2) ?? 0,
  };
}

/** What the secrets of one id are for. */
export type MobileSecret = 'poll' | 'documents' | 'challenge';

/** A secret that only whoever was given it knows beside the installation. */
export function mobileSecret(id: string, use: MobileSecret, { mac }: MobileSeal): Uint8Array {
  return mac(toUtf8(`DYS1 mobile ${use}\n${id}`)).subarray(0, 16);
}

/** @param text - attacker-controlled */
export function isMobileToken(text: string | undefined, id: string, use: MobileSecret, seal: MobileSeal): boolean {
  const given = text === undefined ? undefined : fromBase64Url(text);
  const secret = mobileSecret(id, use, seal);
  return given?.length === secret.length && timingSafeEqual(given, secret);
}
