import type { ContestDefinition } from '../../domain/contest.ts';

/** What a reader looks for in the gallery; kept in the address. */
export interface GalleryFilter {
  readonly nomination?: string | undefined;
  readonly region?: string | undefined;
  /** Words to search for; empty for none. */
  readonly q: string;
  /** From 1. */
  readonly page: number;
}

/** As many characters as a search may have. */
export const MAX_SEARCH = 100;

/** Reads an address, which may hold anything: what the contest does not know is passed over. */
export function readFilter(query: URLSearchParams, definition: ContestDefinition): GalleryFilter {
  const known = (name: string, among: readonly { readonly id: string }[]): string | undefined => {
    const asked = query.get(name);
    return among.find(({ id }) => id === asked)?.id;
  };
  const q = (query.get('q') ?? '')
    .normalize('NFC')
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim();
  const page = query.get('page') ?? '';
  return {
    nomination: known('nomination', definition.nominations),
    region: known('region', definition.regions),
    q: Array.from(q).slice(0, MAX_SEARCH).join('').trim(),
    page: /^[1-9]\d{0,3}$/.test(page) ? Number(page) : 1,
  };
}

/** The query of an address, with its `?`; empty where nothing is asked for. */
export function writeFilter({ nomination, region, q, page }: GalleryFilter): string {
  const query = new URLSearchParams();
  if (nomination !== undefined) query.set('nomination', nomination);
  if (region !== undefined) query.set('region', region);
  if (q !== '') query.set('q', q);
  if (page > 1) query.set('page', `${page}`);
  return query.size === 0 ? '' : `?${query}`;
}
