/** What a challenge may be signed for; `sign-in` is reserved for the pages of the commission. */
export const CHALLENGE_PURPOSES = ['statement', 'sign-in'] as const;
export type ChallengePurpose = (typeof CHALLENGE_PURPOSES)[number];

/** What a person signs to show who they are: good once, at one log, for one purpose, for some minutes. */
export interface Challenge {
  readonly purpose: ChallengePurpose;
  /** Name of the log. */
  readonly origin: string;
  /** 32 bytes, hex. */
  readonly nonce: string;
  /** RFC 3339 in UTC with milliseconds. */
  readonly expiresAt: string;
}
