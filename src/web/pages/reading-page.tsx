import type { Language } from '../../domain/texts.ts';
import type { SitePorts } from '../contest-view.ts';
import type { PageRoute } from '../page.ts';
import { Chapters, Reading, type ReadingTexts } from '../reading.tsx';
import { ACCESSIBILITY_TEXTS } from './accessibility-texts.ts';
import { PRIVACY_TEXTS } from './privacy-texts.ts';
import { PROTECTION_TEXTS } from './protection-texts.ts';

type Texts = Readonly<Record<Language, ReadingTexts>>;

/** What protects a vote and what does not; who is kept from using the site; what is kept of whom. */
export function readingPages(ports: Pick<SitePorts, 'operator'>): readonly PageRoute[] {
  return [
    readingPage('/{language}/protection', PROTECTION_TEXTS, ports),
    readingPage('/{language}/accessibility', ACCESSIBILITY_TEXTS, ports),
    readingPage('/{language}/privacy', PRIVACY_TEXTS, ports),
  ];
}

function readingPage(template: string, texts: Texts, ports: Pick<SitePorts, 'operator'>): PageRoute {
  return {
    template,
    open({ language, path }) {
      const text = texts[language];
      return {
        version: '',
        render: () => (
          <Reading {...{ language, path, text }} entries={text.chapters} contact={ports.operator.contact}>
            <Chapters chapters={text.chapters} />
          </Reading>
        ),
      };
    },
  };
}
