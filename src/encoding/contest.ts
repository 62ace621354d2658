import { ballotStatement } from '../domain/ballot.ts';
import type { Candidate, ContestDefinition } from '../domain/contest.ts';
import { toHex, type Sha256 } from './bytes.ts';
import { canonicalJson } from './canonical-json.ts';

/** SHA-256 of the definition's JCS without each candidate's summary and media, as written. 32 bytes. */
export function definitionDigest(definition: ContestDefinition, sha256: Sha256): Uint8Array {
  const candidates = definition.candidates.map(({ summary: _summary, media: _media, ...rest }) => rest);
  return sha256(canonicalJson({ ...definition, candidates }));
}

/** First 16 bytes of the definition digest: names the contest in leaves, voter tags and choice commitments. */
export function contestTag(digest: Uint8Array): Uint8Array {
  return digest.subarray(0, 16);
}

/** The exact bytes a citizen signs for one candidate: static, cacheable, no nonce. */
export function encodeBallot(definition: ContestDefinition, candidate: Candidate, digest: Uint8Array): Uint8Array {
  return canonicalJson(ballotStatement(definition, candidate, toHex(digest)));
}
