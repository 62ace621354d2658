import type { VNode } from 'preact';
import type { Language } from '../../domain/texts.ts';
import type { LoadedContest } from '../../intake/contests.ts';
import type { TurnoutByDay } from '../../tally/turnout.ts';
import { Bar } from '../figures.tsx';
import { day as dayOf, isoDay, number } from '../wording.ts';
import { RESULTS_TEXTS } from './results-texts.ts';

/** A vote of more days shows those that had ballots alone. */
const MAX_DAYS = 31;
const DAY_MS = 86_400_000;

interface TurnoutProps {
  readonly language: Language;
  readonly contest: LoadedContest;
  readonly turnout: TurnoutByDay;
  readonly today: string;
}

/** Ballots per day, with the days to come, so that a program has only numbers to change. */
export function Turnout({ language, contest: { definition }, turnout, today }: TurnoutProps): VNode {
  const text = RESULTS_TEXTS[language];
  const ballots = new Map(turnout.days.map((one) => [one.day, one.ballots]));
  const days = daysToShow(definition, turnout);
  const max = Math.max(0, ...ballots.values());
  return (
    <section id="turnout" class="chapter" data-turnout-ballots={turnout.ballots}>
      <h2>{text.turnout}</h2>
      <p>
        {text.turnoutDetail} {definition.timezone}.
      </p>
      {turnout.ballots === 0 && <p data-no-turnout>{text.noTurnout}</p>}
      <table class="results">
        <thead>
          <tr>
            <th scope="col">{text.day}</th>
            <th scope="col" class="number">
              {text.ballots}
            </th>
          </tr>
        </thead>
        <tbody>
          {days.map((day) => (
            <tr key={day} data-day={day}>
              <th scope="row">
                <time dateTime={day}>{dayOf(language, new Date(day), 'UTC')}</time>
                <Bar value={ballots.get(day) ?? 0} max={max} />
              </th>
              <td class="number" data-ballots>
                {day > today && !ballots.has(day) ? '–' : number(language, ballots.get(day) ?? 0)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function daysToShow(
  { opensAt, closesAt, timezone }: LoadedContest['definition'],
  turnout: TurnoutByDay,
): readonly string[] {
  const first = Date.parse(isoDay(new Date(opensAt), timezone));
  // A contest that closes at midnight has its last day before that; an extension shows in the ballots.
  const closing = Date.parse(isoDay(new Date(Date.parse(closesAt) - 1), timezone));
  const last = Math.max(closing, Date.parse(turnout.days.at(-1)?.day ?? '') || 0);
  const count = Math.round((last - first) / DAY_MS) + 1;
  if (count > MAX_DAYS) return turnout.days.map(({ day }) => day);
  return Array.from({ length: count }, (_, i) => new Date(first + i * DAY_MS).toISOString().slice(0, 10));
}
