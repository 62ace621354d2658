import type { VNode } from 'preact';
import type { RefusalCode } from '../../domain/errors.ts';
import { textOf, type Language } from '../../domain/texts.ts';
import { ContactPart } from '../contact.tsx';
import { Layout } from '../layout.tsx';
import { sitePaths } from '../paths.ts';

interface ProblemTexts {
  readonly code: string;
  readonly start: string;
  readonly help: string;
}

const TEXTS: Readonly<Record<Language, ProblemTexts>> = {
  kk: { code: 'Қате коды', start: 'Басты бетке өту', help: 'Не істеу керек' },
  ru: { code: 'Код ошибки', start: 'На главную', help: 'Что делать' },
  en: { code: 'Error code', start: 'Go to the start', help: 'What to do' },
};

/** A refusal, as a page: what happened, what to do, and the code that help knows it by. */
export function problemPage(language: Language, path: string, code: RefusalCode, contact: readonly string[]): VNode {
  const { title, detail } = textOf(code, language);
  const text = TEXTS[language];
  const to = sitePaths(language);
  return (
    <Layout language={language} path={path} title={title} isPrivate>
      <div class="width">
        <h1>{title}</h1>
        <p>{detail}</p>
        <p>
          {text.code}: <code>{code}</code>
        </p>
        <p>
          <a class="button" href={to.start}>
            {text.start}
          </a>{' '}
          <a href={to.helpOn(code)}>{text.help}</a>
        </p>
        <ContactPart language={language} contact={contact} />
      </div>
    </Layout>
  );
}
