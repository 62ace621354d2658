import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { canonicalJson } from '../../src/encoding/canonical-json.ts';
import { openInstallation } from '../../src/installation.ts';
import { createLogResources, type LogResources } from '../../src/intake/log-resources.ts';
import { ballotCommit, choiceCommit, evidenceDigest, evidenceEntry } from '../../src/log/commitments.ts';
import { parseLeaf } from '../../src/log/leaf.ts';
import { sha256 } from '../support/ballots.ts';
import { digestsIn, filesIn, readLines, readUnit } from '../support/export-files.ts';
import { exportAgain, exportLedger, type ExportedLedger, type ExportOptions } from '../support/exported-ledger.ts';

const made: ExportedLedger[] = [];
afterAll(() => {
  for (const each of made) each.remove();
});
async function exported(options: ExportOptions): Promise<ExportedLedger> {
  const each = await exportLedger(options);
  made.push(each);
  return each;
}

const hex = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** What is served of the same ledger. */
async function served<T>({ ledger }: ExportedLedger, read: (log: LogResources, id: string) => Promise<T>): Promise<T> {
  const installation = openInstallation(ledger.config);
  try {
    return await read(createLogResources(installation.ledger, sha256), ledger.contest.id);
  } finally {
    installation.close();
  }
}

describe('an export of a closed contest', () => {
  let closed: ExportedLedger;
  let files: Map<string, Buffer>;
  const file = (path: string): Buffer => files.get(path)!;
  const SIZE = 300 + 3 + 3;

  beforeAll(async () => {
    closed = await exported({ ballots: 300, anchors: 2, revocation: 'ocsp-then-crl', batch: 64 });
    files = filesIn(closed.directory);
  });

  it('lists every file with its length and digest, and nobody else reads them', () => {
    const { files: listed, ...head } = closed.manifest;
    expect(head).toEqual({
      dauys: 'export/1',
      contest: 'qamqor-demo',
      size: SIZE,
      unit: 65_536,
      checkpoint: file('public/log/checkpoint').toString(),
    });
    expect(listed.map(({ path }) => path)).toEqual([...files.keys()].filter((name) => name !== 'manifest.json'));
    for (const { path, bytes, sha256: digest } of listed) {
      expect([path, bytes, digest]).toEqual([path, file(path).length, hex(file(path))]);
      expect(statSync(join(closed.directory, path)).mode & 0o777).toBe(0o600);
    }
    expect(statSync(closed.directory).mode & 0o777).toBe(0o700);
    expect(file('manifest.json').equals(Buffer.from(canonicalJson(closed.manifest)))).toBe(true);
  });

  it('holds the log as it is served', async () => {
    await served(closed, async (log, id) => {
      expect(file('public/log/checkpoint').toString()).toBe(await log.checkpoint(id));
      const tiles: [string, number | 'entries', number, number][] = [
        ['tile/entries/000', 'entries', 0, 256],
        ['tile/entries/001.p/50', 'entries', 1, 50],
        ['tile/0/000', 0, 0, 256],
        ['tile/0/001.p/50', 0, 1, 50],
        ['tile/1/000.p/1', 1, 0, 1],
      ];
      for (const [path, level, index, width] of tiles) {
        expect(file(`public/log/${path}`).equals((await log.tile(id, level, index, width))!)).toBe(true);
      }
      expect(file('public/log/openings/000').equals((await log.openings(id, 0, 256))!)).toBe(true);
      expect(file('public/log/openings/001.p/50').equals((await log.openings(id, 1, 50))!)).toBe(true);
      expect([...files.keys()].filter((path) => /^public\/log\/(tile|openings)/.test(path))).toHaveLength(7);
      const anchors = readLines<{ root: string }>(file('public/time-anchors.jsonl'));
      const rows = (await log.timeAnchors(id, -1)).map((row) => ({
        ...row,
        root: Buffer.from(row.root).toString('hex'),
      }));
      expect(anchors).toEqual(rows);
      expect(anchors).toHaveLength(3);
      const protocol = JSON.parse(file('public/protocol.json').toString()) as { protocol: object; proof: string };
      expect(protocol.proof).toBe(await log.inclusionProof(id, 304));
      const [document] = readLines(file('public/documents.jsonl'));
      expect(document).toEqual({
        index: 304,
        type: 18,
        text: Buffer.from(canonicalJson(protocol.protocol)).toString(),
      });
      expect(file('public/tally.csv').toString()).toContain(hex(canonicalJson(protocol.protocol)));
    });
    expect(file('public/log/key').toString()).toBe(`${closed.ledger.vkey}\n`);
    expect(JSON.parse(file('public/contest.json').toString())).toEqual(closed.ledger.contest);
  });

  it('holds every checkpoint that was ever committed', () => {
    const checkpoints = readLines<{ size: number; checkpoint: string }>(file('public/checkpoints.jsonl'));
    expect(checkpoints.map(({ size }) => size)).toEqual([1, 65, 129, 151, 152, 216, 280, 302, 303, 304, 305, 306]);
    expect(checkpoints.every(({ size, checkpoint }) => checkpoint.split('\n')[1] === String(size))).toBe(true);
    expect(checkpoints.at(-1)?.checkpoint).toBe(closed.manifest.checkpoint);
  });

  it('holds one record for each ballot, which opens its leaf', () => {
    const entries = Buffer.concat([file('public/log/tile/entries/000'), file('public/log/tile/entries/001.p/50')]);
    const leaves = Array.from({ length: SIZE }, (_, i) => parseLeaf(entries.subarray(i * 130 + 2, (i + 1) * 130)));
    const ballots = leaves.flatMap((leaf, index) => (leaf.type === 'ballot' ? [{ leaf, index }] : []));
    const records = readUnit(file('restricted/ballots/000000.bin'));
    expect(records.map(({ index }) => index)).toEqual(ballots.map(({ index }) => index));
    for (const [i, { saltBallot, saltChoice, number, cms, evidence }] of records.entries()) {
      const { leaf } = ballots[i]!;
      const digest = evidenceDigest(
        evidence.map(({ tag, value }) => evidenceEntry(tag, value, sha256)),
        sha256,
      );
      expect(Buffer.from(ballotCommit(saltBallot, sha256(cms), digest, sha256)).equals(leaf.ballotCommit)).toBe(true);
      expect(Buffer.from(choiceCommit(saltChoice, leaf.contestTag, number, sha256)).equals(leaf.choiceCommit)).toBe(
        true,
      );
    }
    expect(new Set(records.flatMap(({ evidence }) => evidence.map(({ tag }) => tag)))).toEqual(
      new Set([1, 2, 3, 4, 5, 6]),
    );
  });

  it('holds the lists that evidence names, the trust set and the policy', () => {
    const lists = [...files.keys()].filter((path) => path.startsWith('restricted/lists/'));
    expect(lists).toEqual(lists.map((path) => `restricted/lists/${hex(file(path))}.crl`));
    expect(lists).toHaveLength(1);
    const trust = [...files.keys()].filter((path) => path.startsWith('public/trust/'));
    expect(trust.map((path) => path.split('/')[2])).toEqual(['anchors', 'intermediates', 'tsa']);
    for (const path of trust) expect(path.endsWith(`/${hex(file(path))}.cer`)).toBe(true);
    expect(file('public/policy.json').toString()).toBe(
      '{"revocation":{"mode":"ocsp-then-crl","ocspMaxAgeMs":300000,"skewMs":300000},"software":"dauys/test"}',
    );
  });

  it('is the same bytes when it is made again', async () => {
    const directory = join(closed.ledger.directory, 'again');
    await exportAgain(closed.ledger, { directory });
    expect(digestsIn(directory)).toEqual(digestsIn(closed.directory));
  });

  it('is, at an earlier size, the same bytes as it was then', async () => {
    const [before, after] = ['before', 'after'].map((name) => join(closed.ledger.directory, name));
    await exportAgain(closed.ledger, { directory: before!, size: 302 });
    const open = filesIn(before!);
    expect([...open.keys()].filter((path) => /openings|protocol|tally/.test(path))).toEqual([]);
    expect(open.get('public/log/checkpoint')!.toString()).toMatch(/^[^\n]*\n302\n/);
    await exportAgain(closed.ledger, { directory: after!, size: 305 });
    const same = filesIn(after!);
    expect([...same.keys()].filter((path) => path.startsWith('public/log/openings'))).toHaveLength(2);
    expect(JSON.parse(same.get('public/protocol.json')!.toString())).toHaveProperty('proof');
    await expect(exportAgain(closed.ledger, { directory: join(after!, 'x'), size: 100 })).toRejectWithCode(
      'export-failed',
    );
  });
});

describe('an export while votes are cast', () => {
  it.each(['live', 'afterClose'] as const)('shows no choice and no count to the public (%s)', async (mode) => {
    const { directory } = await exported({ ballots: 20, closed: false, mode });
    const files = filesIn(directory);
    expect([...files.keys()].filter((path) => /openings|protocol|tally/.test(path))).toEqual([]);
    expect(files.get('public/documents.jsonl')).toHaveLength(0);
    const open = [...files].filter(([path]) => path.startsWith('public/')).map(([, bytes]) => bytes);
    for (const { saltChoice } of readUnit(files.get('restricted/ballots/000000.bin')!)) {
      expect(Buffer.concat(open).includes(saltChoice)).toBe(false);
    }
  });

  it('can be of the public part alone', async () => {
    const { directory, manifest } = await exported({ ballots: 5, part: 'public' });
    expect([...filesIn(directory).keys()].filter((path) => path.startsWith('restricted'))).toEqual([]);
    expect(manifest.files.every(({ path }) => path.startsWith('public/'))).toBe(true);
  });

  it('can be of a log without a ballot', async () => {
    const { directory, manifest } = await exported({ ballots: 0, closed: false });
    expect(manifest.size).toBe(1);
    expect(filesIn(directory).get('restricted/ballots/000000.bin')).toHaveLength(0);
    expect(filesIn(directory).get('public/policy.json')!.toString()).toBe('{"revocation":null,"software":null}');
  });
});
