import { isDauysError } from '../domain/errors.ts';
import { removeArmour } from '../encoding/armour.ts';
import { toHex } from '../encoding/bytes.ts';
import { verifyStatement, type VerifiedStatement } from '../log/statement-check.ts';
import type { Problem } from './ballot-sending.ts';
import { verifyEd25519 } from './verify/log-signature.ts';
import { sha256 } from './verify/sha256.ts';

export interface StatementKeys {
  readonly id: string;
  readonly vkey: string;
  readonly statementsVkey: string;
}

export type StatementOutcome =
  | { readonly kind: 'statement'; readonly text: string; readonly statement: VerifiedStatement }
  | { readonly kind: 'refused'; readonly problem: Problem }
  | { readonly kind: 'invalid' }
  | { readonly kind: 'offline' };

/** Sends a signed request, and verifies that the answer is to this very signature. */
export async function askStatement(
  url: string,
  cms: string,
  language: string,
  keys: StatementKeys,
): Promise<StatementOutcome> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Accept-Language': language },
      body: JSON.stringify({ cms }),
    });
    const text = await answer.text();
    if (!answer.ok) return { kind: 'refused', problem: JSON.parse(text) as Problem };
    return readStatement(text, keys, cms);
  } catch {
    return { kind: 'offline' };
  }
}

/** @param cms - the signed request, where it is at hand */
export function readStatement(text: string, keys: StatementKeys, cms?: string): StatementOutcome {
  try {
    const trusted = { vkey: keys.statementsVkey, logVkey: keys.vkey };
    const statement = verifyStatement(text, trusted, { sha256, verifyEd25519 });
    const isOurs = cms === undefined || statement.cmsSha256 === toHex(sha256(removeArmour(cms)));
    return isOurs && statement.contest === keys.id ? { kind: 'statement', text, statement } : { kind: 'invalid' };
  } catch (error) {
    if (isDauysError(error)) return { kind: 'invalid' };
    throw error;
  }
}
