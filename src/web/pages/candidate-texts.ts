import type { Candidate } from '../../domain/contest.ts';
import type { Language } from '../../domain/texts.ts';

export type MediaKind = NonNullable<Candidate['media']>[number]['kind'];

interface CandidateTexts {
  readonly number: string;
  readonly region: string;
  readonly nomination: string;
  readonly back: string;
  readonly vote: string;
  /** Before the vote, with the moment it opens. */
  readonly about: string;
  readonly noSummary: string;
  readonly media: string;
  readonly elsewhere: string;
  readonly kinds: Readonly<Record<MediaKind, string>>;
}

/** The page of one candidate. */
export const CANDIDATE_TEXTS: Readonly<Record<Language, CandidateTexts>> = {
  kk: {
    number: 'Нөмірі',
    region: 'Өңір',
    nomination: 'Номинация',
    back: 'Қатысушылар тізіміне оралу',
    vote: 'Осы қатысушыға дауыс беру',
    about: 'Қатысушы туралы',
    noSummary: 'Қатысушы туралы мәлімет берілмеген.',
    media: 'Таныстырылым мен бейне',
    elsewhere: 'Сілтемелер аталған сайттарды ашады: материалдар сол жерде сақталған, бұл сервиске тиесілі емес.',
    kinds: { video: 'Бейнематериал', image: 'Сурет', document: 'Құжат' },
  },
  ru: {
    number: 'Номер',
    region: 'Регион',
    nomination: 'Номинация',
    back: 'Вернуться к списку участников',
    vote: 'Проголосовать за этого участника',
    about: 'Об участнике',
    noSummary: 'Сведений об участнике нет.',
    media: 'Презентация и видео',
    elsewhere: 'Ссылки откроют названные сайты: материалы хранятся там и не принадлежат этому сервису.',
    kinds: { video: 'Видео', image: 'Изображение', document: 'Документ' },
  },
  en: {
    number: 'Number',
    region: 'Region',
    nomination: 'Nomination',
    back: 'Back to the list of candidates',
    vote: 'Vote for this candidate',
    about: 'About the candidate',
    noSummary: 'Nothing was submitted about this candidate.',
    media: 'Presentation and video',
    elsewhere: 'These links open the sites they name: the materials are kept there and are not part of this service.',
    kinds: { video: 'Video', image: 'Image', document: 'Document' },
  },
};
