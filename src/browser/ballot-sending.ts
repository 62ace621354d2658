/** RFC 9457, in the reader's language. */
export interface Problem {
  readonly code: string;
  readonly title: string;
  readonly detail: string;
}

export type SendOutcome =
  { readonly kind: 'receipt'; readonly receipt: string } | { readonly kind: 'refused'; readonly problem: Problem };

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly retryAfter: string | null;
}

export interface SendPorts {
  /** Rejects where there is no line. */
  post(): Promise<Answer>;
  /** Ends early when there is reason to hope. */
  pause(ms: number): Promise<void>;
  /** At least 0, less than 1. */
  chance(): number;
  onSending(): void;
  onWaiting(why: 'busy' | 'offline', ms: number): void;
}

const FIRST_PAUSE_MS = 2_000;
const MAX_PAUSE_MS = 30_000;
/** What somebody in between may answer, and what the service answers while it cannot tell. */
const AGAIN: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

/**
 * Sends one signed ballot until there is an answer that settles it: the same bytes however often, one after the other.
 * The ledger counts them once, and gives whoever sends them again the first receipt.
 */
export async function sendBallot(ports: SendPorts): Promise<SendOutcome> {
  for (let tries = 0; ; tries++) {
    ports.onSending();
    const answer = await ports.post().catch(() => undefined);
    const outcome = answer === undefined ? undefined : settled(answer);
    if (outcome !== undefined) return outcome;
    const backoffMs = Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(tries, 10));
    const askedMs = retryAfterMs(answer?.retryAfter ?? null) ?? backoffMs;
    // A crowd that was sent away together must not come back together.
    const ms = Math.round(askedMs * (1 + ports.chance() / 2));
    ports.onWaiting(answer === undefined ? 'offline' : 'busy', ms);
    await ports.pause(ms);
  }
}

function settled({ status, body }: Answer): SendOutcome | undefined {
  if (status === 200 || status === 201) {
    // Whoever answers for a network that wants a password says 200, too.
    return isReceipt(body) ? { kind: 'receipt', receipt: body } : undefined;
  }
  if (AGAIN.has(status)) return undefined;
  return { kind: 'refused', problem: problemIn(body) };
}

function isReceipt(body: string): boolean {
  const { status, proof } = membersOf(body);
  return status === 'accepted' && typeof proof === 'string';
}

function problemIn(body: string): Problem {
  const { code, title, detail } = membersOf(body);
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  return { code: text(code) || 'internal', title: text(title), detail: text(detail) };
}

function membersOf(body: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** RFC 9110 §10.2.3 in seconds, as the service writes it. */
function retryAfterMs(text: string | null): number | undefined {
  return text !== null && /^\d{1,5}$/.test(text) ? Number(text) * 1000 : undefined;
}
