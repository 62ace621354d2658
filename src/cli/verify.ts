import { DauysError } from '../domain/errors.ts';
import { fromUtf8 } from '../encoding/bytes.ts';
import { removeArmour } from '../encoding/armour.ts';
import { readOperatorFile, readTrustDirectory } from '../files/operator-files.ts';
import { verifyEd25519 } from '../keys/ed25519.ts';
import { verifyReceipt } from '../log/receipt.ts';
import { verifyCertificateFile } from '../signature/certificate-chain.ts';
import { parseCrl, type CertificateList } from '../signature/crl.ts';
import { sha256 } from '../signature/digest.ts';
import { createTrustSet } from '../signature/trust.ts';
import { verifyCms } from '../signature/verifier.ts';
import type { CommandResult } from './output.ts';

export interface VerifyCmsFlags {
  readonly content?: string;
  readonly trust: string;
  readonly crl?: readonly string[];
  readonly at?: string;
}

/** One signature the way intake judges it, over any content. Prints the person only by the last digits. */
export async function verifyCmsFile(file: string, flags: VerifyCmsFlags, now: Date): Promise<CommandResult> {
  const at = timeOf(flags.at, now);
  const policy = {
    trust: createTrustSet(readTrustDirectory(flags.trust), sha256),
    crls: (flags.crl ?? []).map(readCrl),
  };
  const detached = flags.content === undefined ? {} : { detachedContent: readOperatorFile(flags.content) };
  const cms = removeArmour(readOperatorFile(file));
  const { iin, match, algorithm, certificate } = verifyCms({ cms, at, ...detached }, policy, (content) => content);
  const signer = `********${iin.slice(8)}`;
  const notAfter = certificate.notAfter.toISOString();
  return {
    lines: (texts) => [texts.cmsGood(algorithm, signer, match.length, notAfter)],
    json: { algorithm, signer, contentBytes: match.length, notAfter, at: at.toISOString() },
  };
}

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

function textOfFile(file: string): string {
  try {
    return fromUtf8(readOperatorFile(file));
  } catch (error) {
    if (error instanceof DauysError) throw error;
    throw new DauysError('receipt-malformed', 'the receipt is not UTF-8 text');
  }
}

function readCrl(file: string): CertificateList {
  const bytes = readOperatorFile(file);
  try {
    return parseCrl(bytes);
  } catch (cause) {
    throw new DauysError('config-invalid', `${file} is no certificate revocation list`, { cause });
  }
}

function readAll(files: readonly string[] = []): Uint8Array[] {
  return files.map(readOperatorFile);
}

function timeOf(text: string | undefined, now: Date): Date {
  if (text === undefined) return now;
  const ms = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) throw new DauysError('config-invalid', '--at takes a time such as 2026-11-22T10:00:00+05:00');
  return new Date(ms);
}
