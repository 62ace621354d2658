import type { ContestDefinition, LocalizedText } from '../domain/contest.ts';
import { DauysError } from '../domain/errors.ts';
import { toHex } from '../encoding/bytes.ts';
import { canonicalJson } from '../encoding/canonical-json.ts';
import type { Counts } from './ports.ts';

/** One vote is bound to an ИИН, and readers of the result must not take that for more than it is. */
const NOTE: StateText = {
  kk: 'Бір ЖСН — бір дауыс. ЖСН азаматтықты да, жасты да растамайды: ол Қазақстанда тұратын шетелдіктерге де беріледі.',
  ru: 'Один ИИН — один голос. ИИН не подтверждает ни гражданства, ни возраста: его имеют и иностранцы, живущие в Казахстане.',
};

interface StateText {
  readonly kk: string;
  readonly ru: string;
}

export interface ProtocolInput {
  readonly contest: ContestDefinition;
  /** Definition digest, 32 bytes. */
  readonly digest: Uint8Array;
  readonly vkey: string;
  /** Signed checkpoint whose last entry is the closing entry. */
  readonly checkpoint: string;
  readonly closedIndex: number;
  /** Exact times of the opening and the closing entry, unix milliseconds. */
  readonly openedAtMs: number;
  readonly closedAtMs: number;
  /** Final counts: they cover the closing entry. */
  readonly counts: Counts;
}

/** The result of a closed contest. SHA-256 of its canonical JSON stands in the log. */
export interface Protocol {
  readonly protocol: 'dauys/1';
  readonly contest: {
    readonly id: string;
    readonly title: StateText;
    readonly definition: string;
    readonly timezone: string;
    readonly opensAt: string;
    readonly closesAt: string;
  };
  readonly log: { readonly origin: string; readonly vkey: string; readonly checkpoint: string };
  readonly openedAt: string;
  readonly closedAt: string;
  /** Entries of the log up to and with the closing entry. */
  readonly size: number;
  /** Ballots among them, each of another person. */
  readonly turnout: number;
  readonly regions: readonly { readonly id: string; readonly name: StateText }[];
  readonly nominations: readonly ProtocolNomination[];
  readonly note: StateText;
}

export interface ProtocolNomination {
  readonly id: string;
  readonly title: StateText;
  readonly ballots: number;
  readonly candidates: readonly {
    readonly id: string;
    readonly number: number;
    readonly name: StateText;
    readonly region: string;
    readonly ballots: number;
  }[];
}

/**
 * Makes the protocol out of final counts; candidates stand in the order of their numbers.
 * @throws DauysError `ledger-corrupt` when the counts do not cover the closing entry, name a number that is no
 * candidate or do not add up to the turnout.
 */
export function buildProtocol(input: ProtocolInput): Protocol {
  const { contest, counts, closedIndex } = input;
  const nominations = contest.nominations.map((nomination) => nominationOf(contest, nomination, counts));
  const counted = nominations.reduce((sum, nomination) => sum + nomination.ballots, 0);
  if (counts.size <= closedIndex) throw new DauysError('ledger-corrupt', 'the counts do not reach the closing entry');
  if (counted !== counts.ballots) throw new DauysError('ledger-corrupt', 'the counts do not add up to the turnout');
  return {
    protocol: 'dauys/1',
    contest: {
      id: contest.id,
      title: stateText(contest.title),
      definition: toHex(input.digest),
      timezone: contest.timezone,
      opensAt: contest.opensAt,
      closesAt: contest.closesAt,
    },
    log: { origin: contest.origin, vkey: input.vkey, checkpoint: input.checkpoint },
    openedAt: new Date(input.openedAtMs).toISOString(),
    closedAt: new Date(input.closedAtMs).toISOString(),
    size: closedIndex + 1,
    turnout: counts.ballots,
    regions: contest.regions.map(({ id, name }) => ({ id, name: stateText(name) })),
    nominations,
    note: NOTE,
  };
}

/** The bytes whose SHA-256 stands in the log (RFC 8785). */
export function encodeProtocol(protocol: Protocol): Uint8Array {
  return canonicalJson(protocol);
}

function nominationOf(
  contest: ContestDefinition,
  { id, title }: ContestDefinition['nominations'][number],
  { byCandidate }: Counts,
): ProtocolNomination {
  const candidates = contest.candidates
    .filter((candidate) => candidate.nomination === id)
    .sort((a, b) => a.number - b.number)
    .map(({ id, number, name, region }) => {
      return { id, number, name: stateText(name), region, ballots: byCandidate.get(number) ?? 0 };
    });
  const ballots = candidates.reduce((sum, candidate) => sum + candidate.ballots, 0);
  return { id, title: stateText(title), ballots, candidates };
}

function stateText({ kk, ru }: LocalizedText): StateText {
  return { kk, ru };
}
