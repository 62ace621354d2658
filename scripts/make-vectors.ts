// Writes fixtures/vectors/{valid,invalid}: `node --import tsx scripts/make-vectors.ts`. Makes new keys each time, so
// every file changes; all persons and numbers are invented.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { toBase64 } from '../src/encoding/bytes.ts';
import type { Vector } from '../test/support/vector.ts';
import { certificateCases } from './vectors/certificate.ts';
import { contentCases } from './vectors/content.ts';
import { formCases } from './vectors/form.ts';
import { pathCases } from './vectors/path.ts';
import { revocationCases } from './vectors/revocation.ts';
import { RULES } from './vectors/rules.ts';
import { signatureCases } from './vectors/signature.ts';
import { validCases } from './vectors/valid.ts';
import { AT, createWorld, IIN, type VectorCase, type World } from './vectors/world.ts';

const OUT = new URL('../fixtures/vectors/', import.meta.url);
const FAMILIES = [validCases, formCases, contentCases, certificateCases, pathCases, signatureCases, revocationCases];

function toVector(world: World, { side, ...vector }: VectorCase): Vector {
  const encode = (files: readonly Uint8Array[]): string[] => files.map(toBase64);
  return {
    name: vector.expect === 'accept' ? vector.name : `${vector.expect}-${vector.name}`,
    rule: RULES[vector.expect] ?? '',
    about: vector.about,
    expect: vector.expect,
    ...(vector.expect === 'accept' ? { iin: IIN } : {}),
    at: (vector.at ?? AT).toISOString(),
    ballot: toBase64(world.ballot),
    detached: vector.detached ?? false,
    cms: toBase64(vector.cms),
    anchors: encode(vector.anchors ?? [side.ca.anchorDer]),
    intermediates: encode(vector.intermediates ?? [side.ca.intermediateDer]),
    crls: encode(vector.crls ?? []),
  };
}

const world = createWorld();
const vectors = FAMILIES.flatMap((cases) => cases(world)).map((vector) => toVector(world, vector));
if (new Set(vectors.map((v) => v.name)).size !== vectors.length) throw new Error('two vectors of one name');
for (const kind of ['valid', 'invalid']) {
  rmSync(new URL(kind, OUT), { recursive: true, force: true });
  mkdirSync(new URL(kind, OUT), { recursive: true });
}
for (const vector of vectors) {
  const kind = vector.expect === 'accept' ? 'valid' : 'invalid';
  writeFileSync(new URL(`${kind}/${vector.name}.json`, OUT), `${JSON.stringify(vector, null, 2)}\n`);
}
console.log(`${vectors.length} vectors`);
