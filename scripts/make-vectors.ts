// Writes fixtures/vectors/{valid,invalid,crl,ocsp,time-stamp}: `node --import tsx scripts/make-vectors.ts [folder]…`, all of them or
// those named. Makes new keys each time, so every file changes; all persons and numbers are invented.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { toBase64 } from '../src/encoding/bytes.ts';
import type { Vector } from '../test/support/vector.ts';
import { certificateCases } from './vectors/certificate.ts';
import { contentCases } from './vectors/content.ts';
import { crlVectors } from './vectors/crl.ts';
import { formCases } from './vectors/form.ts';
import { ocspVectors } from './vectors/ocsp.ts';
import { pathCases } from './vectors/path.ts';
import { revocationCases } from './vectors/revocation.ts';
import { RULES } from './vectors/rules.ts';
import { signatureCases } from './vectors/signature.ts';
import { timeStampCases, timeStampVectors } from './vectors/time-stamp.ts';
import { validCases } from './vectors/valid.ts';
import { AT, createWorld, IIN, type VectorCase, type World } from './vectors/world.ts';

const OUT = new URL('../fixtures/vectors/', import.meta.url);
const FAMILIES = [
  validCases,
  formCases,
  contentCases,
  certificateCases,
  pathCases,
  signatureCases,
  timeStampCases,
  revocationCases,
];

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
    ...(vector.tsa === undefined ? {} : { tsa: encode(vector.tsa) }),
  };
}

function ballotVectors(world: World): Record<'valid' | 'invalid', readonly Vector[]> {
  const vectors = FAMILIES.flatMap((cases) => cases(world)).map((vector) => toVector(world, vector));
  const isValid = (vector: Vector): boolean => vector.expect === 'accept';
  return { valid: vectors.filter(isValid), invalid: vectors.filter((vector) => !isValid(vector)) };
}

function write(folder: string, vectors: readonly { readonly name: string }[]): void {
  if (new Set(vectors.map((v) => v.name)).size !== vectors.length) throw new Error('two vectors of one name');
  rmSync(new URL(folder, OUT), { recursive: true, force: true });
  mkdirSync(new URL(folder, OUT), { recursive: true });
  for (const vector of vectors) {
    writeFileSync(new URL(`${folder}/${vector.name}.json`, OUT), `${JSON.stringify(vector, null, 2)}\n`);
  }
  console.log(`${vectors.length} vectors in ${folder}`);
}

const world = createWorld();
const wanted = process.argv.slice(2);
const isWanted = (folder: string): boolean => wanted.length === 0 || wanted.includes(folder);
if (isWanted('valid') || isWanted('invalid')) {
  const { valid, invalid } = ballotVectors(world);
  write('valid', valid);
  write('invalid', invalid);
}
if (isWanted('crl')) write('crl', crlVectors(world));
if (isWanted('ocsp')) write('ocsp', ocspVectors(world));
if (isWanted('time-stamp')) write('time-stamp', timeStampVectors(world));
