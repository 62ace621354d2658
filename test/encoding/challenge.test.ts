import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Challenge } from '../../src/domain/challenge.ts';
import { toUtf8 } from '../../src/encoding/bytes.ts';
import { encodeChallenge, parseChallenge } from '../../src/encoding/challenge.ts';
import { encodeBallot } from '../../src/encoding/contest.ts';
import { testContest } from '../support/ballots.ts';

const GOOD: Challenge = {
  purpose: 'statement',
  origin: 'vote.example.kz/log/demo',
  nonce: '0123456789abcdef'.repeat(4),
  expiresAt: '2026-11-22T07:05:00.000Z',
};
const TEXT = Buffer.from(encodeChallenge(GOOD)).toString();
const { nonce, expiresAt, origin } = GOOD;
const read = (text: string): Challenge | undefined => parseChallenge(toUtf8(text));

const origins = fc.stringMatching(/^[\x21-\x2a\x2c-\x7e]{1,200}$/);
const challenges: fc.Arbitrary<Challenge> = fc.record({
  purpose: fc.constantFrom('statement', 'sign-in'),
  origin: origins,
  nonce: fc.stringMatching(/^[0-9a-f]{64}$/),
  expiresAt: fc
    .date({ min: new Date('0000-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true })
    .map((date) => date.toISOString()),
});

describe('a challenge', () => {
  it('is JCS: members in order, nothing between them', () => {
    expect(TEXT).toBe(
      `{"dauys":"challenge/1","expiresAt":"${expiresAt}","nonce":"${nonce}","origin":"${origin}","purpose":"statement"}`,
    );
  });

  it('is read as what was written, whatever it holds', () => {
    fc.assert(
      fc.property(challenges, (challenge) => {
        expect(parseChallenge(encodeChallenge(challenge))).toEqual(challenge);
      }),
    );
  });

  it('has one spelling: any other bytes are another challenge or none', () => {
    const bytes = encodeChallenge(GOOD);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = bytes.with(at, bytes[at]! ^ change);
        const challenge = parseChallenge(changed);
        if (challenge !== undefined) expect(encodeChallenge(challenge)).toEqual(changed);
        expect(challenge).not.toEqual(GOOD);
      }),
      { numRuns: 500 },
    );
  });

  it('is never thrown over: any bytes and any JSON are a challenge or none', () => {
    const inputs = fc.oneof(
      fc.uint8Array({ maxLength: 700 }),
      fc.json().map(toUtf8),
      fc.jsonValue().map((value) => toUtf8(TEXT.replace(/"vote[^"]*"/, () => JSON.stringify(value)))),
    );
    fc.assert(
      fc.property(inputs, (bytes) => {
        const challenge = parseChallenge(bytes);
        if (challenge !== undefined) expect(encodeChallenge(challenge)).toEqual(bytes);
      }),
      { numRuns: 500 },
    );
  });

  const member = (name: string, value: string): string => TEXT.replace(new RegExp(`"${name}":"[^"]*"`), value);
  it.each([
    ['a space after a colon', TEXT.replace('":"', '": "')],
    ['a line feed at the end', `${TEXT}\n`],
    ['a byte order mark', `\ufeff${TEXT}`],
    ['members in another order', JSON.stringify({ dauys: 'challenge/1', ...GOOD })],
    ['a member more', `${TEXT.slice(0, -1)},"z":1}`],
    ['a member twice', `{"dauys":"challenge/1",${TEXT.slice(1)}`],
    ['a member less', TEXT.replace('"dauys":"challenge/1",', '')],
    ['another kind', TEXT.replace('challenge/1', 'challenge/2')],
    ['another spelling of a character', TEXT.replace('statement', '\\u0073tatement')],
    ['an unknown purpose', member('purpose', '"purpose":"vote"')],
    ['a purpose of an object', member('purpose', '"purpose":"toString"')],
    ['a nonce of 63 digits', member('nonce', `"nonce":"${nonce.slice(1)}"`)],
    ['a nonce of 65 digits', member('nonce', `"nonce":"${nonce}0"`)],
    ['a nonce in upper case', member('nonce', `"nonce":"${nonce.toUpperCase()}"`)],
    ['a nonce that is a number', member('nonce', '"nonce":1')],
    ['no origin', member('origin', '"origin":""')],
    ['an origin with a space', member('origin', '"origin":"a b"')],
    ['an origin with a plus sign', member('origin', '"origin":"a+b"')],
    ['an origin that is not ASCII', member('origin', '"origin":"дауыс"')],
    ['an origin with half a character', member('origin', '"origin":"\\ud800"')],
    ['an origin of 201 characters', member('origin', `"origin":"${'a'.repeat(201)}"`)],
    ['a time without milliseconds', member('expiresAt', '"expiresAt":"2026-11-22T07:05:00Z"')],
    ['a time with an offset', member('expiresAt', '"expiresAt":"2026-11-22T12:05:00.000+05:00"')],
    ['a day that does not exist', member('expiresAt', '"expiresAt":"2026-02-30T07:05:00.000Z"')],
    ['a leap second', member('expiresAt', '"expiresAt":"2026-06-30T23:59:60.000Z"')],
    ['a time that is a number', member('expiresAt', '"expiresAt":1795330000000')],
    ['null', 'null'],
    ['a list', `[${TEXT}]`],
    ['a text', JSON.stringify(TEXT)],
    ['half of one', TEXT.slice(0, 40)],
    ['nothing', ''],
  ])('is not %s', (_, text) => {
    expect(text).not.toBe(TEXT);
    expect(read(text)).toBeUndefined();
  });

  it('is as long as its origin lets it be', () => {
    for (const origin of ['"'.repeat(200), '\\'.repeat(200)]) {
      expect(parseChallenge(encodeChallenge({ ...GOOD, purpose: 'statement', origin }))).toMatchObject({ origin });
    }
    expect(read(TEXT + ' '.repeat(1_000_000))).toBeUndefined();
  });

  it('is no ballot, nor is a ballot a challenge', () => {
    const contest = testContest('regional-demo');
    for (const candidate of contest.candidates) {
      expect(parseChallenge(encodeBallot(contest, candidate, new Uint8Array(32)))).toBeUndefined();
    }
    expect(TEXT).not.toContain('"ballot"');
  });
});
