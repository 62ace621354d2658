import { isDauysError } from '../domain/errors.ts';
import { toDer } from '../encoding/ber.ts';
import { equalBytes } from '../encoding/bytes.ts';
import { openDer } from '../encoding/der.ts';
import { isOid, OID } from '../encoding/oids.ts';
import { readTime } from '../encoding/time.ts';
import { parseSignedMessage } from '../signature/cms.ts';
import { parseCrl, type CertificateList } from '../signature/crl.ts';
import { repeatDecision } from '../signature/evidence.ts';
import type { TrustSet } from '../signature/trust.ts';
import type { BallotVerdict } from './export-plan.ts';
import { listsNamed, splitEvidence } from './export-record.ts';
import type { ExportedBallot } from './export-source.ts';

export interface JudgePorts {
  readonly trust: TrustSet;
  /** The bytes to sign, by candidate number. */
  readonly ballots: ReadonlyMap<number, Uint8Array>;
  /** A revocation list by its SHA-256 in hex. */
  list(sha256: string): Uint8Array | undefined;
}

/** Parsed lists kept at a time: НУЦ's base list alone takes some 40 MB. */
const MAX_LISTS = 4;

/** Decides stored ballots again, each as of its acceptance and from its own evidence. */
export function createJudge({ trust, ballots, list }: JudgePorts): (ballot: ExportedBallot) => BallotVerdict {
  const parsed = new Map<string, CertificateList>();

  function listOf(name: string): readonly CertificateList[] {
    const known = parsed.get(name);
    if (known !== undefined) return [known];
    const der = list(name);
    if (der === undefined) return [];
    const [oldest] = parsed.keys();
    if (oldest !== undefined && parsed.size >= MAX_LISTS) parsed.delete(oldest);
    const fresh = parseCrl(der);
    parsed.set(name, fresh);
    return [fresh];
  }

  function decide({ cms, evidence, candidateNumber }: ExportedBallot): string {
    try {
      const expected = ballots.get(candidateNumber);
      const kept = { values: splitEvidence(evidence), lists: listsNamed(evidence).flatMap(listOf) };
      const matches = (content: Uint8Array): true | undefined =>
        expected !== undefined && equalBytes(content, expected) ? true : undefined;
      const input = { cms, ...(expected === undefined ? {} : { detachedContent: expected }) };
      repeatDecision(input, kept, trust, matches);
      return 'accepted';
    } catch (error) {
      if (isDauysError(error)) return error.code;
      throw error;
    }
  }

  return (ballot) => ({ verdict: decide(ballot), signedAt: signingTime(ballot.cms) });
}

/** The signing-time attribute (RFC 5652 §11.3), which is the signer's word and nothing more. */
function signingTime(cms: Uint8Array): string | null {
  try {
    const { signedAttributes } = parseSignedMessage(toDer(cms)).signer;
    const value = signedAttributes.find(({ type }) => isOid(type, OID.signingTime))?.values[0];
    return value === undefined ? null : readTime(openDer(value)).toISOString();
  } catch (error) {
    if (isDauysError(error)) return null;
    throw error;
  }
}
