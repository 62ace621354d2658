import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { LRUCache } from 'lru-cache';
import { toHex, type Sha256 } from '../encoding/bytes.ts';
import { etagOf } from './respond.ts';

const ENCODINGS = ['br', 'gzip', 'identity'] as const;
export type ContentEncoding = (typeof ENCODINGS)[number];

/** One page as it was rendered, in the encodings that were asked for. */
export interface KeptPage {
  /** Differs by encoding, as RFC 9110 §8.8.3 wants it. */
  etag(encoding: ContentEncoding): string;
  body(encoding: ContentEncoding): Uint8Array;
}

export interface PageCache {
  /** Renders what is not kept yet; an undefined key keeps nothing. */
  page(key: string | undefined, render: () => string): KeptPage;
}

const MAX_BYTES = 64 * 1024 * 1024;
/** Where a page and its compressed forms are small, their bookkeeping still counts. */
const MIN_SIZE = 4096;

/** Pages of one version are rendered and compressed once, whoever reads them. */
export function createPageCache(sha256: Sha256): PageCache {
  const kept = new LRUCache<string, KeptPage>({ maxSize: MAX_BYTES });
  return {
    page(key, render) {
      const found = key === undefined ? undefined : kept.get(key);
      if (found !== undefined) return found;
      const html = Buffer.from(render());
      const page = keepPage(html, toHex(sha256(html).subarray(0, 16)));
      // Compressed it is smaller: the bound holds for all forms of it together.
      if (key !== undefined) kept.set(key, page, { size: MIN_SIZE + 2 * html.length });
      return page;
    },
  };
}

/** Bytes that keep their compressed forms. */
export function keepPage(bytes: Uint8Array, digestHex: string): KeptPage {
  const forms = new Map<ContentEncoding, Uint8Array>([['identity', bytes]]);
  return {
    etag: (encoding) => etagOf(encoding === 'identity' ? digestHex : `${digestHex}-${encoding}`),
    body(encoding) {
      const form = forms.get(encoding) ?? compress(bytes, encoding);
      forms.set(encoding, form);
      return form;
    },
  };
}

function compress(bytes: Uint8Array, encoding: ContentEncoding): Uint8Array {
  if (encoding === 'identity') return bytes;
  if (encoding === 'gzip') return gzipSync(bytes);
  return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } });
}

/** The best encoding that a reader names without refusing it (RFC 9110 §12.5.3). */
export function negotiateEncoding(acceptEncoding: string | string[] | undefined): ContentEncoding {
  const offered = String(acceptEncoding ?? '')
    .toLowerCase()
    .split(',', 20)
    .map((part) => part.trim().split(/\s*;\s*/))
    .filter(([, q]) => q === undefined || !/^q=0(?:\.0{0,3})?$/.test(q))
    .map(([name]) => name);
  return ENCODINGS.find((encoding) => offered.includes(encoding)) ?? 'identity';
}
