import type { Language } from '../domain/texts.ts';

/** Addresses of the site, in one language and contest. */
export interface SitePaths {
  readonly start: string;
  readonly contest: string;
  readonly nominations: string;
  readonly candidates: string;
  candidate(id: string): string;
  vote(candidateId: string): string;
  /** Takes a signed file from a form. */
  readonly voteFile: string;
  readonly receipt: string;
  readonly check: string;
  readonly results: string;
  readonly audit: string;
  readonly commission: string;
  readonly auditors: string;
  readonly protection: string;
  readonly help: string;
  helpOn(code: string): string;
  readonly accessibility: string;
  readonly privacy: string;
  readonly status: string;
}

/** Pages of a contest need its id; without one only the others are of use. */
export function sitePaths(language: Language, contestId = ''): SitePaths {
  const root = `/${language}/`;
  const contest = `${root}contests/${contestId}/`;
  return {
    start: root,
    contest,
    nominations: `${contest}nominations`,
    candidates: `${contest}candidates`,
    candidate: (id) => `${contest}candidates/${id}`,
    vote: (id) => `${contest}candidates/${id}/vote`,
    voteFile: `${contest}vote-file`,
    receipt: `${contest}receipt`,
    check: `${contest}check`,
    results: `${contest}results`,
    audit: `${contest}audit`,
    commission: `${contest}commission`,
    auditors: `${contest}auditors`,
    protection: `${root}protection`,
    help: `${root}help`,
    helpOn: (code) => `${root}help#${code}`,
    accessibility: `${root}accessibility`,
    privacy: `${root}privacy`,
    status: `/status?lang=${language}`,
  };
}

/** The same page in another language. */
export function inLanguage(path: string, language: Language): string {
  return path.startsWith('/status') ? `/status?lang=${language}` : path.replace(/^\/[a-z]{2}\//, `/${language}/`);
}
