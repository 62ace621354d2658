import type { PublicationFeed, PublicationNotice } from './ports.ts';

/** Notices inside one process. */
export function createPublicationFeed(): PublicationFeed {
  const listeners = new Set<(notice: PublicationNotice) => void>();
  return {
    announce(notice) {
      for (const listener of listeners) listener(notice);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
