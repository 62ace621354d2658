import type { Language } from '../../src/domain/texts.ts';
import { createPages } from '../../src/web/site.ts';

/** Addresses of every page, in one language; a page that is added is among them. */
export function pageAddresses(language: Language, contestId: string, candidateId: string): readonly string[] {
  // Ports are looked at only when a page is opened.
  const templates = createPages({} as never).map(({ template }) => template);
  const values: Record<string, string> = { language, contest: contestId, candidate: candidateId };
  const pages = templates.map((template) => template.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? ''));
  return [...new Set([...pages, `/status?lang=${language}`])];
}
