import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import proxyAddr from 'proxy-addr';

/** Names the network a request came from: an IPv4 address or an IPv6 /64. For counting refusals; never logged. */
export type ClientNetwork = (request: IncomingMessage) => string;

/**
 * X-Forwarded-For is believed only where it was written by a trusted proxy, read from the right.
 * @param trustedProxies - addresses or CIDRs
 */
export function createClientNetwork(trustedProxies: readonly string[]): ClientNetwork {
  const trust = proxyAddr.compile([...trustedProxies]);
  return (request) => {
    const peer = request.socket.remoteAddress ?? '';
    // Attacker-controlled when the proxy passes on what it was sent: only an address counts as one.
    const address = trustedProxies.length === 0 ? peer : proxyAddr(request, trust);
    return networkOf(isIP(address) === 0 ? peer : address);
  };
}

/** An IPv4 address as it is, mapped ones included; an IPv6 address cut to its /64. */
export function networkOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [withoutZone = ''] = address.split('%');
  const groups = expand(withoutZone);
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (isMapped) return [groups[6] ?? 0, groups[7] ?? 0].flatMap((group) => [group >> 8, group & 0xff]).join('.');
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}::/64`;
}

/** The eight groups of a valid IPv6 address. */
function expand(address: string): number[] {
  const [head = '', tail] = address.split('::');
  const front = groupsOf(head);
  if (tail === undefined) return front;
  const back = groupsOf(tail);
  return [...front, ...new Array<number>(8 - front.length - back.length).fill(0), ...back];
}

function groupsOf(text: string): number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (!group.includes('.')) return [Number.parseInt(group, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number);
    return [(a << 8) | b, (c << 8) | d];
  });
}
