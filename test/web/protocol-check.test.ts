import { describe, expect, it } from '@jest/globals';
import { canonicalJson } from '../../src/encoding/canonical-json.ts';
import { checkpointBody } from '../../src/log/checkpoint.ts';
import { encodeLeaf } from '../../src/log/leaf.ts';
import { leafHash } from '../../src/log/merkle.ts';
import { signNote, type NoteSigner } from '../../src/log/note.ts';
import { formatProof } from '../../src/log/proof.ts';
import type { Protocol } from '../../src/tally/protocol.ts';
import { checkProtocol } from '../../src/web/protocol-check.ts';
import { addsUp } from '../../src/web/protocol-view.ts';
import { createLogKey, CRYPTO } from '../log/ed25519.ts';
import { sha256 } from '../support/ballots.ts';
import { sampleProtocol } from './sample-protocol.ts';

const { protocol: sample } = sampleProtocol();
const { origin } = sample.log;
const key = createLogKey(origin);
const stranger = createLogKey(origin);
const tag = sha256(Buffer.from('definition')).subarray(0, 16);

interface Wrong {
  /** Who signs the checkpoint in the protocol, and over how many entries. */
  readonly signer?: NoteSigner;
  readonly size?: number;
  readonly change?: (protocol: Protocol) => Protocol;
  /** What the entry commits to. */
  readonly digest?: (bytes: Uint8Array) => Uint8Array;
}

function published({ signer = key.signer, size = sample.size, change = (one) => one, digest = sha256 }: Wrong = {}) {
  const checkpoint = signNote(checkpointBody(origin, size, sha256(Buffer.from('root'))), [signer]);
  const bytes = canonicalJson(change({ ...sample, log: { origin, vkey: key.vkey, checkpoint } }));
  const leaf = encodeLeaf({ type: 'protocol', contestTag: tag, time: 0, protocolSha256: digest(bytes) });
  return { protocol: Buffer.from(bytes).toString(), leaf };
}

function check(wrong: Wrong = {}, proof?: string, proofSigner = key.signer) {
  const { protocol, leaf } = published(wrong);
  return checkProtocol({ protocol, proof: proof ?? proofOf(leaf, sample.size, proofSigner), vkey: key.vkey }, CRYPTO);
}

/** The leaf as the last of a tree whose left part nobody looks into. */
function proofOf(leaf: Uint8Array, size: number, signer: NoteSigner): string {
  const left = sha256(Buffer.from('left'));
  let root = leafHash(leaf, sha256);
  const hashes: Uint8Array[] = [];
  for (let rest = size - 1; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 0) continue;
    hashes.push(left);
    root = sha256(Buffer.concat([Uint8Array.of(1), left, root]));
  }
  const checkpoint = signNote(checkpointBody(origin, size, root), [signer]);
  return formatProof({ leaf, index: size - 1, hashes, checkpoint });
}

const GOOD = { isCommitted: true, isInLog: true, isSigned: true, addsUp: true };

describe('the check of a protocol', () => {
  it('finds a good one good', () => {
    expect(check()).toEqual(GOOD);
  });

  it('sees that the entry commits to something else', () => {
    expect(check({ digest: () => sha256(Buffer.from('other')) })).toEqual({ ...GOOD, isCommitted: false });
  });

  it('sees a proof that does not hold, is of another key, or is none', () => {
    const { leaf } = published();
    const proof = proofOf(leaf, sample.size, key.signer);
    const broken = proof.replace(/(?<=\n)[A-Za-z0-9+/]{43}=(?=\n\n)/, Buffer.alloc(32, 9).toString('base64'));
    expect(check({}, broken)).toEqual({ ...GOOD, isInLog: false });
    expect(check({}, undefined, stranger.signer)).toEqual({ ...GOOD, isInLog: false });
    expect(check({}, 'x')).toEqual({ ...GOOD, isCommitted: false, isInLog: false });
    const small = proofOf(leaf, 1, key.signer);
    expect(check({}, small)).toEqual({ ...GOOD, isInLog: false });
  });

  it('sees a checkpoint that the log did not sign, or that covers other entries', () => {
    expect(check({ signer: stranger.signer })).toEqual({ ...GOOD, isSigned: false });
    expect(check({ size: sample.size - 1 })).toEqual({ ...GOOD, isSigned: false });
  });

  it('sees numbers that do not add up', () => {
    const change = (protocol: Protocol): Protocol => ({ ...protocol, counted: protocol.counted + 1 });
    expect(check({ change })).toEqual({ ...GOOD, addsUp: false });
  });
});

describe('the sums of a protocol', () => {
  const [first, ...others] = sample.nominations;
  const [candidate, ...rest] = first!.candidates;
  const [region, ...regions] = sample.regions;
  it.each<[string, Partial<Protocol>]>([
    ['a turnout', { turnout: sample.turnout + 1 }],
    ['what was annulled', { annulled: sample.annulled + 1 }],
    [
      'votes of a candidate',
      { nominations: [{ ...first!, candidates: [{ ...candidate!, ballots: -1 }, ...rest] }, ...others] },
    ],
    [
      'annulments of a candidate',
      { nominations: [{ ...first!, candidates: [{ ...candidate!, annulled: 9 }, ...rest] }, ...others] },
    ],
    ['votes of a nomination', { nominations: [{ ...first!, ballots: first!.ballots + 1 }, ...others] }],
    ['what a nomination accepted', { nominations: [{ ...first!, accepted: first!.accepted + 1 }, ...others] }],
    ['votes of a region', { regions: [{ ...region!, ballots: region!.ballots + 1 }, ...regions] }],
    ['what a region accepted', { regions: [{ ...region!, accepted: region!.accepted + 1 }, ...regions] }],
    ['annulments of a region', { regions: [{ ...region!, annulled: region!.annulled + 1 }, ...regions] }],
  ])('do not hold with another number for %s', (_, changes) => {
    expect(addsUp(sample)).toBe(true);
    expect(addsUp({ ...sample, ...changes })).toBe(false);
  });
});
