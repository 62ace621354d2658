import type { ComponentChildren, VNode } from 'preact';
import type { LoadedContest } from '../intake/contests.ts';
import { LANGUAGES, type Language } from '../domain/texts.ts';
import { asset } from './assets.ts';
import { LAYOUT_TEXTS } from './layout-texts.ts';
import { inLanguage, sitePaths } from './paths.ts';
import { localized } from './wording.ts';

export interface LayoutProps {
  readonly language: Language;
  /** Of this page, for the switch of languages and to mark where the reader is. */
  readonly path: string;
  /** What of the query the page keeps in another language; begins with `?` where there is any. */
  readonly query?: string;
  readonly title: string;
  /** One sentence for search engines and for those who pass the link on. */
  readonly description?: string;
  /** The contest that the page is about. */
  readonly contest?: LoadedContest | undefined;
  /** Programs of the page, by name; it works without them where it can. */
  readonly scripts?: readonly string[];
  /** Search engines stay away: pages that are about somebody or an error. */
  readonly isPrivate?: boolean;
  readonly children: ComponentChildren;
}

/** The house that every page stands in. */
export function Layout(props: LayoutProps): VNode {
  const { language, path, query = '', title, contest, scripts = [], isPrivate = false, children } = props;
  const text = LAYOUT_TEXTS[language];
  const style = asset('site.css');
  return (
    <html lang={language}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title} – Dauys`}</title>
        {isPrivate && <meta name="robots" content="noindex" />}
        <Described language={language} title={title} description={props.description} />
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href={style.href} integrity={style.integrity} />
        {scripts.map(asset).map(({ href, integrity }) => (
          <script key={href} src={href} integrity={integrity} defer />
        ))}
        {!isPrivate &&
          LANGUAGES.map((other) => (
            <link key={other} rel="alternate" hrefLang={other} href={inLanguage(path, other)} />
          ))}
      </head>
      <body>
        <a class="skip" href="#main">
          {text.skip}
        </a>
        <Header language={language} path={path} query={query} contest={contest} />
        <main id="main" tabIndex={-1}>
          {children}
        </main>
        <Footer language={language} path={path} contest={contest} />
      </body>
    </html>
  );
}

interface About {
  readonly description: string | undefined;
}

/** For search engines and messengers; there are no pictures to fetch. */
function Described({ language, title, description }: Pick<LayoutProps, 'language' | 'title'> & About) {
  if (description === undefined) return null;
  return (
    <>
      <meta name="description" content={description} />
      <meta property="og:type" content="website" />
      <meta property="og:site_name" content="Dauys" />
      <meta property="og:locale" content={`${language}_${language === 'en' ? 'GB' : 'KZ'}`} />
      <meta property="og:title" content={title} />
      <meta property="og:description" content={description} />
    </>
  );
}

type Place = Pick<LayoutProps, 'language' | 'path' | 'contest'>;

function Header({ language, path, query = '', contest }: Place & Pick<LayoutProps, 'query'>): VNode {
  const text = LAYOUT_TEXTS[language];
  return (
    <header class="header">
      <div class="width header-row">
        <a class="brand" href={sitePaths(language).start}>
          <Mark />
          <span>
            <strong>Dauys</strong> <span class="brand-service">{text.service}</span>
          </span>
        </a>
        <nav class="languages" aria-label={text.languages}>
          {LANGUAGES.map((other) => (
            <a
              key={other}
              href={inLanguage(path, other) + query}
              lang={other}
              hrefLang={other}
              aria-current={other === language ? 'true' : undefined}
            >
              {LAYOUT_TEXTS[other].language}
            </a>
          ))}
        </nav>
      </div>
      {contest !== undefined && <ContestNavigation language={language} path={path} contest={contest} />}
    </header>
  );
}

function ContestNavigation({ language, path, contest }: Place): VNode {
  const text = LAYOUT_TEXTS[language];
  const to = sitePaths(language, contest?.definition.id);
  const items = [
    [to.contest, text.contest],
    [to.candidates, text.candidates],
    [to.results, text.results],
    [to.check, text.check],
    [to.audit, text.audit],
  ] as const;
  return (
    <nav class="sections" aria-label={text.sections}>
      <ul class="width">
        {items.map(([href, label]) => (
          <li key={href}>
            <a href={href} aria-current={path === href ? 'page' : undefined}>
              {label}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Footer({ language, contest }: Place): VNode {
  const text = LAYOUT_TEXTS[language];
  const to = sitePaths(language, contest?.definition.id);
  const items: (readonly [string, string])[] = [
    [to.help, text.help],
    [to.protection, text.protection],
    [to.privacy, text.privacy],
    [to.accessibility, text.accessibility],
    [to.status, text.status],
  ];
  if (contest !== undefined) items.push([to.commission, text.commission], [to.auditors, text.auditors]);
  return (
    <footer class="footer">
      <div class="width">
        <ul>
          {items.map(([href, label]) => (
            <li key={href}>
              <a href={href}>{label}</a>
            </li>
          ))}
        </ul>
        <p>
          {text.about}
          {contest !== undefined && ` ${localized(contest.definition.title, language)}.`}
        </p>
      </div>
    </footer>
  );
}

/** A ballot that goes into the circle of the log. */
function Mark(): VNode {
  return (
    <svg class="mark" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true" focusable="false">
      <circle cx="16" cy="16" r="15" />
      <path d="M9 16.5l4.6 4.6L23.5 11" />
    </svg>
  );
}
