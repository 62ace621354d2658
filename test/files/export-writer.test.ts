import { createHash } from 'node:crypto';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ExportFile } from '../../src/audit/export-plan.ts';
import type { ExportKind } from '../../src/files/export-journal.ts';
import { openExportDirectory, type EncryptFile } from '../../src/files/export-writer.ts';
import { digestsIn, filesIn } from '../support/export-files.ts';

const KIND: ExportKind = { contest: 'demo', part: 'all', withVerdicts: false, recipients: [] };
const HEAD = { size: 3, checkpoint: 'a\n3\nb\n' };
const NAMES = ['public/log/checkpoint', 'public/log/tile/0/000.p/3', 'restricted/ballots/000000.bin', 'public/empty'];

class Killed extends Error {}

/** Three chunks for each file; dies in the middle of the one at `killAt`, or behind all of it. */
function* plan(killAt = -1, chunksBefore = 1): Iterable<ExportFile> {
  for (const [i, path] of NAMES.entries()) {
    const lists = path.startsWith('restricted') ? new Set<string>() : undefined;
    const chunks = function* (): Iterable<Uint8Array> {
      lists?.add(`list of ${path}`);
      for (let n = 0; n < 3; n++) {
        if (i === killAt && n === chunksBefore) throw new Killed('killed');
        if (path !== 'public/empty') yield Buffer.from(`${path} ${n}\n`.repeat(1000));
      }
      if (i === killAt) throw new Killed('killed');
    };
    yield { path, entries: 1, chunks, ...(lists === undefined ? {} : { lists }) };
    // What comes last depends on what was read, or kept.
    for (const list of lists ?? []) yield { path: 'restricted/list', entries: 0, chunks: () => [Buffer.from(list)] };
  }
}

/** Not age, but as its bytes: other ones every time. */
const scramble: EncryptFile = async function* (plain) {
  const mask = createHash('sha256').update(`${performance.now()}`).digest()[0]!;
  for (const chunk of plain) yield chunk.map((octet) => octet ^ mask);
};

let directory: string;
let out: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'dauys-export-'));
  out = join(directory, 'out');
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

interface Attempt {
  readonly files?: Iterable<ExportFile>;
  readonly resume?: boolean;
  readonly encrypt?: EncryptFile;
  readonly kind?: ExportKind;
  readonly into?: string;
  readonly onProgress?: (entries: number) => void;
}

async function attempt({ files = plan(), resume = false, encrypt, kind = KIND, into = out, onProgress }: Attempt = {}) {
  const target = openExportDirectory(into, kind, resume);
  return target.finished ?? target.write({ ...HEAD, files, encrypt, onProgress: onProgress ?? (() => undefined) });
}

const JOURNAL = (): string => join(out, 'export.journal');

describe('an export directory', () => {
  it('is whole when its manifest is there', async () => {
    const seen: number[] = [];
    const manifest = await attempt({ onProgress: (entries) => seen.push(entries) });
    expect(seen).toEqual([1, 1, 1, 0, 1]);
    const files = filesIn(out);
    expect([...files.keys()]).toEqual([...NAMES, 'restricted/list', 'manifest.json'].sort());
    expect(manifest.files.map(({ path }) => path)).toEqual([...NAMES, 'restricted/list'].sort());
    expect(manifest.files.every(({ path, bytes }) => files.get(path)!.length === bytes)).toBe(true);
  });

  it.each(NAMES.flatMap((_, i) => [0, 1, 3].map((chunks) => [i, chunks] as const)))(
    'goes on after dying at file %i, chunk %i, to the same bytes',
    async (killAt, chunks) => {
      const whole = join(directory, 'whole');
      await attempt({ into: whole });
      await expect(attempt({ files: plan(killAt, chunks) })).rejects.toThrow('killed');
      expect(readdirSync(out)).not.toContain('manifest.json');
      await expect(attempt()).toRejectWithCode('export-failed');
      const read: string[] = [];
      const counted = function* (): Iterable<ExportFile> {
        for (const file of plan()) {
          const chunks = (): Iterable<Uint8Array> => {
            read.push(file.path);
            return file.chunks();
          };
          yield { ...file, chunks };
        }
      };
      await attempt({ files: counted(), resume: true });
      expect(digestsIn(out)).toEqual(digestsIn(whole));
      // What was finished was not made again.
      expect(read.filter((path) => NAMES.includes(path))).toEqual(NAMES.slice(killAt));
    },
  );

  it('goes on after dying between its last steps', async () => {
    let journal = Buffer.alloc(0);
    await attempt({ onProgress: () => (journal = readFileSync(JOURNAL())) });
    const whole = digestsIn(out);
    // The manifest is written and has not taken the journal's place.
    renameSync(join(out, 'manifest.json'), join(out, 'manifest.json.new'));
    writeFileSync(JOURNAL(), journal);
    await attempt({ resume: true });
    expect(digestsIn(out)).toEqual(whole);
    // It has, and does not have its name.
    renameSync(join(out, 'manifest.json'), JOURNAL());
    await attempt({ resume: true, files: plan(0) });
    expect(digestsIn(out)).toEqual(whole);
    // It is finished: going on changes nothing.
    await attempt({ resume: true, files: plan(0) });
    expect(digestsIn(out)).toEqual(whole);
  });

  it('goes on past a line of its journal that was cut short', async () => {
    const whole = join(directory, 'whole');
    await attempt({ into: whole });
    await expect(attempt({ files: plan(3) })).rejects.toThrow('killed');
    const text = readFileSync(JOURNAL());
    for (const length of [text.length - 1, text.length - 20]) {
      writeFileSync(JOURNAL(), text.subarray(0, length));
      await expect(attempt({ files: plan(3), resume: true })).rejects.toThrow('killed');
      expect(readFileSync(JOURNAL()).equals(text)).toBe(true);
    }
    await attempt({ resume: true });
    expect(digestsIn(out)).toEqual(digestsIn(whole));
  });

  it('keeps an encrypted file as it was written, and its plain digest', async () => {
    await expect(attempt({ files: plan(3), encrypt: scramble })).rejects.toThrow('killed');
    const name = 'restricted/ballots/000000.bin.age';
    const before = readFileSync(join(out, name));
    const { files } = await attempt({ resume: true, encrypt: scramble });
    expect(readFileSync(join(out, name)).equals(before)).toBe(true);
    const plain = Buffer.from([0, 1, 2].map((n) => `${NAMES[2]} ${n}\n`.repeat(1000)).join(''));
    expect(files.find(({ path }) => path === name)).toEqual({
      path: name,
      bytes: before.length,
      sha256: createHash('sha256').update(before).digest('hex'),
      plain: { bytes: plain.length, sha256: createHash('sha256').update(plain).digest('hex') },
    });
    expect(files.filter(({ path }) => path.startsWith('public')).every((file) => file.plain === undefined)).toBe(true);
  });

  it('writes anew what was changed meanwhile', async () => {
    const whole = join(directory, 'whole');
    await attempt({ into: whole });
    await expect(attempt({ files: plan(3) })).rejects.toThrow('killed');
    copyFileSync(join(out, NAMES[0]!), join(out, NAMES[1]!));
    rmSync(join(out, NAMES[0]!));
    await attempt({ resume: true });
    expect(digestsIn(out)).toEqual(digestsIn(whole));
  });

  it('is never written over', async () => {
    mkdirSync(out);
    writeFileSync(join(out, 'letter'), 'dear');
    await expect(attempt()).toRejectWithCode('export-failed');
    await expect(attempt({ resume: true })).toRejectWithCode('export-failed');
    expect([...filesIn(out).keys()]).toEqual(['letter']);
    rmSync(join(out, 'letter'));
    await attempt();
    await expect(attempt()).toRejectWithCode('export-failed');
  });

  it('is not gone on with as another export', async () => {
    await expect(attempt({ files: plan(2) })).rejects.toThrow('killed');
    const others: ExportKind[] = [
      { ...KIND, contest: 'other' },
      { ...KIND, part: 'public' },
      { ...KIND, withVerdicts: true },
      { ...KIND, recipients: ['age1x'] },
    ];
    for (const kind of others) await expect(attempt({ kind, resume: true })).toRejectWithCode('export-failed');
    await attempt({ resume: true });
    await expect(attempt({ kind: others[0]!, resume: true })).toRejectWithCode('export-failed');
  });

  it('says so when it was finished and is damaged', async () => {
    await attempt();
    writeFileSync(join(out, NAMES[0]!), 'changed');
    await expect(attempt({ resume: true })).toRejectWithCode('export-failed');
  });

  it('says that the disk is full, and goes on once it is not', async () => {
    const full = function* (): Iterable<ExportFile> {
      for (const file of plan()) {
        if (file.path !== NAMES[2]) yield file;
        else {
          const chunks = (): Iterable<Uint8Array> => {
            throw Object.assign(new Error('no space'), { code: 'ENOSPC', syscall: 'write' });
          };
          yield { ...file, chunks };
        }
      }
    };
    await expect(attempt({ files: full() })).rejects.toMatchObject({
      code: 'export-failed',
      message: expect.stringMatching(/ENOSPC.*--resume/),
    });
    await attempt({ resume: true });
    expect(readdirSync(out)).toContain('manifest.json');
  });

  it('keeps everything from others', async () => {
    await attempt();
    for (const name of [...filesIn(out).keys()]) expect(statSync(join(out, name)).mode & 0o777).toBe(0o600);
    for (const name of ['.', 'public', 'public/log', 'restricted/ballots']) {
      expect(statSync(join(out, name)).mode & 0o777).toBe(0o700);
    }
  });
});
