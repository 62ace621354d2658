import type { VNode } from 'preact';
import type { Language } from '../../domain/texts.ts';
import { parseAnnulment } from '../../encoding/annulment.ts';
import { toUtf8 } from '../../encoding/bytes.ts';
import type { LoadedContest } from '../../intake/contests.ts';
import { inWords } from '../protocol-view.ts';
import { dateTime, number } from '../wording.ts';
import { COMMISSION_TEXTS } from './commission-texts.ts';

/** A ballot that does not count, as the log has it. */
export interface ShownAnnulment {
  /** Entry of the ballot. */
  readonly ballot: number;
  /** RFC 3339. */
  readonly decidedAt: string;
  /** What the members signed. */
  readonly decision: string;
}

interface AnnulmentsProps {
  readonly language: Language;
  readonly contest: LoadedContest;
  readonly annulments: readonly ShownAnnulment[];
}

/** Which ballots do not count and why: public, as the log is. */
export function Annulments({ language, contest, annulments }: AnnulmentsProps): VNode {
  const text = COMMISSION_TEXTS[language];
  return (
    <section id="annulments" class="chapter">
      <h2>{text.annulments}</h2>
      {annulments.length === 0 ? (
        <p>{text.noAnnulments}</p>
      ) : (
        <div class="wide" tabIndex={0} role="region" aria-label={text.annulments}>
          <table>
            <thead>
              <tr>
                <th scope="col" class="number">
                  {text.ballot}
                </th>
                <th scope="col">{text.reason}</th>
                <th scope="col">{text.decided}</th>
              </tr>
            </thead>
            <tbody>
              {annulments.map((annulment) => (
                <Annulled key={annulment.ballot} {...{ language, contest, annulment }} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function Annulled({
  language,
  contest: { definition },
  annulment: { ballot, decidedAt, decision },
}: Omit<AnnulmentsProps, 'annulments'> & { readonly annulment: ShownAnnulment }): VNode {
  const reason = parseAnnulment(toUtf8(decision))?.reason;
  return (
    <tr>
      <th scope="row" class="number">
        {number(language, ballot)}
      </th>
      <td>{reason === undefined ? '' : inWords(reason, language)}</td>
      <td>
        <time dateTime={decidedAt}>{dateTime(language, new Date(decidedAt), definition.timezone)}</time>
      </td>
    </tr>
  );
}
