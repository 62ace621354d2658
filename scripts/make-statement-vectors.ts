// Writes fixtures/vectors/log/statements.json out of formats.json: `node --import tsx scripts/make-statement-vectors.ts`.
// Every key, random byte and time is fixed, so the same bytes come out each time.
import { createHmac, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { fromHex, fromUtf8, toHex, toUtf8 } from '../src/encoding/bytes.ts';
import { parseChallenge } from '../src/encoding/challenge.ts';
import { issueChallenge } from '../src/intake/challenges.ts';
import { appendLeaves } from '../src/log/append.ts';
import { formatVkey, parseVkey } from '../src/log/note.ts';
import { formatProof } from '../src/log/proof.ts';
import { signStatement, statementKeyName, type Statement } from '../src/log/statement.ts';
import { sha256 } from '../src/signature/digest.ts';

const DIRECTORY = new URL('../fixtures/vectors/log/', import.meta.url);
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, DIRECTORY), 'utf8'));
const formats = read('formats.json') as { leaves: string[]; checkpoint: string; vkey: string };
const { acceptedAt } = read('receipt.json') as { acceptedAt: string };

const origin = formats.vkey.split('+')[0] ?? '';
const [challengeKey, keySeed, random] = [0x55, 0x66, 0x77].map((byte) => new Uint8Array(32).fill(byte)) as [
  Uint8Array,
  Uint8Array,
  Uint8Array,
];
const issuedAtMs = Date.parse('2026-11-01T06:00:00.250Z');
const bytes = issueChallenge(
  { purpose: 'statement', origin, nowMs: issuedAtMs },
  (length) => random.subarray(0, length),
  (message) => createHmac('sha256', challengeKey).update(message).digest(),
);
const nonce = parseChallenge(bytes)?.nonce ?? '';

const privateKey = createPrivateKey({
  key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), keySeed]),
  format: 'der',
  type: 'pkcs8',
});
const publicKey = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-32);
const vkey = formatVkey(statementKeyName(origin), publicKey, sha256);
const { keyId, name } = parseVkey(vkey, sha256);
const signer = { name, keyId, sign: (text: Uint8Array) => sign(null, text, privateKey) };

const leaves = formats.leaves.map((leaf) => fromHex(leaf) ?? new Uint8Array());
const { size, root, proofs } = appendLeaves({ size: 0, edge: [] }, leaves, sha256);
const [leaf = new Uint8Array(), hashes = []] = [leaves[1], proofs[1]];
const proof = formatProof({ leaf, index: 1, hashes, checkpoint: formats.checkpoint });

/** The answer to one signature over the challenge. */
function answerTo(signed: string, ballot: Statement['ballot']): string {
  const statement = signStatement(
    {
      ...{ origin, contest: 'vector', nonce, cmsSha256: toHex(sha256(toUtf8(signed))) },
      ...{ time: '2026-11-01T06:01:30.125Z', checkpoint: { size, root }, ballot },
    },
    signer,
  );
  return JSON.stringify({ statement, proof: ballot && proof });
}

const vectors = {
  challengeKey: toHex(challengeKey),
  keySeed: toHex(keySeed),
  issuedAt: new Date(issuedAtMs).toISOString(),
  challenge: fromUtf8(bytes),
  vkey,
  voted: { signed: 'stand-in for a signature of who voted', answer: '' },
  silent: { signed: 'stand-in for a signature of who did not', answer: '' },
};
vectors.voted.answer = answerTo(vectors.voted.signed, { index: 1, acceptedAt });
vectors.silent.answer = answerTo(vectors.silent.signed, undefined);
writeFileSync(new URL('statements.json', DIRECTORY), `${JSON.stringify(vectors, null, 2)}\n`);
