import { DauysError } from '../domain/errors.ts';
import { fromUtf8 } from '../encoding/bytes.ts';
import { readOperatorFile } from '../files/operator-files.ts';
import { verifyEd25519 } from '../keys/ed25519.ts';
import { verifyReceipt, type VerifiedReceipt } from '../log/receipt.ts';
import { verifyCertificateFile } from '../signature/certificate-chain.ts';
import { sha256 } from '../signature/digest.ts';
import type { CommandResult } from './output.ts';

export interface VerifyCertificateFlags {
  readonly anchor: readonly string[];
  readonly intermediate?: readonly string[];
  readonly crl?: readonly string[];
  readonly at?: string;
}

export async function verifyCertificate(
  file: string,
  flags: VerifyCertificateFlags,
  now: Date,
): Promise<CommandResult> {
  const at = timeOf(flags.at, now);
  const { path } = verifyCertificateFile({
    certificate: readOperatorFile(file),
    anchors: readAll(flags.anchor),
    intermediates: readAll(flags.intermediate),
    crls: readAll(flags.crl),
    at,
  });
  return {
    lines: (texts) => [texts.pathGood(path.length)],
    json: { pathLength: path.length, at: at.toISOString() },
  };
}

/** A receipt, offline. The candidate's name stands in the contest's definition; the receipt proves the number. */
export async function verifyReceiptFile(file: string, flags: { readonly logKey: string }): Promise<CommandResult> {
  const receipt = verifyReceipt(textOfFile(file), flags.logKey, { sha256, verifyEd25519 });
  const { contest, number, index, size, acceptedAt } = receipt;
  const facts = { contest, number, index, size, acceptedAt };
  return {
    lines: (texts) => [texts.receiptGood(facts)],
    json: facts,
  };
}

/** The receipt that a command was given, verified. */
export function readReceipt({
  receipt,
  logKey,
}: {
  readonly receipt?: string;
  readonly logKey?: string;
}): VerifiedReceipt | undefined {
  if (receipt === undefined || logKey === undefined) return undefined;
  return verifyReceipt(textOfFile(receipt), logKey, { sha256, verifyEd25519 });
}

function textOfFile(file: string): string {
  try {
    return fromUtf8(readOperatorFile(file));
  } catch (error) {
    if (error instanceof DauysError) throw error;
    throw new DauysError('receipt-malformed', 'the receipt is not UTF-8 text');
  }
}

function readAll(files: readonly string[] = []): Uint8Array[] {
  return files.map(readOperatorFile);
}

/** @throws DauysError `config-invalid` */
export function timeOf(text: string | undefined, now: Date): Date {
  if (text === undefined) return now;
  const ms = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) throw new DauysError('config-invalid', '--at takes a time such as 2026-11-22T10:00:00+05:00');
  return new Date(ms);
}
