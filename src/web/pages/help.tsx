import type { VNode } from 'preact';
import { REFUSAL_CODES } from '../../domain/errors.ts';
import { textOf, type Language } from '../../domain/texts.ts';
import type { SitePorts } from '../contest-view.ts';
import type { PageRoute } from '../page.ts';
import { sitePaths } from '../paths.ts';
import { Blocks, Reading } from '../reading.tsx';
import { HELP_TEXTS } from './help-texts.ts';

/** Questions with their answers, and every refusal there is with what to do about it. */
export function helpPage(ports: Pick<SitePorts, 'operator'>): PageRoute {
  return {
    template: '/{language}/help',
    open({ language, path }) {
      const text = HELP_TEXTS[language];
      return {
        version: '',
        render: () => (
          <Reading
            {...{ language, path, text }}
            entries={[...text.answers, { id: 'codes', title: text.codesTitle }]}
            contact={ports.operator.contact}
          >
            <Answers language={language} />
            <Codes language={language} />
          </Reading>
        ),
      };
    },
  };
}

interface InLanguage {
  readonly language: Language;
}

function Answers({ language }: InLanguage): VNode {
  const text = HELP_TEXTS[language];
  return (
    <section>
      <h2>{text.answersTitle}</h2>
      {text.answers.map(({ id, title, blocks }) => (
        <article key={id} id={id} class="answer">
          <h3>{title}</h3>
          <Blocks blocks={blocks} />
        </article>
      ))}
    </section>
  );
}

/** Made from the union of codes: none can be missing. */
function Codes({ language }: InLanguage): VNode {
  const text = HELP_TEXTS[language];
  const to = sitePaths(language);
  return (
    <section id="codes" class="chapter">
      <h2>{text.codesTitle}</h2>
      <p>{text.codesLead}</p>
      {REFUSAL_CODES.map((code) => {
        const { title, detail } = textOf(code, language);
        return (
          <article key={code} id={code} class="answer">
            <h3>
              <a href={to.helpOn(code)}>{title}</a>
            </h3>
            <p>
              {text.code}: <code>{code}</code>
            </p>
            <p>{detail}</p>
            <ul>
              {text.steps[code].map((step) => (
                <li key={step}>{step}</li>
              ))}
            </ul>
          </article>
        );
      })}
    </section>
  );
}
