import { createHash, createHmac, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { verifyStatement } from '../../src/log/statement-check.ts';
import { CRYPTO } from './ed25519.ts';

const read = (name: string): unknown => JSON.parse(readFileSync(`fixtures/vectors/log/${name}`, 'utf8'));
const formats = read('formats.json') as { vkey: string; checkpoint: string; leaves: string[]; leafHashes: string[] };
const receipt = read('receipt.json') as { acceptedAt: string };
const v = read('statements.json') as Vectors;

const ORIGIN = 'vote.example.kz/log/vector';
const NONCE = (JSON.parse(v.challenge) as { nonce: string }).nonce;
const sha256 = (data: string | Buffer): Buffer => createHash('sha256').update(data).digest();

/** The lines under the published key, checked with nothing but Node's own Ed25519. */
function linesOf(answer: string): string[] {
  const { statement } = JSON.parse(answer) as { statement: string };
  const [text = '', signature = ''] = statement.split('\n\n');
  const [name = '', id, key = ''] = v.vkey.split(/\+(.{8})\+/s);
  const typed = Buffer.from(key, 'base64');
  expect(
    sha256(Buffer.concat([Buffer.from(`${name}\n`), typed]))
      .subarray(0, 4)
      .toString('hex'),
  ).toBe(id);
  expect(signature).toMatch(`— ${name} `);
  const raw = Buffer.from(signature.trim().split(' ')[2]!, 'base64');
  expect(raw.subarray(0, 4).toString('hex')).toBe(id);
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: typed.subarray(1).toString('base64url') };
  const publicKey = createPublicKey({ key: jwk, format: 'jwk' });
  expect(verify(null, Buffer.from(`${text}\n`), publicKey, raw.subarray(4))).toBe(true);
  return text.split('\n');
}

// PROTOCOL.md §8 spelt out once more, by hand.
describe('vectors of answers about oneself', () => {
  it('the challenge: its bytes, its end and the half of its nonce that knows it', () => {
    const [seed, mac] = [NONCE.slice(0, 32), NONCE.slice(32)];
    const text = (nonce: string): string =>
      `{"dauys":"challenge/1","expiresAt":"2026-11-01T06:05:00.250Z","nonce":"${nonce}","origin":"${ORIGIN}","purpose":"statement"}`;
    expect(v.challenge).toBe(text(NONCE));
    const hmac = createHmac('sha256', Buffer.from(v.challengeKey, 'hex')).update(`DYS1 challenge\n${text(seed)}`);
    expect(hmac.digest('hex').slice(0, 32)).toBe(mac);
    expect(Date.parse(v.issuedAt) + 300_000).toBe(Date.parse('2026-11-01T06:05:00.250Z'));
  });

  it('the statements: eight lines under a key of their own', () => {
    const [, size, root] = formats.checkpoint.split('\n');
    const lines = ({ signed }: Vector, last: string): string[] => [
      `${ORIGIN}/statements`,
      'dauys statement/1',
      'contest vector',
      `nonce ${NONCE}`,
      `cms ${sha256(signed).toString('hex')}`,
      'time 2026-11-01T06:01:30.125Z',
      `checkpoint ${size} ${root}`,
      last,
    ];
    expect(linesOf(v.voted.answer)).toEqual(lines(v.voted, `ballot 1 ${receipt.acceptedAt}`));
    expect(linesOf(v.silent.answer)).toEqual(lines(v.silent, 'no ballot'));
  });

  it('the proof: of the ballot, in the tree that the statement names', () => {
    const b64 = (hex: string): string => Buffer.from(hex, 'hex').toString('base64');
    const [h0, , h2, h3] = formats.leafHashes.map((hash) => Buffer.from(hash, 'hex')) as [
      Buffer,
      Buffer,
      Buffer,
      Buffer,
    ];
    const right = sha256(Buffer.concat([Buffer.of(1), h2, h3]));
    const path = [h0, right].map((hash) => `${hash.toString('base64')}\n`).join('');
    expect((JSON.parse(v.voted.answer) as { proof: string }).proof).toBe(
      `c2sp.org/tlog-proof@v1\nextra ${b64(formats.leaves[1]!)}\nindex 1\n${path}\n${formats.checkpoint}`,
    );
    expect(Object.keys(JSON.parse(v.silent.answer) as object)).toEqual(['statement']);
  });

  it('are what verifyStatement confirms', () => {
    const keys = { vkey: v.vkey, logVkey: formats.vkey };
    expect(verifyStatement(v.voted.answer, keys, CRYPTO)).toMatchObject({ ballot: { index: 1 }, proved: 'log' });
    expect(verifyStatement(v.silent.answer, keys, CRYPTO)).toMatchObject({ ballot: undefined, proved: 'nothing' });
  });
});

interface Vector {
  /** Stands for the CMS. */
  signed: string;
  answer: string;
}

interface Vectors {
  challengeKey: string;
  issuedAt: string;
  challenge: string;
  vkey: string;
  voted: Vector;
  silent: Vector;
}
