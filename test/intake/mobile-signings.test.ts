import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import { loadContest } from '../../src/intake/contests.ts';
import { openMobileId, sealMobileId, type MobileSeal } from '../../src/intake/mobile-id.ts';
import { createMobileOutcomes } from '../../src/intake/mobile-outcomes.ts';
import { createMobileSignings, type MobileSignings } from '../../src/intake/mobile-signings.ts';
import { random, sha256, TEST_NOW, testContest } from '../support/ballots.ts';

const MINUTE_MS = 60_000;
const KEY = new Uint8Array(32).fill(7);

const seal: MobileSeal = {
  seal(plain, nonce) {
    const cipher = createCipheriv('aes-256-gcm', KEY, nonce);
    return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  },
  open(sealed) {
    const decipher = createDecipheriv('aes-256-gcm', KEY, sealed.subarray(0, 12), { authTagLength: 16 });
    decipher.setAuthTag(sealed.subarray(-16));
    try {
      return new Uint8Array(Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]));
    } catch {
      return undefined;
    }
  },
  mac: (message) => new Uint8Array(createHmac('sha256', KEY).update(message).digest()),
};

const contests = (['qamqor-demo', 'regional-demo'] as const).map((id) => loadContest(testContest(id), 'vkey', sha256));
const [qamqor, regional] = contests.map(({ definition }) => definition.id);

function desk(): MobileSignings & { clock: { ms: number } } {
  const clock = { ms: TEST_NOW.getTime() };
  const signings = createMobileSignings({
    contests: {
      list: () => contests,
      get: (id) => contests.find(({ definition }) => definition.id === id),
    },
    challenge: (contestId, seed, nowMs) => Buffer.from(`${contestId} ${Buffer.from(seed).toString('hex')} ${nowMs}`),
    outcomes: createMobileOutcomes(100),
    seal,
    random,
    clock: { nowMs: () => clock.ms },
  });
  return { ...signings, clock };
}

describe('an id of a signing', () => {
  it('holds contest, candidate and time for whoever has the key', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 16, maxLength: 16 }),
        fc.option(fc.integer({ min: 1, max: 65_534 }), { nil: undefined }),
        fc.integer({ min: 0, max: 2 ** 50 }),
        (contestTag, candidateNumber, expiresAtMs) => {
          const content = { contestTag, candidateNumber, expiresAtMs };
          expect(openMobileId(sealMobileId(content, random(12), seal), seal)).toEqual(content);
        },
      ),
    );
  });

  it('is nothing once a letter of it is another, and nothing for any other text', () => {
    const id = sealMobileId({ contestTag: new Uint8Array(16), candidateNumber: 12, expiresAtMs: 1 }, random(12), seal);
    for (let i = 0; i < id.length; i++) {
      const changed = `${id.slice(0, i)}${id[i] === 'A' ? 'B' : 'A'}${id.slice(i + 1)}`;
      expect(openMobileId(changed, seal)).toBeUndefined();
    }
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(openMobileId(text, seal)).toBeUndefined();
      }),
    );
  });
});

describe('signings with a phone', () => {
  it('are of a contest and a candidate that are there', () => {
    const signings = desk();
    expect(() => signings.start('other', 'n012')).toThrow(expect.objectContaining({ code: 'contest-unknown' }));
    expect(() => signings.start(qamqor!, 'nobody')).toThrow(expect.objectContaining({ code: 'candidate-unknown' }));
  });

  it('give for a ballot its bytes, and for a question the same challenge each time, another for each signing', () => {
    const signings = desk();
    const bytesOf = (id: string): string =>
      Buffer.from(signings.document(id, signings.open(id).documentsToken).content).toString();
    const ballot = signings.start(qamqor!, 'n012');
    expect(bytesOf(ballot.id)).toBe(Buffer.from(contests[0]!.ballots.get('n012')!).toString());
    const [one, other] = [signings.start(qamqor!, undefined), signings.start(qamqor!, undefined)];
    expect(bytesOf(one.id)).toBe(bytesOf(one.id));
    expect(bytesOf(one.id)).not.toBe(bytesOf(other.id));
    expect(bytesOf(one.id).endsWith(` ${one.expiresAtMs - 5 * MINUTE_MS}`)).toBe(true);
  });

  it('are told to their own contest and under their own token alone', () => {
    const signings = desk();
    const [one, other] = [signings.start(qamqor!, 'n012'), signings.start(qamqor!, 'n012')];
    expect(signings.state(qamqor!, one.id, one.pollToken).state).toBe('pending');
    const code = (contest: string, token?: string): unknown => {
      try {
        return signings.state(contest, one.id, token).state;
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    expect(code(regional!, one.pollToken)).toBe('not-found');
    expect(code('other', one.pollToken)).toBe('contest-unknown');
    const { documentsToken } = signings.open(one.id);
    for (const token of [undefined, '', other.pollToken, documentsToken, `${one.pollToken}A`, '%']) {
      expect(code(qamqor!, token)).toBe('unauthorized');
    }
    expect(() => signings.document(one.id, one.pollToken)).toThrow(expect.objectContaining({ code: 'unauthorized' }));
    expect(() => signings.admit(one.id, one.pollToken)).toThrow(expect.objectContaining({ code: 'unauthorized' }));
    expect(signings.admit(one.id, undefined).id).toBe(one.id);
  });

  it('go from pending over opened and refused to done, which stays', () => {
    const signings = desk();
    const started = signings.start(qamqor!, 'n012');
    const state = () => signings.state(qamqor!, started.id, started.pollToken);
    signings.open(started.id);
    expect(state().state).toBe('opened');
    signings.refused(started, 'signature-invalid');
    signings.open(started.id);
    expect(state()).toMatchObject({ state: 'refused', code: 'signature-invalid' });
    signings.concluded(started, { signature: 'ab', json: '{}' });
    signings.refused(started, 'already-voted');
    signings.concluded(started, { signature: 'cd', json: '{"other":1}' });
    expect(state()).toMatchObject({ state: 'done', answer: { signature: 'ab', json: '{}' } });
    expect(signings.answer(started)).toEqual({ signature: 'ab', json: '{}' });
  });

  it('end for scanning after five minutes, for signing two minutes later, and are told a while longer', () => {
    const signings = desk();
    const [never, opened, done] = [1, 2, 3].map(() => signings.start(qamqor!, 'n012')) as [
      ReturnType<typeof signings.start>,
      ReturnType<typeof signings.start>,
      ReturnType<typeof signings.start>,
    ];
    const state = ({ id, pollToken }: typeof never) => signings.state(qamqor!, id, pollToken).state;
    signings.open(opened.id);
    signings.concluded(done, { signature: 'ab', json: '{}' });
    signings.clock.ms = never.expiresAtMs - 1;
    expect([never, opened, done].map(state)).toEqual(['pending', 'opened', 'done']);
    expect(signings.open(never.id).id).toBe(never.id);
    signings.clock.ms = opened.expiresAtMs;
    expect(() => signings.open(never.id)).toThrow(expect.objectContaining({ code: 'not-found' }));
    expect(signings.admit(opened.id, undefined).id).toBe(opened.id);
    expect(state(opened)).toBe('opened');
    signings.clock.ms = opened.expiresAtMs + 2 * MINUTE_MS;
    expect(() => signings.admit(opened.id, undefined)).toThrow(expect.objectContaining({ code: 'not-found' }));
    expect([never, opened, done].map(state)).toEqual(['expired', 'expired', 'done']);
  });
});

describe('outcomes', () => {
  const done = (json: string) => ({ state: 'done', answer: { signature: '', json } }) as const;

  it('are never more than there is room for; what a receipt hangs on goes last', () => {
    const outcomes = createMobileOutcomes(10);
    outcomes.set('kept', done('1'), 1000, 0);
    for (let i = 0; i < 100; i++) outcomes.set(`flood ${i}`, { state: 'opened' }, 1000, 0);
    expect(outcomes.get('kept')).toEqual(done('1'));
    expect(Array.from({ length: 100 }, (_, i) => outcomes.get(`flood ${i}`)).filter(Boolean)).toHaveLength(9);
    for (let i = 0; i < 20; i++) outcomes.set(`done ${i}`, done('2'), 1000, 0);
    expect(Array.from({ length: 20 }, (_, i) => outcomes.get(`done ${i}`)).filter(Boolean)).toHaveLength(10);
    expect(outcomes.get('kept')).toBeUndefined();
  });

  it('are forgotten after their time', () => {
    const outcomes = createMobileOutcomes(10);
    outcomes.set('old', done('1'), 1000, 0);
    outcomes.set('opened', { state: 'opened' }, 1000, 0);
    outcomes.set('new', done('2'), 3000, 1000);
    expect([outcomes.get('old'), outcomes.get('opened'), outcomes.get('new')]).toEqual([
      undefined,
      undefined,
      done('2'),
    ]);
  });
});
