import { Redis } from 'ioredis';
import type { PublicationFeed, PublicationNotice } from '../tally/ports.ts';
import { createPublicationFeed } from '../tally/publication-feed.ts';

export interface RedisPublicationFeed extends PublicationFeed {
  close(): void;
}

const PUBLICATION_CHANNEL = 'dauys:publications';
const MAX_RECONNECT_MS = 1000;
const RECONNECT = {
  retryStrategy: (attempts: number): number => Math.min(attempts * 50, MAX_RECONNECT_MS),
  disconnectTimeout: 200,
} as const;

/**
 * Notices across processes, so that every live stream refreshes at once. A notice says that something was published
 * and never what. Listeners of this process hear their own notices also while Redis is away, and may hear them twice.
 */
export function createRedisPublicationFeed(url: string, onError: (error: Error) => void): RedisPublicationFeed {
  const local = createPublicationFeed();
  const publisher = new Redis(url, { enableOfflineQueue: false, maxRetriesPerRequest: 0, ...RECONNECT });
  const subscriber = new Redis(url, { maxRetriesPerRequest: null, ...RECONNECT });
  publisher.on('error', onError);
  subscriber.on('error', onError);
  subscriber.on('message', (_channel: string, message: string) => {
    const notice = parseNotice(message);
    if (notice !== undefined) local.announce(notice);
  });
  subscriber.subscribe(PUBLICATION_CHANNEL).catch(onError);

  return {
    announce({ contest, size }) {
      local.announce({ contest, size });
      publisher.publish(PUBLICATION_CHANNEL, JSON.stringify({ contest, size })).catch(onError);
    },
    subscribe: (listener) => local.subscribe(listener),
    close() {
      publisher.disconnect();
      subscriber.disconnect();
    },
  };
}

/** Anybody who reaches Redis can write to the channel: what is no notice is dropped. */
function parseNotice(message: string): PublicationNotice | undefined {
  let value: unknown;
  try {
    value = JSON.parse(message);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { contest, size } = value as Record<string, unknown>;
  return typeof contest === 'string' && Number.isSafeInteger(size) ? { contest, size: size as number } : undefined;
}
