import { createHash, createHmac, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { Receipt } from '../../src/domain/receipt.ts';
import { parseContestDefinition } from '../../src/domain/contest.ts';
import { verifyReceipt } from '../../src/log/receipt.ts';
import { contestTag, definitionDigest, encodeBallot } from '../../src/encoding/contest.ts';
import { CRYPTO } from './ed25519.ts';
import { sha256 } from './reference-tree.ts';

const read = (name: string): string => readFileSync(`fixtures/vectors/log/${name}`, 'utf8');
const v = JSON.parse(read('formats.json')) as Formats;
const receipt = JSON.parse(read('receipt.json')) as Receipt;

// The formats of PROTOCOL.md spelt out once more with nothing but Node's own hashes: by hand, as an auditor would.
const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');
const hash = (...parts: (Buffer | string)[]): string => {
  const whole = createHash('sha256');
  for (const part of parts) whole.update(part);
  return whole.digest('hex');
};
const hmac = (...parts: (Buffer | string)[]): string => {
  const whole = createHmac('sha256', bytes(v.voterKey));
  for (const part of parts) whole.update(part);
  return whole.digest('hex');
};
const node = (left: string, right: string): string => hash(bytes('01'), bytes(left), bytes(right));
const minute = (iso: string): string => {
  const seconds = Math.floor(Date.parse(iso) / 60_000) * 60;
  return seconds.toString(16).padStart(16, '0');
};

function checkNote(note: string): { size: string; root: string } {
  const [origin, size, root, blank, signature] = note.split('\n') as [string, string, string, string, string];
  const [name, id, key] = v.vkey.split(/\+(.{8})\+/s) as [string, string, string];
  const x = Buffer.from(key, 'base64').subarray(1).toString('base64url');
  const raw = Buffer.from(signature.split(' ')[2]!, 'base64');
  expect([origin, blank, signature.startsWith(`— ${name} `)]).toEqual([name, '', true]);
  expect(raw.subarray(0, 4).toString('hex')).toBe(id);
  const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  expect(verify(null, Buffer.from(`${origin}\n${size}\n${root}\n`), publicKey, raw.subarray(4))).toBe(true);
  return { size, root: Buffer.from(root, 'base64').toString('hex') };
}

describe('vectors of the log formats', () => {
  it('contest.json: digest, tag and ballot bytes', () => {
    const contest = parseContestDefinition(JSON.parse(read('contest.json')));
    const digest = definitionDigest(contest, sha256);
    expect(Buffer.from(digest).toString('hex')).toBe(v.definitionDigest);
    expect(Buffer.from(contestTag(digest)).toString('hex')).toBe(v.contestTag);
    const candidate = contest.candidates.find(({ id }) => id === receipt.candidate)!;
    expect(Buffer.from(encodeBallot(contest, candidate, digest)).toString()).toBe(v.ballot);
    expect(v.ballot).toBe(
      `{"ballot":"dauys/1","candidate":{"id":"n012","name":{"kk":"№ 12 номинант, Абай облысы","ru":"Номинант № 12, Абайская область"},"number":12},` +
        `"contest":{"definition":"${v.definitionDigest}","id":"vector","title":{"kk":"Үлгі байқау","ru":"Образцовый конкурс"}},` +
        `"log":"vote.example.kz/log/vector","nomination":{"id":"best","title":{"kk":"Үздік қызметкер","ru":"Лучший сотрудник"}},` +
        `"statement":{"kk":"Осы қатысушыға бір ғана дауысымды беремін","ru":"Отдаю свой единственный голос за этого участника"}}`,
    );
  });

  it('formats.json: commitments and the voter tag', () => {
    const tag = bytes(v.contestTag);
    const entries = v.evidence.map((e) => {
      const value = bytes(e.value);
      return Buffer.concat([Buffer.from([e.tag, 0, 0, 0, value.length]), bytes(hash(value))]);
    });
    expect(hash(...entries)).toBe(v.evidenceDigest);
    const { saltBallot, saltChoice } = receipt.opening;
    expect(hash('DYS1 ballot\n', bytes(saltBallot), bytes(hash(bytes(v.cms))), bytes(v.evidenceDigest))).toBe(
      v.ballotCommit,
    );
    expect(hash('DYS1 choice\n', bytes(saltChoice), tag, bytes('000c'))).toBe(v.choiceCommit);
    expect(hmac('DYS1 voter\n', tag, v.iin)).toBe(v.voterTag);
    expect(hmac('DYS1 key check\n', tag)).toBe(v.keyCheck);
  });

  it('formats.json: leaves', () => {
    const leaf = (type: string, iso: string, fields: string): string =>
      `44595331${type}000000${v.contestTag}${minute(iso)}${fields.padEnd(192, '0')}`;
    expect(v.leaves).toEqual([
      leaf('10', '2026-09-20T08:00:01.500Z', v.definitionDigest + v.trustFingerprint + v.keyCheck),
      leaf('01', receipt.acceptedAt, v.ballotCommit + v.voterTag + v.choiceCommit),
      leaf('11', '2026-10-30T19:00:30.250Z', ''),
      leaf('12', '2026-10-30T19:00:30.250Z', hash(v.protocol)),
    ]);
    expect(v.leafHashes).toEqual(v.leaves.map((l) => hash(bytes('00'), bytes(l))));
    expect(v.entryBundle).toBe(v.leaves.map((l) => `0080${l}`).join(''));
    expect(v.openings).toBe(['', `000c${receipt.opening.saltChoice}`, '', ''].map((o) => o.padEnd(68, '0')).join(''));
  });

  it('formats.json: member tag, annulment and erasure', () => {
    expect(hmac('DYS1 role\n', bytes(v.contestTag), v.iin)).toBe(v.memberTag);
    const decision = `{"annulment":"dauys/1","contest":"vector","index":1,"reason":{"kk":"Сот шешімі","ru":"Решение суда"}}`;
    const [first, second] = ['one', 'another'].map((name) => hash(`stand-in for a CMS of ${name} member`)).sort();
    const salt = '55'.repeat(32);
    expect(v.annulment.document).toBe(
      `{"decision":${JSON.stringify(decision)},"salt":"${salt}","signatures":["${first!}","${second!}"]}`,
    );
    const length = Buffer.alloc(4);
    length.writeUInt32BE(Buffer.byteLength(decision));
    const commit = hash(bytes(salt), length, decision, bytes(first!), bytes(second!));
    expect(v.annulment.commit).toBe(commit);
    const leaf = (type: string, field: string): string =>
      `44595331${type}000000${v.contestTag}${minute('2026-10-30T19:01:30.250Z')}${'1'.padStart(16, '0').padEnd(64, '0')}${field.padEnd(128, '0')}`;
    expect(v.annulment.leaf).toBe(leaf('03', commit));
    expect(v.erasure.leaf).toBe(leaf('16', hash(v.erasure.document)));
  });

  it('formats.json: tree, checkpoint and the proof of the protocol', () => {
    const [h0, h1, h2, h3] = v.leafHashes as [string, string, string, string];
    expect(checkNote(v.checkpoint)).toEqual({ size: '4', root: node(node(h0, h1), node(h2, h3)) });
    const b64 = (hex: string): string => bytes(hex).toString('base64');
    expect(v.protocolProof).toBe(
      `c2sp.org/tlog-proof@v1\nextra ${b64(v.leaves[3]!)}\nindex 3\n${b64(h2)}\n${b64(node(h0, h1))}\n\n${v.checkpoint}`,
    );
    const { checkpoint, vkey } = (JSON.parse(v.protocol) as { log: { checkpoint: string; vkey: string } }).log;
    expect(checkNote(checkpoint)).toEqual({ size: '3', root: node(node(h0, h1), h2) });
    expect(vkey).toBe(v.vkey);
  });

  it('receipt.json: the receipt, by hand and by verifyReceipt', () => {
    const [h0, h1] = v.leafHashes as [string, string];
    const lines = receipt.proof.split('\n');
    expect(lines.slice(0, 5)).toEqual([
      'c2sp.org/tlog-proof@v1',
      `extra ${bytes(v.leaves[1]!).toString('base64')}`,
      'index 1',
      bytes(h0).toString('base64'),
      '',
    ]);
    expect(checkNote(lines.slice(5).join('\n'))).toEqual({ size: '2', root: node(h0, h1) });
    const verified = verifyReceipt(read('receipt.json'), v.vkey, CRYPTO);
    expect(verified).toMatchObject({ contest: 'vector', candidate: 'n012', number: 12, index: 1, size: 2 });
  });
});

interface Formats {
  iin: string;
  voterKey: string;
  definitionDigest: string;
  contestTag: string;
  ballot: string;
  keyCheck: string;
  voterTag: string;
  cms: string;
  trustFingerprint: string;
  evidence: { tag: number; value: string }[];
  evidenceDigest: string;
  ballotCommit: string;
  choiceCommit: string;
  protocol: string;
  leaves: string[];
  leafHashes: string[];
  vkey: string;
  checkpoint: string;
  protocolProof: string;
  entryBundle: string;
  openings: string;
  memberTag: string;
  annulment: { document: string; commit: string; leaf: string };
  erasure: { document: string; leaf: string };
}
