import type { Language } from '../domain/texts.ts';
import { REPORT_EN } from './report-texts-en.ts';
import { REPORT_KK } from './report-texts-kk.ts';
import { REPORT_RU } from './report-texts-ru.ts';
import type { ReportTexts } from './report-wording.ts';

export const REPORT_TEXTS: Readonly<Record<Language, ReportTexts>> = { kk: REPORT_KK, ru: REPORT_RU, en: REPORT_EN };
