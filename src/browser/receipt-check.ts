import { isDauysError } from '../domain/errors.ts';
import { removeArmour } from '../encoding/armour.ts';
import { equalBytes, fromHex } from '../encoding/bytes.ts';
import { parseProof } from '../log/proof.ts';
import { parseReceipt, verifyReceipt, type VerifiedReceipt } from '../log/receipt.ts';
import type { KeptReceipt } from './kept.ts';
import { readBallot, signedContent, type ReadBallot } from './signed-content.ts';
import { prepareSignatures, verifyEd25519 } from './verify/log-signature.ts';
import { sha256 } from './verify/sha256.ts';

/** The contest as the page itself names it. */
export interface PinnedContest {
  readonly id: string;
  readonly origin: string;
  readonly vkey: string;
  /** Hex. */
  readonly tag: string;
}

export type ReceiptFault = 'receipt-malformed' | 'receipt-invalid' | 'another-contest';

export type ReceiptVerdict =
  | {
      readonly kind: 'good';
      readonly receipt: VerifiedReceipt;
      /** Out of the signed document, where that is at hand and the one in the ledger. */
      readonly signed: ReadBallot | undefined;
    }
  | { readonly kind: 'bad'; readonly fault: ReceiptFault };

/** What `dauys verify receipt` finds, with the key of this page's contest, and whether it is this contest's at all. */
export async function checkReceipt(kept: KeptReceipt, contest: PinnedContest): Promise<ReceiptVerdict> {
  try {
    const { receipt: parsed } = parseReceipt(kept.receipt);
    if (parsed.contest !== contest.id) return { kind: 'bad', fault: 'another-contest' };
    await prepareSignatures([parseProof(parsed.proof).checkpoint], contest.vkey);
    const receipt = verifyReceipt(kept.receipt, contest.vkey, { sha256, verifyEd25519 });
    const isOurs =
      receipt.origin === contest.origin && equalBytes(receipt.contestTag, fromHex(contest.tag) ?? new Uint8Array());
    if (!isOurs) return { kind: 'bad', fault: 'receipt-invalid' };
    return { kind: 'good', receipt, signed: documentOf(kept, receipt) };
  } catch (error) {
    if (!isDauysError(error)) throw error;
    return { kind: 'bad', fault: error.code === 'receipt-malformed' ? 'receipt-malformed' : 'receipt-invalid' };
  }
}

/** The ballot inside the signature, if it is the very one that the log committed to. */
function documentOf({ cms }: KeptReceipt, receipt: VerifiedReceipt): ReadBallot | undefined {
  if (cms === undefined) return undefined;
  try {
    if (!equalBytes(sha256(removeArmour(cms)), receipt.cmsSha256)) return undefined;
    const ballot = readBallot(signedContent(cms));
    const isSame = ballot?.number === receipt.number && ballot.candidate === receipt.candidate;
    return isSame ? ballot : undefined;
  } catch (error) {
    // A detached signature has no document inside.
    if (isDauysError(error)) return undefined;
    throw error;
  }
}
