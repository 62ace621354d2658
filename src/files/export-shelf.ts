import { createHash } from 'node:crypto';
import { createReadStream, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { encodeManifest, MANIFEST_FILE, parseManifest, type ManifestFile } from '../audit/export-manifest.ts';
import type { ExportShelf, PublishedExport } from '../audit/published-export.ts';

/** Where the export of one contest, size and set of recipients is published. */
export function publishedDirectory(
  shelf: string,
  { contest, size, recipients }: { contest: string; size: number; recipients: readonly string[] },
): string {
  return join(shelf, contest, `${String(size).padStart(16, '0')}-${markOf(recipients)}`);
}

/** Names a set of recipients. */
function markOf(recipients: readonly string[]): string {
  if (recipients.length === 0) return 'public';
  const digest = createHash('sha256')
    .update([...recipients].sort().join('\n'))
    .digest('hex');
  return `for-${digest.slice(0, 16)}`;
}

interface Shelved {
  readonly directory: string;
  readonly size: number;
  readonly mark: string;
}

const NAME = /^(\d{16})-(public|for-[0-9a-f]{16})$/;
/** Manifests kept read. */
const MAX_KEPT = 16;

/** Reads what `dauys export --publish` has finished. @param auditors - age recipients of today */
export function createExportShelf(shelf: string, auditors: readonly string[]): ExportShelf {
  const kept = new Map<string, PublishedExport>();
  const today = markOf(auditors);

  function load({ directory }: Shelved, part: 'public' | 'all'): PublishedExport {
    const path = join(directory, MANIFEST_FILE);
    const key = `${part} ${path} ${statSync(path).mtimeMs}`;
    const known = kept.get(key);
    if (known !== undefined) return known;
    const whole = parseManifest(readFileSync(path));
    const files = part === 'all' ? whole.files : whole.files.filter(({ path: name }) => name.startsWith('public/'));
    const manifest = encodeManifest({ ...whole, files });
    const sha256 = createHash('sha256').update(manifest).digest('hex');
    const open: PublishedExport['open'] = (file, from, to) =>
      createReadStream(join(directory, file.path), { start: from, end: to });
    const published = { size: whole.size, files, manifest, sha256, open };
    const [oldest] = kept.keys();
    if (oldest !== undefined && kept.size >= MAX_KEPT) kept.delete(oldest);
    kept.set(key, published);
    return published;
  }

  return {
    servesRestricted: auditors.length > 0,
    find(contestId, part, size) {
      if (part === 'all' && auditors.length === 0) return undefined;
      const finished = listFinished(join(shelf, contestId)).filter(
        (one) => (size === undefined || one.size === size) && (part === 'public' || one.mark === today),
      );
      const [newest] = finished.toSorted((a, b) => b.size - a.size || rank(b) - rank(a));
      return newest && load(newest, part);
    },
  };

  /** Of several exports of one size the public finds itself in the one that auditors find themselves in. */
  function rank({ mark }: Shelved): number {
    return mark === today ? 1 : 0;
  }
}

/** The newest finished export of fewer entries to the same recipients. */
export function findEarlier(
  shelf: string,
  { contest, size, recipients }: { contest: string; size: number; recipients: readonly string[] },
): { readonly directory: string; readonly files: readonly ManifestFile[] } | undefined {
  const mark = markOf(recipients);
  const [newest] = listFinished(join(shelf, contest))
    .filter((one) => one.mark === mark && one.size < size)
    .toSorted((a, b) => b.size - a.size);
  if (newest === undefined) return undefined;
  const { files } = parseManifest(readFileSync(join(newest.directory, MANIFEST_FILE)));
  return { directory: newest.directory, files };
}

function listFinished(directory: string): Shelved[] {
  return namesIn(directory).flatMap((name) => {
    const [, size = '', mark = ''] = NAME.exec(name) ?? [];
    const path = join(directory, name);
    return mark !== '' && namesIn(path).includes(MANIFEST_FILE) ? [{ directory: path, size: Number(size), mark }] : [];
  });
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
