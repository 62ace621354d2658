import type { Language } from '../domain/texts.ts';

interface StatementFacts {
  readonly contest: string;
  readonly time: string;
  readonly size: number;
}

/** What `dauys verify statement` says; times are RFC 3339. */
interface StatementTexts {
  readonly noBallot: (facts: StatementFacts) => string;
  /** No log proves that something is not in it. */
  readonly operatorsWord: string;
  readonly ballot: (facts: StatementFacts & { readonly index: number; readonly acceptedAt: string }) => string;
  /** What stands behind a ballot's entry. */
  readonly proved: Readonly<Record<'log' | 'root' | 'nothing', string>>;
  readonly ofThisSignature: string;
}

export const STATEMENT_TEXTS: Readonly<Record<Language, StatementTexts>> = {
  kk: {
    noBallot: ({ contest, time, size }) =>
      `дұрыс: ${contest} байқауы, ${time} жағдайы бойынша журналдың ${size} жазбасында қол қоюшының атынан бюллетень жоқ`,
    operatorsWord: 'бұл — ұйымдастырушының сөзі: журналда бір нәрсенің жоғын дәлелдеу мүмкін емес',
    ballot: ({ contest, time, size, index, acceptedAt }) =>
      `дұрыс: ${contest} байқауы, қол қоюшының бюллетені — журналдағы ${index}-жазба, ${acceptedAt} қабылданған; ${time} жағдайы бойынша журналда ${size} жазба бар`,
    proved: {
      log: 'жазба журналдың өз кілтімен расталды',
      root: 'жазба анықтамада аталған түбірмен расталды; журналмен салыстыру үшін --log-key көрсетіңіз',
      nothing: 'дәлелі жоқ: бұл — ұйымдастырушының сөзі',
    },
    ofThisSignature: 'дәл осы қолтаңбаға берілген жауап',
  },
  ru: {
    noBallot: ({ contest, time, size }) =>
      `верно: конкурс ${contest}, на ${time} среди ${size} записей журнала нет бюллетеня от имени подписавшего`,
    operatorsWord: 'это слово организатора: доказать, что чего-то в журнале нет, нельзя',
    ballot: ({ contest, time, size, index, acceptedAt }) =>
      `верно: конкурс ${contest}, бюллетень подписавшего — запись ${index} журнала, принят ${acceptedAt}; на ${time} записей в журнале ${size}`,
    proved: {
      log: 'запись подтверждена ключом самого журнала',
      root: 'запись подтверждена корнем, названным в справке; чтобы сверить с журналом, укажите --log-key',
      nothing: 'доказательства при справке нет: это слово организатора',
    },
    ofThisSignature: 'это ответ именно на эту подпись',
  },
  en: {
    noBallot: ({ contest, time, size }) =>
      `good: ${contest}, as of ${time} the ${size} entries of the log hold no ballot in the name of who signed`,
    operatorsWord: "this is the operator's word: that something is not in a log cannot be proved",
    ballot: ({ contest, time, size, index, acceptedAt }) =>
      `good: ${contest}, the ballot of who signed is at index ${index}, accepted ${acceptedAt}; as of ${time} the log has ${size} entries`,
    proved: {
      log: "the entry is proved under the log's own key",
      root: 'the entry is proved under the root that the statement names; give --log-key to hold it against the log',
      nothing: "no proof is with it: this is the operator's word",
    },
    ofThisSignature: 'it answers this very signature',
  },
};
