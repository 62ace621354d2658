import type { Challenge } from '../domain/challenge.ts';
import { DauysError } from '../domain/errors.ts';
import { toHex, type Sha256 } from '../encoding/bytes.ts';
import { parseCheckpoint } from '../log/checkpoint.ts';
import { voterTagMessage } from '../log/commitments.ts';
import type { TreeHead } from '../log/merkle.ts';
import { parseNote, parseVkey } from '../log/note.ts';
import { parseProof } from '../log/proof.ts';
import { signStatement, statementKeyName, type Statement } from '../log/statement.ts';
import type { UsedChallenges } from './challenges.ts';
import { isoTime } from './contests.ts';
import type { LogResources } from './log-resources.ts';
import type { Clock, Ledger, LogRows, SignedMessageVerifier, UnverifiedMessage } from './ports.ts';
import { acceptSignedChallenge } from './signed-challenges.ts';
import type { StatementKeys } from './statement-keys.ts';
import type { ContestDesk } from './submit-ballot.ts';

/** What answering needs of one contest while it runs. */
export interface StatementDesk extends Pick<ContestDesk, 'contest' | 'keys' | 'confirm'> {
  readonly statementKeys: StatementKeys;
}

export interface StatementPorts {
  desk(contestId: string): StatementDesk | undefined;
  /** Takes challenges to make a statement, and nothing else. */
  readonly verifier: SignedMessageVerifier<UnverifiedMessage, Challenge>;
  readonly used: UsedChallenges;
  readonly ledger: Pick<Ledger, 'findBallot'> & Pick<LogRows, 'head' | 'timeMs'>;
  readonly log: Pick<LogResources, 'inclusionProof'>;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly sha256: Sha256;
}

/** The members of the answer, in their order. */
export interface StatementAnswer {
  /** Signed note. */
  readonly statement: string;
  /** `tlog-proof@v1` of the ballot's entry, where there is one. */
  readonly proof?: string;
}

/**
 * Answers a person about themselves: whether a ballot in their name stands in the log. Never for whom. Who asks is
 * whoever signed the challenge: nothing is looked up before the signature was verified and the challenge used up.
 * @throws DauysError `contest-unknown`, the codes of verification, `challenge-invalid`, `busy`
 */
export async function answerAboutSigner(message: UnverifiedMessage, ports: StatementPorts): Promise<StatementAnswer> {
  const desk = ports.desk(message.contestId);
  if (desk === undefined) throw new DauysError('contest-unknown', 'no such contest');
  const { contest, statementKeys } = desk;
  const { verifier, used } = ports;
  const { challengeMac } = statementKeys;
  const { iin, nonce } = await acceptSignedChallenge(message, { verifier, challengeMac, used });

  const voterTag = desk.keys.voterMac(voterTagMessage(contest.tag, iin));
  const { proof, ...found } = await findBallot(message.contestId, voterTag, ports);
  // Another process may have committed and not marked yet: a signed size must not be rolled back.
  await desk.confirm();
  const { id, origin } = contest.definition;
  const statement = signStatement(
    {
      origin,
      contest: id,
      nonce,
      // The nonce alone would fit whoever else signs the same challenge.
      cmsSha256: toHex(ports.sha256(message.cms)),
      time: isoTime(ports.clock.nowMs()),
      ...found,
    },
    {
      name: statementKeyName(origin),
      keyId: parseVkey(statementKeys.vkey, ports.sha256).keyId,
      sign: (text) => statementKeys.signStatement(text),
    },
  );
  return proof === undefined ? { statement } : { statement, proof };
}

type Found = Pick<Statement, 'checkpoint' | 'ballot'> & { readonly proof?: string };

/** The head first: a ballot that comes in between is then told, or stands above the size that is named. */
async function findBallot(contestId: string, voterTag: Uint8Array, { ledger, log }: StatementPorts): Promise<Found> {
  const head = await ledger.head(contestId);
  const known = await ledger.findBallot(contestId, voterTag);
  if (head === undefined) throw new DauysError('internal', 'a running contest without entry 0');
  if (known === undefined) return { checkpoint: head, ballot: undefined };
  const { index } = known;
  const acceptedAtMs = await ledger.timeMs(contestId, index);
  const proof = await log.inclusionProof(contestId, index);
  if (acceptedAtMs === undefined || proof === undefined) {
    throw new DauysError('ledger-corrupt', 'a ballot without its entry');
  }
  return { checkpoint: treeOf(proof), ballot: { index, acceptedAt: isoTime(acceptedAtMs) }, proof };
}

/** The tree that the proof is for: it may be newer than any head read before. */
function treeOf(proof: string): TreeHead {
  return parseCheckpoint(parseNote(parseProof(proof).checkpoint).text);
}
