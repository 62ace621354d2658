import type { SignIn } from '../../src/http/deps.ts';
import type { UnverifiedMessage } from '../../src/intake/ports.ts';

interface FakeSignInOptions {
  /** The bytes to sign. */
  readonly challenge: string;
  readonly nowMs: number;
  /** Whatever reaches the use case. */
  readonly asked: UnverifiedMessage[];
}

/** Gives everybody both roles; the text of a session is `<contest>.<role>`. */
export function fakeSignIn({ challenge, nowMs, asked }: FakeSignInOptions): SignIn {
  return {
    issueChallenge: () => Buffer.from(challenge),
    signIn: async (message) => {
      asked.push(message);
      return (['auditor', 'commission'] as const).map((role, i) => {
        return { role, roleId: `00000000000${i}`, text: `demo.${role}`, expiresAtMs: nowMs + 1_800_000 };
      });
    },
    session: (text, { contest, role }) =>
      text === `${contest}.${role}`
        ? { contest, role, roleId: '0000000000ab', expiresAtMs: nowMs + 60_000 }
        : undefined,
    endSession: () => undefined,
  };
}
