import type { Language } from '../../domain/texts.ts';
import { sitePaths } from '../paths.ts';
import type { SigningSettings } from '../signing.ts';
import { SIGN_IN_TEXTS } from './sign-in-texts.ts';
import { SIGNING_TEXTS } from './signing-texts.ts';

/** What the program that signs in is given by its page. */
export function signInData(language: Language, contestId: string, { ncalayer }: SigningSettings): object {
  const text = SIGN_IN_TEXTS[language];
  const signing = SIGNING_TEXTS[language];
  const api = `/api/v1/contests/${contestId}`;
  const { cancelled, stopped } = signing.problems;
  return {
    language,
    ncalayer,
    urls: {
      challenge: `${api}/challenges?purpose=sign-in`,
      sessions: `${api}/sessions`,
      help: sitePaths(language).help,
    },
    sending: text.sending,
    offline: text.offline,
    signing: {
      ...signing,
      problems: {
        ...signing.problems,
        cancelled: [cancelled[0], text.nothing],
        stopped: [stopped[0], text.nothing],
      },
    },
  };
}
