import { z } from 'zod';
import { DauysError } from '../domain/errors.ts';
import { equalBytes, fromHex, fromUtf8, type Sha256 } from '../encoding/bytes.ts';
import { canonicalJson } from '../encoding/canonical-json.ts';
import { evidenceEntry } from '../log/commitments.ts';
import type { VerifiedReceipt } from '../log/receipt.ts';
import type { EvidenceFile } from '../signature/evidence-file.ts';

/** A ballot with its evidence, as the operator gave it. */
export interface GivenBallot extends Pick<EvidenceFile, 'contest' | 'index' | 'values'> {
  readonly cms: Uint8Array;
  /** What the signature holds over. */
  readonly content: Uint8Array;
}

/** What a receipt can be held against in a ballot (PROTOCOL.md §2). */
const ballotSchema = z.looseObject({
  ballot: z.literal('dauys/1'),
  candidate: z.looseObject({ id: z.string(), number: z.number() }),
  contest: z.looseObject({ id: z.string(), definition: z.string().regex(/^[0-9a-f]{64}$/) }),
  log: z.string(),
});

/**
 * Holds what an operator gave against what the log committed to: the citizen's receipt opens the leaf. Then file, receipt
 * and log tell of one ballot, for one candidate, decided by this evidence.
 * @throws DauysError `evidence-invalid`
 */
export function checkAgreement(receipt: VerifiedReceipt, given: GivenBallot, sha256: Sha256): void {
  if (receipt.contest !== given.contest || receipt.index !== given.index) throw differs('it is of another entry');
  if (!equalBytes(receipt.cmsSha256, sha256(given.cms))) throw differs('it is for another signature');
  const entries = given.values.map(({ tag, value }) => evidenceEntry(tag, value, sha256));
  const isSame = entries.every((entry, i) => {
    const opened = receipt.evidence[i];
    return opened?.tag === entry.tag && opened.length === entry.length && equalBytes(opened.sha256, entry.sha256);
  });
  if (entries.length !== receipt.evidence.length || !isSame) throw differs('it opens other evidence');
  checkContent(receipt, given.content);
}

/** The log commits to the number apart from the signature: who logs another choice than was signed shows here. */
function checkContent(receipt: VerifiedReceipt, content: Uint8Array): void {
  const { candidate, contest, log } = readBallot(content);
  const definition = fromHex(contest.definition) ?? new Uint8Array();
  const isSame =
    candidate.number === receipt.number &&
    candidate.id === receipt.candidate &&
    contest.id === receipt.contest &&
    log === receipt.origin &&
    equalBytes(definition.subarray(0, receipt.contestTag.length), receipt.contestTag);
  if (!isSame) throw differs('something else was signed');
}

function readBallot(content: Uint8Array): z.infer<typeof ballotSchema> {
  try {
    const json: unknown = JSON.parse(fromUtf8(content));
    if (equalBytes(canonicalJson(json), content)) return ballotSchema.parse(json);
  } catch {
    throw differs('what was signed is no ballot');
  }
  throw differs('what was signed is no ballot');
}

function differs(why: string): DauysError {
  return new DauysError('evidence-invalid', `the receipt does not agree: ${why}`);
}
