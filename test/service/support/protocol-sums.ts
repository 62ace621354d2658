interface Totals {
  readonly accepted: number;
  readonly ballots: number;
  readonly annulled: number;
}

interface Candidate extends Omit<Totals, 'accepted'> {
  readonly number: number;
  readonly region: string;
}

interface ProtocolNumbers {
  readonly size: number;
  readonly turnout: number;
  readonly counted: number;
  readonly annulled: number;
  readonly regions: readonly (Totals & { readonly id: string })[];
  readonly nominations: readonly (Totals & { readonly candidates: readonly Candidate[] })[];
}

/** Adds a protocol's numbers up by hand: accepted = counted + annulled, in all, by nomination and by region. */
export function verifyProtocolSums(protocol: ProtocolNumbers) {
  const sum = (rows: readonly Omit<Totals, 'accepted'>[]): Totals => {
    const [ballots, annulled] = [rows.map((row) => row.ballots), rows.map((row) => row.annulled)].map((numbers) =>
      numbers.reduce((total, n) => total + n, 0),
    ) as [number, number];
    return { accepted: ballots + annulled, ballots, annulled };
  };
  const same = (claimed: Totals, rows: readonly Omit<Totals, 'accepted'>[]): void => {
    const { accepted, ballots, annulled } = claimed;
    const added = sum(rows);
    if (JSON.stringify({ accepted, ballots, annulled }) !== JSON.stringify(added)) throw new Error('sums differ');
  };
  const all = protocol.nominations.flatMap(({ candidates }) => candidates);
  for (const nomination of protocol.nominations) same(nomination, nomination.candidates);
  for (const region of protocol.regions)
    same(
      region,
      all.filter((candidate) => candidate.region === region.id),
    );
  const { turnout, counted, annulled, size } = protocol;
  same({ accepted: turnout, ballots: counted, annulled }, all);
  const some = all.filter((candidate) => candidate.ballots + candidate.annulled > 0);
  const candidates = Object.fromEntries(some.map((one) => [one.number, [one.ballots, one.annulled]]));
  return { turnout, counted, annulled, size, candidates };
}
