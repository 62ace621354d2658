import type { Language } from '../../src/domain/texts.ts';
import { createPages } from '../../src/web/site.ts';

/** What logs and metrics name the pages by. */
export function pageTemplates(): readonly string[] {
  // Ports are looked at only when a page is opened.
  return createPages({} as never).map(({ template }) => template);
}

/** Addresses of every page, in one language; a page that is added is among them. */
export function pageAddresses(language: Language, contestId: string, candidateId: string): readonly string[] {
  const values: Record<string, string> = { language, contest: contestId, candidate: candidateId };
  const pages = pageTemplates().map((template) =>
    template.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? ''),
  );
  return [...new Set([...pages, `/status?lang=${language}`])];
}
