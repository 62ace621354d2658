import { fromUtf8 } from '../encoding/bytes.ts';
import {
  formatAddCheckpoint,
  MAX_WITNESS_BODY_BYTES,
  parseTreeSize,
  TREE_SIZE_TYPE,
  type AddCheckpoint,
} from '../log/witness-request.ts';

/** What came back for an offered checkpoint; nothing in it is verified. */
export type WitnessReply =
  | { readonly kind: 'cosigned'; readonly lines: string }
  /** It cosigned this size last, or another tree of the size offered. */
  | { readonly kind: 'conflict'; readonly size: number }
  | { readonly kind: 'refused'; readonly status: number }
  /** No answer, or none of the protocol. */
  | { readonly kind: 'failed' };

export interface WitnessExchange {
  /** Prefix of `add-checkpoint`, from configuration. */
  readonly url: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

const REFUSALS: readonly number[] = [400, 403, 404, 422];

/** One `add-checkpoint` and its answer, bounded in time and size. Never rejects. */
export async function sendCheckpoint(request: AddCheckpoint, exchange: WitnessExchange): Promise<WitnessReply> {
  const { url, timeoutMs, signal } = exchange;
  try {
    const response = await fetch(`${url.replace(/\/+$/, '')}/add-checkpoint`, {
      method: 'POST',
      body: formatAddCheckpoint(request),
      headers: { 'content-type': 'text/plain; charset=utf-8', 'accept-encoding': 'identity' },
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    return await readReply(response);
  } catch {
    return { kind: 'failed' };
  }
}

async function readReply(response: Response): Promise<WitnessReply> {
  const { status } = response;
  if (status !== 200 && status !== 409) {
    await response.body?.cancel();
    return REFUSALS.includes(status) ? { kind: 'refused', status } : { kind: 'failed' };
  }
  const body = await readText(response);
  if (body === undefined) return { kind: 'failed' };
  if (status === 200) return { kind: 'cosigned', lines: body };
  const type = response.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  const size = type === TREE_SIZE_TYPE ? parseTreeSize(body) : undefined;
  return size === undefined ? { kind: 'failed' } : { kind: 'conflict', size };
}

/** @returns undefined past the limit */
async function readText({ body }: Response): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Leaving the loop early cancels the stream and closes the connection.
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > MAX_WITNESS_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return fromUtf8(Buffer.concat(chunks));
}
