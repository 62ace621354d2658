import type { LocalizedText } from './contest.ts';

/** What two members of the commission decide about one ballot. */
export interface Annulment {
  /** Contest id. */
  readonly contest: string;
  /** Entry of the ballot. */
  readonly index: number;
  /** Becomes public. */
  readonly reason: Pick<LocalizedText, 'kk' | 'ru'>;
}

/** Characters of a reason in each language at most. */
export const MAX_REASON = 1000;
