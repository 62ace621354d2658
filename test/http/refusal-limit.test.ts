import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { REFUSAL_CODES, type RefusalCode } from '../../src/domain/errors.ts';
import { networkOf } from '../../src/http/client-address.ts';
import { statusOf } from '../../src/http/problem.ts';
import { createRefusalLimit } from '../../src/http/refusal-limit.ts';
import { CMS, CMS_TYPE, post, refuseWith, startHttp, type Harness } from './support.ts';

function limited(options: { perMinute?: number; burst?: number; maxNetworks?: number } = {}) {
  const clock = { ms: 5000 };
  const limit = createRefusalLimit({ clock: { monotonicMs: () => clock.ms }, perMinute: 30, burst: 100, ...options });
  const refuse = (network: string, times: number): void => {
    for (let i = 0; i < times; i++) limit.countRefusal(network);
  };
  return { clock, limit, refuse };
}

describe('createRefusalLimit', () => {
  it('bears a burst of 100, then 30 a minute', () => {
    const { clock, limit, refuse } = limited();
    refuse('a', 99);
    expect(limit.waitSeconds('a')).toBe(0);
    refuse('a', 1);
    expect(limit.waitSeconds('a')).toBe(2);
    clock.ms += 2000;
    expect(limit.waitSeconds('a')).toBe(0);
    refuse('a', 1);
    expect(limit.waitSeconds('a')).toBe(2);
    clock.ms += 60_000;
    refuse('a', 29);
    expect(limit.waitSeconds('a')).toBe(0);
    refuse('a', 1);
    expect(limit.waitSeconds('a')).toBe(2);
    expect(limit.waitSeconds('b')).toBe(0);
  });

  it('never lets anybody wait longer than one refusal takes, however many came in at once', () => {
    const { limit, refuse } = limited();
    refuse('a', 5000);
    expect(limit.waitSeconds('a')).toBe(2);
  });

  it('is off at 0', () => {
    const { limit, refuse } = limited({ perMinute: 0 });
    refuse('a', 1000);
    expect(limit.waitSeconds('a')).toBe(0);
  });

  it('forgets the network refused longest ago when it remembers too many', () => {
    const { limit, refuse } = limited({ burst: 1, maxNetworks: 2 });
    for (const network of ['a', 'b', 'a', 'c']) refuse(network, 1);
    expect(['a', 'b', 'c'].map((network) => limit.waitSeconds(network) > 0)).toEqual([true, false, true]);
  });
});

describe('networkOf', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::FFFF:cb00:7107', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['::', '0:0:0:0::/64'],
    ['64:ff9b::203.0.113.7', '64:ff9b:0:0::/64'],
  ])('of %s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  it('depends on the first 64 bits of an IPv6 address alone', () => {
    const groups = fc.tuple(fc.ipV6(), fc.ipV6());
    fc.assert(
      fc.property(groups, ([a, b]) => {
        const prefix = (address: string): string => networkOf(address).replace('::/64', '');
        if (!networkOf(a).includes(':') || !networkOf(b).includes(':')) return;
        expect(networkOf(`${prefix(a)}:1:2:3:4`)).toBe(networkOf(a));
        expect(prefix(a).split(':')).toHaveLength(4);
      }),
    );
  });
});

describe('POST ballots under the refusal limit', () => {
  let http: Harness;
  const from = (address: string): Record<string, string> => ({ ...CMS_TYPE, 'x-forwarded-for': address });
  const refuseTimes = async (times: number, headers = CMS_TYPE as Record<string, string>): Promise<void> => {
    for (let i = 0; i < times; i++) expect((await post(http, CMS, headers)).status).toBe(422);
  };
  beforeEach(async () => {
    http = await startHttp({ refusalsPerMinute: 30, refusalsBurst: 3, trustedProxies: ['127.0.0.0/8'] });
  });

  it('answers 429 with Retry-After before anything is verified, and lets on again after it', async () => {
    refuseWith(http, 'signature-invalid');
    await refuseTimes(3, from('198.51.100.1'));
    http.deps.submitBallot = async () => {
      throw new Error('must not be asked');
    };
    const answer = await post(http, CMS, from('198.51.100.1'));
    expect(answer).toMatchObject({ status: 429, json: { code: 'rate-limited' } });
    expect(answer.headers.get('retry-after')).toBe('2');
    http.clock.monotonicMs += 2000;
    refuseWith(http, 'signature-invalid');
    await refuseTimes(1, from('198.51.100.1'));
  });

  it('counts each client behind a trusted proxy by itself', async () => {
    refuseWith(http, 'signature-invalid');
    await refuseTimes(3, from('198.51.100.1'));
    expect((await post(http, CMS, from('198.51.100.2'))).status).toBe(422);
    expect((await post(http, CMS, from('203.0.113.9, 198.51.100.1'))).status).toBe(429);
  });

  it('takes the whole /64 for one', async () => {
    refuseWith(http, 'signature-invalid');
    for (const host of ['1', '2', '3']) await refuseTimes(1, from(`2001:db8::${host}`));
    expect((await post(http, CMS, from('2001:db8::ffff:4'))).status).toBe(429);
    expect((await post(http, CMS, from('2001:db8:0:1::4'))).status).toBe(422);
  });

  it('never counts votes, first or repeated, nor refusals that say nothing of a signature', async () => {
    for (let i = 0; i < 10; i++) expect((await post(http, CMS)).status).toBe(201);
    const harmless = REFUSAL_CODES.filter((code) => statusOf(code) !== 422);
    for (const code of harmless) {
      refuseWith(http, code);
      expect((await post(http, CMS)).json).toMatchObject({ code });
    }
    http.deps.submitBallot = async () => ({ created: false, receipt: '{}' });
    for (let i = 0; i < 10; i++) expect((await post(http, CMS)).status).toBe(200);
  });

  it('counts every code of a refused signature', async () => {
    const counted = REFUSAL_CODES.filter((code) => statusOf(code) === 422);
    expect(counted).toHaveLength(17);
    for (const [i, code] of counted.entries()) {
      const client = from(`198.51.100.${i}`);
      refuseWith(http, code);
      await refuseTimes(3, client);
      expect((await post(http, CMS, client)).json).toMatchObject({ code: 'rate-limited' satisfies RefusalCode });
    }
  });
});

describe('X-Forwarded-For from an untrusted peer', () => {
  it.each([
    ['not believed at all', [] as string[]],
    ['not believed from this peer', ['192.0.2.0/24']],
  ])('is %s: one sender cannot pose as many, nor frame another', async (_, trustedProxies) => {
    const http = await startHttp({ refusalsBurst: 3, trustedProxies });
    refuseWith(http, 'signature-invalid');
    for (let i = 0; i < 3; i++) await post(http, CMS, { ...CMS_TYPE, 'x-forwarded-for': `198.51.100.${i}` });
    expect((await post(http, CMS, { ...CMS_TYPE, 'x-forwarded-for': '198.51.100.77' })).status).toBe(429);
  });

  it('falls back to the peer when a trusted proxy passes on what is no address', async () => {
    const http = await startHttp({ refusalsBurst: 3, trustedProxies: ['127.0.0.1'] });
    refuseWith(http, 'signature-invalid');
    for (let i = 0; i < 3; i++) await post(http, CMS, { ...CMS_TYPE, 'x-forwarded-for': `nonsense-${i}` });
    expect((await post(http, CMS, { ...CMS_TYPE, 'x-forwarded-for': 'other nonsense' })).status).toBe(429);
    expect(http.lines.join()).not.toMatch(/nonsense|127\.0\.0\.1/);
  });
});
