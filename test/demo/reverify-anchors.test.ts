import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  fetchAnchors,
  verifyAnchors,
  type AnchoredLog,
  type AnchorVerdict,
  type PublishedAnchor,
} from '../../src/demo/reverify-anchors.ts';
import { algorithmIdentifier } from '../../src/devca/dev-key.ts';
import type { Identity } from '../../src/devca/dev-ca.ts';
import { DEV_OID } from '../../src/devca/profile.ts';
import { generateRsaKey } from '../../src/devca/rsa-key.ts';
import { buildTimeStampToken, issueTsa } from '../../src/devca/time-stamp-builder.ts';
import { fromHex, toBase64, toHex, toUtf8 } from '../../src/encoding/bytes.ts';
import { extendTree } from '../../src/log/append.ts';
import { checkpointBody } from '../../src/log/checkpoint.ts';
import { encodeLeaf, parseLeaf } from '../../src/log/leaf.ts';
import { createNoteVerifier, parseNote, signNote } from '../../src/log/note.ts';
import { parseCertificate } from '../../src/signature/certificate.ts';
import { createLogKey, CRYPTO } from '../log/ed25519.ts';
import { random, sha256, TEST_NOW, testCa } from '../support/ballots.ts';

const ORIGIN = 'vote.example.kz/log/demo';
const HEAD = { contestTag: new Uint8Array(16).fill(7), time: 1_800_000_000 };
const key = createLogKey(ORIGIN);
const tsa = issueTsa(testCa(), { key: generateRsaKey() });
const stranger = issueTsa(testCa(), { key: generateRsaKey() });

/** A time anchor as an honest log writes it, but for what is said here. */
interface Anchor {
  readonly size?: number;
  readonly root?: Uint8Array;
  readonly signer?: Identity;
  /** What is stamped in place of the checkpoint. */
  readonly stamped?: string;
  readonly origin?: string;
}
type Entry = 'ballot' | 'closed' | 'protocol' | Anchor;

function leafOf(entry: 'ballot' | 'closed' | 'protocol'): Uint8Array {
  if (entry === 'closed') return encodeLeaf({ ...HEAD, type: 'closed' });
  if (entry === 'protocol') return encodeLeaf({ ...HEAD, type: 'protocol', protocolSha256: random(32) });
  const ballot = { ballotCommit: random(32), voterTag: random(32), choiceCommit: random(32) };
  return encodeLeaf({ ...HEAD, type: 'ballot', ...ballot });
}

function rootOf(leaves: readonly Uint8Array[]): Uint8Array {
  return extendTree({ size: 0, edge: [] }, leaves, sha256).root;
}

/** A log of these entries, its signer writing whatever is asked of it, with what the service publishes of it. */
function logOf(entries: readonly Entry[]): { published: PublishedAnchor[]; log: AnchoredLog } {
  const leaves: Uint8Array[] = [];
  const published: PublishedAnchor[] = [];
  for (const entry of entries) {
    if (typeof entry === 'string') {
      leaves.push(leafOf(entry));
      continue;
    }
    const { size = leaves.length, signer = tsa, origin = ORIGIN } = entry;
    const root = entry.root ?? rootOf(leaves.slice(0, size));
    const checkpoint = signNote(checkpointBody(origin, size, root), [key.signer]);
    const digest = sha256(toUtf8(entry.stamped ?? checkpoint));
    const token = buildTimeStampToken(
      {
        imprint: { algorithm: algorithmIdentifier(DEV_OID.sha256), digest },
        serialNumber: random(8),
        genTime: TEST_NOW,
      },
      signer,
    );
    published.push({ index: leaves.length, size, root: toHex(root), token: toBase64(token), checkpoint });
    leaves.push(encodeLeaf({ ...HEAD, type: 'time-anchor', tokenSha256: sha256(token), root, size }));
  }
  const verifier = createNoteVerifier(key.vkey, CRYPTO);
  const believed = [parseCertificate(tsa.certificateDer)];
  return { published, log: { leaves, parsed: leaves.map(parseLeaf), verifier, tsa: believed, sha256 } };
}

const HONEST: readonly Entry[] = ['ballot', 'ballot', {}, 'ballot', {}, 'closed', {}, 'protocol', {}];

function verdictOf(
  entries: readonly Entry[],
  lie: (published: PublishedAnchor[]) => unknown[] = (p) => p,
): AnchorVerdict {
  const { published, log } = logOf(entries);
  return verifyAnchors(lie(published) as PublishedAnchor[], log);
}

describe('verifyAnchors', () => {
  it('confirms the time anchors of an honest log, also one that has none', () => {
    expect(verdictOf(HONEST)).toEqual({ anchors: 4, anchoredSize: 8 });
    expect(verdictOf(['ballot', 'closed'])).toEqual({ anchors: 0, anchoredSize: 0 });
    // Two exchanges that crossed before the closing.
    expect(verdictOf(['ballot', 'ballot', { size: 1 }, { size: 2 }, 'closed']).anchoredSize).toBe(2);
  });

  it('leaves what stands behind the checkpoint in hand for the next look', () => {
    const later = { index: 9, size: 9, root: '', token: '', checkpoint: '' };
    expect(verdictOf(HONEST, (published) => [...published, later]).anchors).toBe(4);
  });

  it.each<[string, readonly Entry[]]>([
    ['a root that the tree never had', ['ballot', { root: new Uint8Array(32).fill(1) }]],
    ['the root of another size', ['ballot', 'ballot', { size: 2, root: new Uint8Array(32) }]],
    ['a size beyond its own index', ['ballot', { size: 2 }, 'ballot']],
    ['the same size again', ['ballot', { size: 1 }, { size: 1 }]],
    ['less than the anchor before it', ['ballot', 'ballot', { size: 2 }, { size: 1 }]],
    ['nothing', ['ballot', { size: 0 }]],
    ['after the closing what was before it', ['ballot', 'closed', { size: 1 }]],
    ['a checkpoint of another log', ['ballot', { origin: 'vote.example.kz/log/other' }]],
  ])('refuses a log that anchors %s', async (_, entries) => {
    await expect(() => verdictOf(entries)).toRejectWithCode('ledger-corrupt');
  });

  it.each<[string, readonly Entry[]]>([
    ['of an authority that is not trusted', ['ballot', { signer: stranger }]],
    ['over something else', ['ballot', { stamped: 'another note\n' }]],
  ])('refuses a token %s', async (_, entries) => {
    await expect(() => verdictOf(entries)).toRejectWithCode('time-stamp-invalid');
  });

  const first = (change: (anchor: PublishedAnchor) => Partial<PublishedAnchor>) => (published: PublishedAnchor[]) =>
    published.map((anchor, i) => (i === 0 ? { ...anchor, ...change(anchor) } : anchor));
  const flipped = (text: string, at: number): string => {
    const bytes = Buffer.from(text, 'base64');
    bytes[at]! ^= 1;
    return bytes.toString('base64');
  };

  it.each<[string, (published: PublishedAnchor[]) => unknown[]]>([
    ['a token with one bit changed', first(({ token }) => ({ token: flipped(token, 900) }))],
    ['the token of another anchor', (published) => first(() => ({ token: published[1]!.token }))(published)],
    ['no token', first(() => ({ token: '' }))],
    ['another root', first(({ root }) => ({ root: toHex(fromHex(root)!.map((byte) => byte ^ 1)) }))],
    ['another size', first(() => ({ size: 1 }))],
    ['another index', first(() => ({ index: 1 }))],
    [
      'the checkpoint of another anchor',
      (published) => first(() => ({ checkpoint: published[1]!.checkpoint }))(published),
    ],
    ['an anchor left out', (published) => published.slice(1)],
    ['an anchor too many', (published) => [...published, { ...published[0]!, index: 8 }]],
    ['anchors in another order', (published) => published.toReversed()],
  ])('refuses to be told %s', async (_, lie) => {
    await expect(() => verdictOf(HONEST, lie)).toRejectWithCode('ledger-corrupt');
  });

  it('refuses a checkpoint that the log did not sign', async () => {
    const forger = createLogKey(ORIGIN).signer;
    const forged = first(({ checkpoint }) => ({ checkpoint: signNote(parseNote(checkpoint).text, [forger]) }));
    await expect(() => verdictOf(HONEST, forged)).toRejectWithCode('receipt-invalid');
  });
});

describe('fetchAnchors', () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  async function fetchFrom(answer: (after: number) => number[]): Promise<number[]> {
    server = createServer(({ url = '' }, response) => {
      const after = Number(new URL(url, 'http://host').searchParams.get('after') ?? -1);
      response.end(JSON.stringify({ anchors: answer(after).map((index) => ({ index })) }));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const anchors = await fetchAnchors(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 'demo');
    return anchors.map(({ index }) => index);
  }

  it('reads page after page', async () => {
    const all = [3, 5, 6, 9, 12];
    expect(await fetchFrom((after) => all.filter((index) => index > after).slice(0, 2))).toEqual(all);
  });

  it('does not read the same page for ever', async () => {
    await expect(fetchFrom(() => [3, 5])).toRejectWithCode('ledger-corrupt');
  });
});
