import { expect } from '@jest/globals';

/** The code of what `subject` throws or rejects with; a code that is not there is the empty string. */
async function codeOf(subject: unknown): Promise<string> {
  try {
    await (typeof subject === 'function' ? (subject as () => unknown)() : subject);
    return '';
  } catch (error) {
    const { code, message } = error as { code?: unknown; message?: unknown };
    return typeof code === 'string' ? code : `no code: ${String(message)}`;
  }
}

expect.extend({
  /** For a function or a promise: `await expect(() => parse(bytes)).toRejectWithCode('ballot-malformed')`. */
  async toRejectWithCode(subject: unknown, code: string) {
    const actual = await codeOf(subject);
    return {
      pass: actual === code,
      message: () => `expected rejection with "${code}", got ${actual === '' ? 'no rejection' : `"${actual}"`}`,
    };
  },
});

declare module 'expect' {
  interface Matchers<R extends void | Promise<void>> {
    toRejectWithCode(code: string): Promise<R>;
  }
}
