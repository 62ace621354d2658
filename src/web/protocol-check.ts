import { unlessRefused } from '../domain/errors.ts';
import { toHex, toUtf8, type Sha256 } from '../encoding/bytes.ts';
import { parseCheckpoint } from '../log/checkpoint.ts';
import { parseLeaf } from '../log/leaf.ts';
import { createNoteVerifier, openNote, type NoteVerifier, type VerifyEd25519 } from '../log/note.ts';
import { parseProof, verifyProof } from '../log/proof.ts';
import type { Protocol } from '../tally/protocol.ts';
import { addsUp } from './protocol-view.ts';

/** What was found about a final protocol; each true where it holds. */
export interface ProtocolCheck {
  /** SHA-256 of the protocol's bytes is what the entry commits to. */
  readonly isCommitted: boolean;
  /** The entry stands in the tree of a checkpoint that the log signed. */
  readonly isInLog: boolean;
  /** The protocol's own checkpoint is signed by the log and covers as many entries as the protocol says. */
  readonly isSigned: boolean;
  /** All sums are right. */
  readonly addsUp: boolean;
}

export interface ProtocolParts {
  /** JCS text. */
  readonly protocol: string;
  /** `tlog-proof@v1` of the entry that commits to it. */
  readonly proof: string;
  /** Of the log, as the contest was loaded with it. */
  readonly vkey: string;
}

/** Verifies a protocol as an outsider would, with the key of the log alone. */
export function checkProtocol(
  { protocol: text, proof, vkey }: ProtocolParts,
  crypto: { readonly sha256: Sha256; readonly verifyEd25519: VerifyEd25519 },
): ProtocolCheck {
  const protocol = JSON.parse(text) as Protocol;
  const verifiers = (): NoteVerifier[] => [createNoteVerifier(vkey, crypto)];
  const digest = toHex(crypto.sha256(toUtf8(text)));
  return {
    isCommitted: holds(() => {
      const leaf = parseLeaf(parseProof(proof).leaf);
      return leaf.type === 'protocol' && toHex(leaf.protocolSha256) === digest;
    }),
    isInLog: holds(() => verifyProof(parseProof(proof), verifiers(), crypto.sha256).size >= protocol.size),
    isSigned: holds(() => coversAll(protocol, verifiers())),
    addsUp: addsUp(protocol),
  };
}

function coversAll({ log, size }: Protocol, verifiers: readonly NoteVerifier[]): boolean {
  const checkpoint = parseCheckpoint(openNote(log.checkpoint, verifiers).text);
  return checkpoint.origin === log.origin && checkpoint.size === size;
}

function holds(check: () => boolean): boolean {
  return unlessRefused(check) ?? false;
}
