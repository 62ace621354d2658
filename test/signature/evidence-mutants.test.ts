import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { EVIDENCE, type EvidenceValue } from '../../src/domain/evidence.ts';
import { toUtf8 } from '../../src/encoding/bytes.ts';
import type { CertificateList } from '../../src/signature/crl.ts';
import { repeatDecision, type RepeatedDecision } from '../../src/signature/evidence.ts';
import { dice } from '../support/cms-mutator.ts';
import { evidenceWorld, SOFTWARE, sorted, type EvidenceWorld } from '../support/evidence-world.ts';

const CONTENT = toUtf8('any content');
const rsa = evidenceWorld();
const gost = evidenceWorld('gost512');

interface Case {
  readonly world?: EvidenceWorld;
  readonly cms: Uint8Array;
  readonly values: readonly EvidenceValue[];
  readonly lists?: readonly CertificateList[];
}

function decide({ world = rsa, cms, values, lists = [] }: Case): RepeatedDecision<Uint8Array> {
  return repeatDecision({ cms }, { values, lists }, world.trust, (content) => content);
}

const replaced = (values: readonly EvidenceValue[], tag: number, value: Uint8Array): EvidenceValue[] =>
  values.map((each) => (each.tag === tag ? { tag, value } : each));

describe('one byte of the evidence changed', () => {
  const { cms, token } = rsa.stamped(CONTENT);
  const base = rsa.list({ number: 10 });
  const delta = rsa.list({ number: 12, baseNumber: 10 });
  const kinds: readonly [string, Case][] = [
    ['OCSP', { cms, values: sorted(...rsa.facts('ocsp-then-crl'), rsa.ocsp(), token) }],
    ['lists', { cms, values: sorted(...rsa.facts('crl'), rsa.record(base, delta), token), lists: [base, delta] }],
    ['nothing', { cms, values: sorted(...rsa.facts('off'), token) }],
  ];
  /** All that a command prints of the decision. */
  const told = ({ acceptedAt, softwareVersion, policy, source, timeStamp, iin }: RepeatedDecision<unknown>): string =>
    JSON.stringify([acceptedAt, softwareVersion, policy, source, timeStamp?.genTime, iin]);
  const PRINTED: ReadonlySet<number> = new Set([
    EVIDENCE.acceptedAtMs,
    EVIDENCE.softwareVersion,
    EVIDENCE.revocationPolicy,
  ]);

  /** What became of it: a code, or what is printed. */
  function outcome(one: Case): string {
    try {
      return told(decide(one));
    } catch (error) {
      return (error as { code: string }).code;
    }
  }

  it.each(kinds)('is refused, or shows in what is told: %s', (_, one) => {
    const before = outcome(one);
    expect(before).toContain(SOFTWARE);
    const roll = dice(7);
    const survivors: string[] = [];
    for (const { tag, value } of one.values) {
      for (const at of value.keys()) {
        const changed = Uint8Array.from(value);
        changed[at] = (changed[at] ?? 0) ^ (1 + roll(255));
        const after = outcome({ ...one, values: replaced(one.values, tag, changed) });
        const isRefused = /^[a-z-]+$/.test(after);
        if (!isRefused && (after === before || !PRINTED.has(tag))) survivors.push(`tag ${tag}, byte ${at}`);
      }
    }
    expect(survivors).toEqual([]);
  });

  it('is refused also under GOST', () => {
    const stamped = gost.stamped(CONTENT);
    const one = { world: gost, cms: stamped.cms, values: sorted(...gost.facts('ocsp'), gost.ocsp(), stamped.token) };
    const position = fc
      .integer({ min: 1, max: one.values.length - 1 })
      .chain((i) =>
        fc.tuple(fc.constant(i), fc.nat(one.values[i]!.value.length - 1), fc.integer({ min: 1, max: 255 })),
      );
    const before = outcome(one);
    fc.assert(
      fc.property(position, ([i, at, mask]) => {
        const { tag, value } = one.values[i]!;
        const changed = Uint8Array.from(value);
        changed[at] = changed[at]! ^ mask;
        const after = outcome({ ...one, values: replaced(one.values, tag, changed) });
        return PRINTED.has(tag) ? after !== before : /^[a-z-]+$/.test(after);
      }),
      { numRuns: 150 },
    );
  });
});
