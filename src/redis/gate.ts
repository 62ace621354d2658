import { Redis } from 'ioredis';
import { toHex } from '../encoding/bytes.ts';
import type { VotedGate } from '../intake/ports.ts';

/** Why no answer was had: Redis is away, slow, or refused. */
export type GateSilence = 'error' | 'timeout' | 'full';

export interface RedisGateOptions {
  /** `redis://`, `rediss://` or the path of a socket. */
  readonly url: string;
  /** How long a ballot waits for an answer, milliseconds; 50 unless told. */
  readonly timeoutMs?: number;
  readonly onUnknown?: (why: GateSilence) => void;
  readonly onError?: (error: Error) => void;
}

export interface RedisGate extends VotedGate {
  /** Adds tags of ballots that stand in the ledger. Rejects when Redis is away. */
  add(contestId: string, voterTags: readonly Uint8Array[]): Promise<void>;
  close(): void;
}

/** Commands without an answer; more would only pile up behind a server that hangs. */
const MAX_IN_FLIGHT = 4096;
/** A connection that is silent for so long is given up for a new one. */
const SOCKET_TIMEOUT_MS = 2000;
const MAX_RECONNECT_MS = 1000;

/** The braces are literal: they keep all keys of a contest on one node of a cluster. */
function votedKey(contestId: string): string {
  return `dauys:{${contestId}}:voted`;
}

/** 16 bytes of the tag are enough to tell voters apart, and less than an opening of the log's tag needs. */
function member(voterTag: Uint8Array): string {
  return toHex(voterTag.subarray(0, 16));
}

/** Who has voted, as a Redis set: lost, flushed, slow or down, it costs no one a vote and gives no one a second. */
export function createRedisGate(options: RedisGateOptions): RedisGate {
  const { timeoutMs = 50 } = options;
  // Without an offline queue a command fails at once while Redis is away, and is never sent late.
  const redis = new Redis(options.url, {
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    enableAutoPipelining: true,
    socketTimeout: SOCKET_TIMEOUT_MS,
    disconnectTimeout: 200,
    retryStrategy: (attempts) => Math.min(attempts * 50, MAX_RECONNECT_MS),
  });
  redis.on('error', (error) => options.onError?.(error));
  let inFlight = 0;

  function unknown(why: GateSilence): 'unknown' {
    options.onUnknown?.(why);
    return 'unknown';
  }

  async function ask(contestId: string, voterTag: Uint8Array): Promise<'new' | 'seen' | GateSilence> {
    if (inFlight >= MAX_IN_FLIGHT) return 'full';
    inFlight++;
    try {
      return (await redis.sadd(votedKey(contestId), member(voterTag))) === 1 ? 'new' : 'seen';
    } catch {
      return 'error';
    } finally {
      inFlight--;
    }
  }

  return {
    async mark(contestId, voterTag) {
      const answer = await withTimeout(ask(contestId, voterTag), timeoutMs);
      return answer === 'new' || answer === 'seen' ? answer : unknown(answer);
    },
    async add(contestId, voterTags) {
      if (voterTags.length > 0) await redis.sadd(votedKey(contestId), voterTags.map(member));
    },
    close() {
      redis.disconnect();
    },
  };
}

async function withTimeout<T>(answer: Promise<T>, ms: number): Promise<T | 'timeout'> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<'timeout'>((resolve) => {
    timer = setTimeout(resolve, ms, 'timeout');
  });
  try {
    return await Promise.race([answer, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
