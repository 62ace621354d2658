import type { Language } from '../../domain/texts.ts';
import { VERIFY_EN } from './texts-en.ts';
import { VERIFY_KK } from './texts-kk.ts';
import { VERIFY_RU } from './texts-ru.ts';
import type { VerifyTexts } from './wording.ts';

export const VERIFY_TEXTS: Readonly<Record<Language, VerifyTexts>> = { kk: VERIFY_KK, ru: VERIFY_RU, en: VERIFY_EN };
