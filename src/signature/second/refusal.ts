/** What the second verifier refuses for; not a DauysError, for it shares nothing with the first. */
export class Refusal extends Error {}

export function refuseUnless(isGood: boolean, reason: string): void {
  if (!isGood) throw new Refusal(reason);
}
