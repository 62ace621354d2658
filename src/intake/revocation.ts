import { EVIDENCE, type EvidenceValue } from '../domain/evidence.ts';
import { decideRevocation, type RevocationMode, type RevocationSource } from '../signature/revocation.ts';
import type { BallotVerifier, OcspReply, OcspSource, SignatureVerifier, SoundBallot, VerifiedBallot } from './ports.ts';

export interface RevocationPorts {
  readonly mode: RevocationMode;
  readonly signatures: SignatureVerifier;
  /** Needed by the modes that ask the authority. */
  readonly ocsp: OcspSource | undefined;
  onDecided(source: RevocationSource): void;
}

const NOT_ASKED: OcspReply = { finding: 'none' };

/**
 * The last step of verification: has the authority revoked the certificate? A source that is down never costs the
 * right to vote: the ballot is refused for now and may be sent again.
 */
export function createRevocationCheck({ mode, signatures, ocsp, onDecided }: RevocationPorts): BallotVerifier {
  async function ask({ question, crl }: SoundBallot, atMs: number): Promise<OcspReply> {
    // What a list has revoked needs no further question: no other answer overrides it.
    if (question === undefined || ocsp === undefined || crl === 'revoked') return NOT_ASKED;
    return ocsp.ask(question, atMs);
  }

  return {
    async verify(ballot) {
      const sound = await signatures.verify(ballot);
      const reply = await ask(sound, ballot.acceptedAtMs);
      const source = decideRevocation(mode, { ocsp: reply.finding, crl: sound.crl });
      onDecided(source);
      const { iin, match } = sound;
      // The one place where a ballot becomes verified.
      return { iin, match, evidence: evidenceOf(sound, reply, source) } as VerifiedBallot;
    },
  };
}

/** Only what the verdict stands on is kept. */
function evidenceOf(sound: SoundBallot, { response }: OcspReply, source: RevocationSource): readonly EvidenceValue[] {
  const own = sound.evidence.filter(({ tag }) => tag !== EVIDENCE.crlRecord || source === 'crl');
  const asked = source === 'ocsp' && response !== undefined ? [{ tag: EVIDENCE.ocspResponse, value: response }] : [];
  return [...asked, ...own].toSorted((a, b) => a.tag - b.tag);
}
