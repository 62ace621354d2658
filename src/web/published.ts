import type { SitePorts } from './contest-view.ts';

/** Whether the final protocol is out; asked until it is, since what is published stays. */
export function createProtocolWatch(ports: Pick<SitePorts, 'protocol'>): (contestId: string) => Promise<boolean> {
  const published = new Set<string>();
  return async (contestId) => {
    if (published.has(contestId)) return true;
    if ((await ports.protocol(contestId)) === undefined) return false;
    published.add(contestId);
    return true;
  };
}
