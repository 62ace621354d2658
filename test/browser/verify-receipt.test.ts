import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { chooseEd25519 } from '../../src/browser/verify/log-signature.ts';
import { checkReceipt, type ReceiptInput, type Step } from '../../src/browser/verify/receipt-steps.ts';
import type { Receipt } from '../../src/domain/receipt.ts';
import { createLogKey } from '../log/ed25519.ts';
import { LOG_KEY, ORIGIN, sampleReceipt } from '../log/sample-receipt.ts';

const vectors = new URL('../../fixtures/vectors/log/', import.meta.url);
const vector = (name: string): Buffer => readFileSync(new URL(name, vectors));
const { vkey: VECTOR_KEY } = JSON.parse(vector('formats.json').toString()) as { vkey: string };
const VECTOR: ReceiptInput = {
  text: vector('receipt.json').toString(),
  vkey: VECTOR_KEY,
  definition: vector('contest.json'),
};

const VECTOR_OPENING = (JSON.parse(VECTOR.text) as Receipt).opening;

async function states(input: ReceiptInput): Promise<string> {
  const { steps } = await checkReceipt(input);
  const signs: Readonly<Record<Step['state'], string>> = { passed: '+', failed: 'X', 'not-checked': '-' };
  return steps.map(({ state }) => signs[state]).join('');
}

/** The vector with one of its members changed. */
function changed(change: (receipt: Receipt) => object): ReceiptInput {
  const receipt = JSON.parse(VECTOR.text) as Receipt;
  return { ...VECTOR, text: JSON.stringify({ ...receipt, ...change(receipt) }) };
}

const opening = (name: keyof Receipt['opening'], value: unknown) =>
  changed((receipt) => ({ opening: { ...receipt.opening, [name]: value } }));
const proof = (what: RegExp, by: string) => changed((receipt) => ({ proof: receipt.proof.replace(what, by) }));
const otherHex = (hex: string): string => (hex.startsWith('0') ? '1' : '0') + hex.slice(1);

describe.each(['webcrypto', 'own'] as const)('a receipt checked step by step with Ed25519 by %s', (engine) => {
  it('finds the engine', async () => {
    expect(await chooseEd25519(engine === 'webcrypto' ? crypto.subtle : undefined)).toBe(engine);
  });

  it('passes what is good', async () => {
    expect(await states(VECTOR)).toBe('++++++++-');
    expect(await states({ ...VECTOR, definition: undefined })).toBe('+++++++--');
    expect(await states({ text: JSON.stringify(sampleReceipt()), vkey: LOG_KEY.vkey })).toBe('+++++++--');
  });

  it('says that nothing is signed where there is no key', async () => {
    const { steps, opened } = await checkReceipt({ ...VECTOR, vkey: undefined });
    expect(steps.filter(({ state }) => state !== 'passed')).toEqual([
      { step: 2, state: 'not-checked', detail: 'no-key' },
      { step: 9, state: 'not-checked', detail: 'no-log' },
    ]);
    expect(VECTOR_KEY.startsWith(`${opened?.key?.name}+${opened?.key?.id}+`)).toBe(true);
  });

  const cases: readonly (readonly [string, ReceiptInput, string])[] = [
    ['no JSON', { ...VECTOR, text: 'I voted' }, 'X--------'],
    ['a member twice', { ...VECTOR, text: VECTOR.text.replace('{', '{"index":7,') }, 'X--------'],
    ['another status', changed(() => ({ status: 'refused' })), 'X--------'],
    ['a proof of another kind', changed(() => ({ proof: 'trust me' })), 'X--------'],
    ['another contest', changed(() => ({ contest: 'other' })), '+++++++X-'],
    ['another candidate', changed(() => ({ candidate: 'n013' })), '+++++++X-'],
    ['another number', changed(() => ({ number: 13 })), '++++++XX-'],
    ['another index', changed(({ index }) => ({ index: index + 1 })), '+++X+----'],
    ['another minute', changed(() => ({ acceptedAt: '2026-10-17T09:31:12.345Z' })), '++++X+++-'],
    ['another millisecond', changed(() => ({ acceptedAt: '2026-10-17T09:30:12.346Z' })), '++++X+++-'],
    ['another leaf', proof(/(extra .{50})./, '$1A'), '++X++X++-'],
    ['another index in the proof', proof(/index 1/, 'index 0'), '++XX+----'],
    ['another path', proof(/(index 1\n)./, '$1/'), '++X+++++-'],
    ['a path too long', proof(/(index 1\n)(.*\n)/, '$1$2$2'), '++X+++++-'],
    ['another size', proof(/\n2\n/, '\n3\n'), '+X-++++--'],
    ['another signature', proof(/(\n— \S+ .{30})./, '$1A'), '+X-++++--'],
    ['another ballot salt', opening('saltBallot', otherHex(VECTOR_OPENING.saltBallot)), '+++++X++-'],
    ['another choice salt', opening('saltChoice', otherHex(VECTOR_OPENING.saltChoice)), '++++++X+-'],
    ['another file', opening('cmsSha256', otherHex(VECTOR_OPENING.cmsSha256)), '+++++X++-'],
    ['no evidence', opening('evidence', []), '++++XX++-'],
    [
      'other evidence',
      changed(({ opening: { evidence, ...rest } }) => ({
        opening: { ...rest, evidence: evidence.map((e) => (e.tag === 3 ? { ...e, length: e.length + 1 } : e)) },
      })),
      '+++++X++-',
    ],
    ['the key of another log', { ...VECTOR, vkey: createLogKey('vote.example.kz/log/other').vkey }, '+X-++++--'],
    ['another key of the same name', { ...VECTOR, vkey: createLogKey(VECTOR_KEY.split('+')[0]!).vkey }, '+X-++++--'],
    ['another definition', { ...VECTOR, definition: Buffer.from('{}') }, '+++++++X-'],
    ['a definition that nests without end', { ...VECTOR, definition: Buffer.from('['.repeat(200_000)) }, '+++++++X-'],
    ['another signed file', { ...VECTOR, cms: Buffer.from('3003020101', 'hex') }, '+++++X++-'],
  ];
  it.each(cases)('refuses %s', async (_name, input, expected) => {
    expect(await states(input)).toBe(expected);
  });

  it('refuses an entry that is no ballot, and a checkpoint of another log under the same key', async () => {
    const closed = sampleReceipt({ leaf: ({ contestTag, time }) => ({ type: 'closed', contestTag, time }) });
    expect(await states({ text: JSON.stringify(closed), vkey: LOG_KEY.vkey })).toBe('+++X+----');
    const elsewhere = sampleReceipt({ origin: `${ORIGIN}/other` });
    expect(await states({ text: JSON.stringify(elsewhere), vkey: LOG_KEY.vkey })).toBe('+X-++++--');
  });
});
