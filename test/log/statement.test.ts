import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isDauysError } from '../../src/domain/errors.ts';
import { toBase64 } from '../../src/encoding/bytes.ts';
import { checkpointBody, parseCheckpoint } from '../../src/log/checkpoint.ts';
import { parseNote, signNote } from '../../src/log/note.ts';
import { formatProof, parseProof } from '../../src/log/proof.ts';
import { verifyStatement, type VerifiedStatement } from '../../src/log/statement-check.ts';
import { signStatement, statementKeyName, statementText, type Statement } from '../../src/log/statement.ts';
import { createLogKey, CRYPTO } from './ed25519.ts';
import { LOG_KEY, ORIGIN, sampleReceipt } from './sample-receipt.ts';

const KEY = createLogKey(statementKeyName(ORIGIN));
const { proof: PROOF, acceptedAt } = sampleReceipt();
const TREE = parseCheckpoint(parseNote(parseProof(PROOF).checkpoint).text);
const GOOD: Statement = {
  origin: ORIGIN,
  contest: 'demo',
  nonce: '01'.repeat(32),
  cmsSha256: '23'.repeat(32),
  time: '2025-11-17T10:00:00.000Z',
  checkpoint: { size: TREE.size, root: TREE.root },
  ballot: { index: 300, acceptedAt },
};
const NONE: Statement = { ...GOOD, ballot: undefined };

const answer = (statement: Statement, proof?: string): string =>
  JSON.stringify({ statement: signStatement(statement, KEY.signer), proof });
/** Signed by the right key, whatever it says. */
const saying = (text: string, proof?: string): string =>
  JSON.stringify({ statement: signNote(text, [KEY.signer]), proof });
const verify = (text: string, vkey = KEY.vkey, logVkey: string | undefined = LOG_KEY.vkey): VerifiedStatement =>
  verifyStatement(text, { vkey, logVkey }, CRYPTO);
const outcome = (text: string, vkey?: string, logVkey?: string): string => {
  try {
    verify(text, vkey, logVkey);
    return 'good';
  } catch (error) {
    return isDauysError(error) ? error.code : String(error);
  }
};

describe('a statement', () => {
  it('is eight lines under a key of its own', () => {
    expect(statementText(GOOD)).toBe(`${ORIGIN}/statements
dauys statement/1
contest demo
nonce ${'01'.repeat(32)}
cms ${'23'.repeat(32)}
time 2025-11-17T10:00:00.000Z
checkpoint 420 ${toBase64(TREE.root)}
ballot 300 ${acceptedAt}
`);
    expect(statementText(NONE)).toMatch(/\nno ballot\n$/);
    expect(KEY.vkey.split('+')[0]).toBe(`${ORIGIN}/statements`);
  });

  it('is no checkpoint, nor is a checkpoint a statement', () => {
    expect(() => parseCheckpoint(statementText(NONE))).toThrow('not a checkpoint');
    expect(outcome(saying(checkpointBody(`${ORIGIN}/statements`, 420, TREE.root)))).toBe('statement-invalid');
  });

  it('is read as what was signed, with what stands behind it', () => {
    expect(verify(answer(GOOD, PROOF))).toEqual({ ...GOOD, proved: 'log' });
    expect(verifyStatement(answer(GOOD, PROOF), { vkey: KEY.vkey, logVkey: undefined }, CRYPTO).proved).toBe('root');
    expect(verify(answer(GOOD))).toEqual({ ...GOOD, proved: 'nothing' });
    expect(verify(`${answer(NONE)}\n`)).toEqual({ ...NONE, proved: 'nothing' });
  });

  it('is read back whatever it says', () => {
    const statements = fc.record({
      contest: fc.stringMatching(/^[a-z0-9-]{1,64}$/),
      nonce: fc.stringMatching(/^[0-9a-f]{64}$/),
      cmsSha256: fc.stringMatching(/^[0-9a-f]{64}$/),
      size: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
      root: fc.uint8Array({ minLength: 32, maxLength: 32 }),
      ballot: fc.boolean(),
    });
    fc.assert(
      fc.property(statements, ({ size, root, ballot, ...rest }) => {
        const said = { ...GOOD, ...rest, checkpoint: { size, root } };
        const statement = { ...said, ballot: ballot ? { index: size - 1, acceptedAt } : undefined };
        expect(verify(answer(statement))).toEqual({ ...statement, proved: 'nothing' });
      }),
    );
  });

  const text = statementText(GOOD);
  it.each([
    ['another first line', text.replace(`${ORIGIN}/statements`, `${ORIGIN}x/statements`)],
    ['the name of the log for its own', text.replace('/statements', '')],
    ['another second line', text.replace('statement/1', 'statement/2')],
    ['no contest', text.replace('contest demo\n', '')],
    ['a nonce of 62 digits', text.replace('01', '')],
    ['a nonce in upper case', text.replace(/nonce .*/, `nonce ${'AB'.repeat(32)}`)],
    ['no digest of the signature', text.replace(/cms .*\n/, '')],
    ['a time without milliseconds', text.replace('10:00:00.000Z', '10:00:00Z')],
    ['a size with a zero in front', text.replace('checkpoint 420', 'checkpoint 0420')],
    ['a root of 31 bytes', text.replace(toBase64(TREE.root), toBase64(TREE.root.subarray(1)))],
    ['an index above the size', text.replace('ballot 300', 'ballot 420')],
    ['an index with a sign', text.replace('ballot 300', 'ballot +300')],
    ['a ballot without its time', text.replace(` ${acceptedAt}`, '')],
    ['a time of acceptance without milliseconds', text.replace('12.345Z', '12Z')],
    ['a ballot and none', `${text}no ballot\n`],
    ['nothing about a ballot', text.replace(/ballot .*\n/, '')],
    ['a line more', `${text}\nx\n`],
  ])('does not say %s', (_, changed) => {
    expect(changed).not.toBe(text);
    expect(outcome(saying(changed))).toBe('statement-invalid');
    expect(outcome(saying(text))).toBe('good');
  });

  it('holds under its own key alone', () => {
    expect(outcome(answer(GOOD, PROOF), createLogKey(statementKeyName(ORIGIN)).vkey)).toBe('statement-invalid');
    expect(outcome(answer(GOOD, PROOF), 'no key')).toBe('config-invalid');
    const other = createLogKey('vote.example.kz/log/other');
    expect(outcome(answer(GOOD, PROOF), KEY.vkey, other.vkey)).toBe('config-invalid');
    // The right key by another name.
    const renamed = createLogKey(statementKeyName('vote.example.kz/log/other'));
    expect(outcome(answer(NONE), renamed.vkey, other.vkey)).toBe('statement-invalid');
  });

  it('is not taken from a key of another log that vouches for this one', () => {
    const foreign = createLogKey(statementKeyName('vote.example.kz/log/other'));
    const note = signStatement(NONE, foreign.signer);
    const keys = { vkey: foreign.vkey, logVkey: undefined };
    expect(() => verifyStatement(JSON.stringify({ statement: note }), keys, CRYPTO)).toThrow('of another log');
  });

  const leaf = parseProof(PROOF).leaf;
  const withLog = sampleReceipt({ signer: createLogKey(ORIGIN).signer }).proof;
  it.each([
    ['there is no ballot', answer(NONE, PROOF)],
    ['it names another index', answer({ ...GOOD, ballot: { index: 299, acceptedAt } }, PROOF)],
    [
      'it names another minute',
      answer({ ...GOOD, ballot: { index: 300, acceptedAt: '2025-11-17T09:31:00.000Z' } }, PROOF),
    ],
    ['it names another root', answer({ ...GOOD, checkpoint: { ...TREE, root: new Uint8Array(32) } }, PROOF)],
    ['it names another size', answer({ ...GOOD, checkpoint: { ...TREE, size: 421 } }, PROOF)],
    ['the leaf is changed', answer(GOOD, formatProof({ ...parseProof(PROOF), leaf: leaf.with(127, leaf[127]! ^ 1) }))],
    [
      'a hash is missing',
      answer(GOOD, formatProof({ ...parseProof(PROOF), hashes: parseProof(PROOF).hashes.slice(1) })),
    ],
    ['the entry is no ballot', notABallot()],
    ['the proof is none', answer(GOOD, 'proof')],
  ])('is not confirmed by a proof when %s, with the key of the log or without', (_, changed) => {
    expect(outcome(changed)).toBe('statement-invalid');
    expect(() => verifyStatement(changed, { vkey: KEY.vkey, logVkey: undefined }, CRYPTO)).toThrow();
    expect(outcome(answer(GOOD, PROOF))).toBe('good');
  });

  it('tells a tree that the log has not signed only to who has the key of the log', () => {
    expect(outcome(answer(GOOD, withLog))).toBe('statement-invalid');
    expect(verifyStatement(answer(GOOD, withLog), { vkey: KEY.vkey, logVkey: undefined }, CRYPTO).proved).toBe('root');
    const renamed = sampleReceipt({ origin: 'vote.example.kz/log/other', signer: LOG_KEY.signer }).proof;
    expect(outcome(answer(GOOD, renamed))).toBe('statement-invalid');
    expect(() => verifyStatement(answer(GOOD, renamed), { vkey: KEY.vkey, logVkey: undefined }, CRYPTO)).toThrow();
  });

  const note = signStatement(GOOD, KEY.signer);
  it.each([
    ['not JSON', note],
    ['not an object', JSON.stringify([note])],
    ['without a statement', '{}'],
    ['with a statement that is no text', '{"statement":1}'],
    ['with a proof that is no text', JSON.stringify({ statement: note, proof: 1 })],
    ['with a member more', JSON.stringify({ statement: note, more: 1 })],
    ['with a member twice', `{"statement":"x","statement":${JSON.stringify(note)}}`],
    ['with a changed signature', JSON.stringify({ statement: note.replace(/[A-Za-z](..=*\n)$/, '-$1') })],
    ['without a signature', JSON.stringify({ statement: text })],
    ['too long', `${JSON.stringify({ statement: note })}${' '.repeat(70_000)}`],
  ])('is not a file %s', (_, file) => {
    expect(outcome(file)).toBe('statement-invalid');
  });

  it('does not survive the change of any of its characters', () => {
    const good = answer(GOOD, PROOF);
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.constantFrom('0', 'a', 'Z', '/', ' '), (at, character) => {
        const changed = good.slice(0, at) + character + good.slice(at + 1);
        if (changed === good) return;
        expect(outcome(changed)).toBe('statement-invalid');
      }),
      { numRuns: 300 },
    );
  });
});

/** An entry at the ballot's index that is an event, in a tree that holds it. */
function notABallot(): string {
  const sample = sampleReceipt({
    leaf: ({ contestTag, time }) => ({ type: 'closed', contestTag, time }),
  });
  const tree = parseCheckpoint(parseNote(parseProof(sample.proof).checkpoint).text);
  return answer({ ...GOOD, checkpoint: tree }, sample.proof);
}
