import { DauysError } from '../domain/errors.ts';
import { removeArmour } from '../encoding/armour.ts';
import { readBoundedFile, readOperatorFile, readTrustDirectory } from '../files/operator-files.ts';
import { encodeCertId } from '../signature/cert-id.ts';
import { checkRevocation, parseCrl, type CertificateList } from '../signature/crl.ts';
import { sha256 } from '../signature/digest.ts';
import { MAX_EVIDENCE_FILE_BYTES, parseEvidenceFile, parseEvidenceLists } from '../signature/evidence-file.ts';
import { repeatDecision, type RepeatedDecision } from '../signature/evidence.ts';
import { verifyOcspResponse } from '../signature/ocsp.ts';
import { decideRevocation } from '../signature/revocation.ts';
import { createTrustSet, type TrustSet } from '../signature/trust.ts';
import { verifySignedMessage, type SignedInput, type SoundSignature } from '../signature/verifier.ts';
import type { CommandResult } from './output.ts';
import { checkAgreement } from './receipt-agreement.ts';
import { readReceipt, timeOf } from './verify.ts';

export interface VerifyCmsFlags {
  readonly content?: string;
  readonly trust: string;
  readonly crl?: readonly string[];
  readonly ocsp?: string;
  readonly at?: string;
  readonly evidence?: string;
  readonly receipt?: string;
  readonly logKey?: string;
}

/** What a service takes unless it is told otherwise: how old an OCSP answer may be, and how far clocks may part. */
const OCSP_LIMITS = { maxAgeMs: 300_000, skewMs: 300_000 };

/** One signature the way intake judges it, over any content. Prints the person only by the last digits. */
export async function verifyCmsFile(file: string, flags: VerifyCmsFlags, now: Date): Promise<CommandResult> {
  checkFlags(flags);
  const trust = createTrustSet(readTrustDirectory(flags.trust), sha256);
  const detached = flags.content === undefined ? {} : { detachedContent: readOperatorFile(flags.content) };
  const input = { cms: removeArmour(readOperatorFile(file)), ...detached };
  if (flags.evidence !== undefined) return verifyByEvidence(input, flags.evidence, flags, trust);
  const at = timeOf(flags.at, now);
  const sound = verifySignedMessage({ ...input, at }, trust, (content) => content);
  checkAnswer(sound, flags, at);
  checkRevocation(sound.path, readLists(flags), at, 'signer', trust.intermediates);
  const facts = factsOf(sound);
  return {
    lines: (texts) => [texts.cmsGood(facts)],
    json: { ...facts, at: at.toISOString() },
  };
}

/** What cannot go together is a mistake of whoever asks, and must not be passed over. */
function checkFlags({ evidence, at, ocsp, receipt, logKey }: VerifyCmsFlags): void {
  const mistake = (why: string): DauysError => new DauysError('config-invalid', why);
  if (evidence !== undefined && at !== undefined) {
    throw mistake('--at does not go with --evidence, which says when the ballot was accepted');
  }
  if (evidence !== undefined && ocsp !== undefined) throw mistake('--ocsp does not go with --evidence');
  if (receipt !== undefined && evidence === undefined) throw mistake('--receipt needs --evidence');
  if ((receipt === undefined) !== (logKey === undefined)) throw mistake('--receipt and --log-key go together');
}

/** An answer given as a file stands for asking: nobody remembers a nonce. */
function checkAnswer(sound: SoundSignature<unknown>, flags: VerifyCmsFlags, at: Date): void {
  if (flags.ocsp === undefined) return;
  const issuer = sound.path[1];
  if (issuer === undefined) throw new DauysError('revocation-unavailable', 'nobody issued the certificate');
  const question = { certId: encodeCertId(sound.certificate, issuer), issuer, at, ...OCSP_LIMITS };
  const { status } = verifyOcspResponse(readOperatorFile(flags.ocsp), { ...question, lists: readLists(flags) });
  decideRevocation('ocsp', { ocsp: status.kind, crl: 'none' });
}

/** Decides again as of the acceptance; with a receipt, by the very evidence that the log committed to. */
function verifyByEvidence(
  input: Omit<SignedInput, 'at'>,
  evidenceFile: string,
  flags: VerifyCmsFlags,
  trust: TrustSet,
): CommandResult {
  const receipt = readReceipt(flags);
  const file = parseEvidenceFile(readBoundedFile(evidenceFile, MAX_EVIDENCE_FILE_BYTES));
  const lists = [...parseEvidenceLists(file.lists), ...readLists(flags)];
  const decision = repeatDecision(input, { values: file.values, lists }, trust, (content) => content);
  if (receipt !== undefined) checkAgreement(receipt, { ...file, cms: input.cms, content: decision.match }, sha256);
  const { contest, index } = file;
  const facts = { ...factsOf(decision), contest, index, ...decisionFacts(decision) };
  const agreed = receipt && { number: receipt.number, index, size: receipt.size };
  return {
    lines: (texts) => [
      texts.cmsGood(facts),
      texts.decidedAgain(facts),
      ...(facts.source === 'off' ? [texts.revocationOff] : []),
      ...(facts.timeStamp === null ? [] : [texts.timeStamped(facts.timeStamp)]),
      ...(agreed === undefined ? [] : [texts.receiptAgrees(agreed)]),
    ],
    json: { ...facts, receipt: agreed ?? null },
  };
}

function factsOf({ algorithm, iin, match, certificate }: SoundSignature<Uint8Array>) {
  const signer = `********${iin.slice(8)}`;
  return { algorithm, signer, contentBytes: match.length, notAfter: certificate.notAfter.toISOString() };
}

function decisionFacts({ acceptedAt, source, policy, softwareVersion, timeStamp }: RepeatedDecision<unknown>) {
  const stamped = timeStamp && { time: timeStamp.genTime.toISOString(), policy: timeStamp.policy };
  return { acceptedAt: acceptedAt.toISOString(), source, policy, softwareVersion, timeStamp: stamped ?? null };
}

function readLists({ crl = [] }: VerifyCmsFlags): CertificateList[] {
  return crl.map((file) => {
    const bytes = readOperatorFile(file);
    try {
      return parseCrl(bytes);
    } catch (cause) {
      throw new DauysError('config-invalid', `${file} is no certificate revocation list`, { cause });
    }
  });
}
