import type { Language } from '../../domain/texts.ts';
import type { ReadingTexts } from '../reading.tsx';
import { PROTECTION_TEXTS_EN } from './protection-texts-en.ts';
import { PROTECTION_TEXTS_KK } from './protection-texts-kk.ts';
import { PROTECTION_TEXTS_RU } from './protection-texts-ru.ts';

export const PROTECTION_TEXTS: Readonly<Record<Language, ReadingTexts>> = {
  kk: PROTECTION_TEXTS_KK,
  ru: PROTECTION_TEXTS_RU,
  en: PROTECTION_TEXTS_EN,
};
