import type { VNode } from 'preact';
import type { ContestDefinition, ContestState } from '../../domain/contest.ts';
import type { Language } from '../../domain/texts.ts';
import { sitePaths } from '../paths.ts';
import { dateTime } from '../wording.ts';

interface Texts {
  readonly opens: (moment: string) => string;
  readonly closed: (moment: string) => string;
  readonly results: string;
  readonly check: string;
}

const TEXTS: Readonly<Record<Language, Texts>> = {
  kk: {
    opens: (moment) => `Дауыс беру әлі басталған жоқ. Басталуы: ${moment}.`,
    closed: (moment) => `Дауыс беру аяқталды: ${moment}. Жаңа дауыстар қабылданбайды.`,
    results: 'Нәтижелерді көру',
    check: 'Дауысымды тексеру',
  },
  ru: {
    opens: (moment) => `Голосование ещё не началось. Начало: ${moment}.`,
    closed: (moment) => `Голосование завершено: ${moment}. Новые голоса не принимаются.`,
    results: 'Посмотреть результаты',
    check: 'Проверить мой голос',
  },
  en: {
    opens: (moment) => `Voting has not begun. It opens: ${moment}.`,
    closed: (moment) => `Voting is over: ${moment}. No new votes are taken.`,
    results: 'See the results',
    check: 'Check my ballot',
  },
};

interface NotOpenProps {
  readonly language: Language;
  readonly definition: ContestDefinition;
  readonly state: Exclude<ContestState, 'open'>;
}

/** Why one cannot vote now, and what one can do instead. */
export function NotOpen({ language, definition, state }: NotOpenProps): VNode {
  const text = TEXTS[language];
  const to = sitePaths(language, definition.id);
  const moment = (time: string): string => dateTime(language, new Date(time), definition.timezone);
  if (state === 'before') {
    return (
      <div class="inset">
        <p>{text.opens(moment(definition.opensAt))}</p>
      </div>
    );
  }
  return (
    <div class="inset">
      <p>{text.closed(moment(definition.closesAt))}</p>
      <p class="actions">
        <a href={to.results}>{text.results}</a> <a href={to.check}>{text.check}</a>
      </p>
    </div>
  );
}
