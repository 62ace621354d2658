import { EVIDENCE, type EvidenceValue } from '../domain/evidence.ts';
import { decideRevocation, type RevocationMode, type RevocationSource } from '../signature/revocation.ts';
import type {
  OcspReply,
  OcspSource,
  SignatureVerifier,
  SignedMessageVerifier,
  SoundMessage,
  VerifiedMessage,
} from './ports.ts';

export interface RevocationPorts<M, T> {
  readonly mode: RevocationMode;
  readonly signatures: SignatureVerifier<M, T>;
  /** Needed by the modes that ask the authority. */
  readonly ocsp: OcspSource | undefined;
  onDecided(source: RevocationSource): void;
}

const NOT_ASKED: OcspReply = { finding: 'none' };

/**
 * The last step of verification: has the authority revoked the certificate? A source that is down never costs the
 * right to vote: the ballot is refused for now and may be sent again.
 */
export function createRevocationCheck<M extends { readonly acceptedAtMs: number }, T>({
  mode,
  signatures,
  ocsp,
  onDecided,
}: RevocationPorts<M, T>): SignedMessageVerifier<M, T> {
  async function ask({ question, crl }: SoundMessage<T>, atMs: number): Promise<OcspReply> {
    // What a list has revoked needs no further question: no other answer overrides it.
    if (question === undefined || ocsp === undefined || crl === 'revoked') return NOT_ASKED;
    return ocsp.ask(question, atMs);
  }

  return {
    async verify(message) {
      const sound = await signatures.verify(message);
      const reply = await ask(sound, message.acceptedAtMs);
      const source = decideRevocation(mode, { ocsp: reply.finding, crl: sound.crl });
      onDecided(source);
      const { iin, match } = sound;
      // The one place where a message becomes verified.
      return { iin, match, evidence: evidenceOf(sound, reply, source) } as VerifiedMessage<T>;
    },
  };
}

/** Only what the verdict stands on is kept. */
function evidenceOf(
  sound: SoundMessage<unknown>,
  { response }: OcspReply,
  source: RevocationSource,
): readonly EvidenceValue[] {
  const own = sound.evidence.filter(({ tag }) => tag !== EVIDENCE.crlRecord || source === 'crl');
  const asked = source === 'ocsp' && response !== undefined ? [{ tag: EVIDENCE.ocspResponse, value: response }] : [];
  return [...asked, ...own].toSorted((a, b) => a.tag - b.tag);
}
