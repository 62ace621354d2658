import { createHash } from 'node:crypto';
import { encodeManifest, type ManifestFile } from '../../src/audit/export-manifest.ts';
import type { ExportShelf, PublishedExport } from '../../src/audit/published-export.ts';

const hex = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Published files of the contest `demo`, by path, and what each encrypted one stands for. */
const FILES: Readonly<Record<string, Buffer>> = {
  'public/documents.jsonl': Buffer.alloc(0),
  'public/log/key': Buffer.from('vote.example.kz/log/demo+00000000+AAAA\n'),
  'public/log/tile/0/000': Buffer.alloc(300_000, 'tile'),
  'restricted/ballots/000000.bin.age': Buffer.from('age-encryption.org/v1\n…'),
};

export const fileBytes = (path: string): Buffer => FILES[path] ?? Buffer.alloc(0);

/** One finished export of 7 entries, whose restricted part is there for auditors. */
export function fakeShelf(): ExportShelf {
  return {
    servesRestricted: true,
    find: (contestId, part, size = 7) => (contestId === 'demo' && size === 7 ? publishedExport(part) : undefined),
  };
}

function publishedExport(part: 'public' | 'all'): PublishedExport {
  const files = Object.entries(FILES)
    .filter(([path]) => part === 'all' || path.startsWith('public/'))
    .map(([path, bytes]): ManifestFile => {
      const plain = path.endsWith('.age') ? { plain: { bytes: 0, sha256: hex(Buffer.alloc(0)) } } : {};
      return { path, bytes: bytes.length, sha256: hex(bytes), ...plain };
    });
  const manifest = encodeManifest({ contest: 'demo', size: 7, checkpoint: 'demo\n7\nAAAA\n', files });
  const open: PublishedExport['open'] = async function* ({ path }, from, to) {
    for (let at = from; at <= to; at += 1000) yield fileBytes(path).subarray(at, Math.min(at + 1000, to + 1));
  };
  return { size: 7, files, manifest, sha256: hex(manifest), open };
}
