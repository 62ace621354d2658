import type { ContestDefinition, LocalizedText } from '../domain/contest.ts';
import { DauysError } from '../domain/errors.ts';
import { toHex } from '../encoding/bytes.ts';
import { canonicalJson } from '../encoding/canonical-json.ts';
import type { Counts } from './ports.ts';
import { totalsOf, type Totals } from './protocol-totals.ts';

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
  /** Signed checkpoint over `size` entries. */
  readonly checkpoint: string;
  /** Entries up to and with the closing entry and the last annulment. */
  readonly size: number;
  /** Exact times of the opening and the closing entry, unix milliseconds. */
  readonly openedAtMs: number;
  readonly closedAtMs: number;
  /** Final counts: they cover all these entries. */
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
  /** Entries of the log up to and with the closing entry and the last annulment. */
  readonly size: number;
  /** Ballots among them, each of another person: `counted` + `annulled`. */
  readonly turnout: number;
  readonly counted: number;
  readonly annulled: number;
  readonly regions: readonly ProtocolRegion[];
  readonly nominations: readonly ProtocolNomination[];
  readonly note: StateText;
}

export interface ProtocolRegion extends Totals {
  readonly id: string;
  readonly name: StateText;
}

export interface ProtocolNomination extends Totals {
  readonly id: string;
  readonly title: StateText;
  readonly candidates: readonly {
    readonly id: string;
    readonly number: number;
    readonly name: StateText;
    readonly region: string;
    /** Ballots that count. */
    readonly ballots: number;
    readonly annulled: number;
  }[];
}

/**
 * Makes the protocol out of final counts; candidates stand in the order of their numbers.
 * @throws DauysError `ledger-corrupt` when the counts do not cover all entries, name a number that is no candidate or
 * do not add up to the turnout.
 */
export function buildProtocol(input: ProtocolInput): Protocol {
  const { contest, counts, size } = input;
  const totals = totalsOf(contest.candidates, counts);
  if (counts.size < size) throw new DauysError('ledger-corrupt', 'the counts do not reach the end of the vote');
  if (totals.accepted !== counts.ballots) {
    throw new DauysError('ledger-corrupt', 'the counts do not add up to the turnout');
  }
  const [negative] = [...counts.byCandidate.values()].filter((ballots) => ballots < 0);
  if (negative !== undefined) throw new DauysError('ledger-corrupt', 'more ballots are annulled than were accepted');
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
    size,
    turnout: totals.accepted,
    counted: totals.ballots,
    annulled: totals.annulled,
    regions: contest.regions.map(({ id, name }) => {
      const own = contest.candidates.filter(({ region }) => region === id);
      return { id, name: stateText(name), ...totalsOf(own, counts) };
    }),
    nominations: contest.nominations.map((nomination) => nominationOf(contest, nomination, counts)),
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
  counts: Counts,
): ProtocolNomination {
  const own = contest.candidates.filter(({ nomination }) => nomination === id).sort((a, b) => a.number - b.number);
  const candidates = own.map((candidate) => {
    const { id, number, name, region } = candidate;
    const { ballots, annulled } = totalsOf([candidate], counts);
    return { id, number, name: stateText(name), region, ballots, annulled };
  });
  return { id, title: stateText(title), ...totalsOf(own, counts), candidates };
}

function stateText({ kk, ru }: LocalizedText): StateText {
  return { kk, ru };
}
