import { DauysError, unlessRefused } from '../domain/errors.ts';
import { compareBytes, equalBytes, fromUtf8, toUtf8 } from '../encoding/bytes.ts';
import { canonicalJson } from '../encoding/canonical-json.ts';

/** Entries that one file of the restricted part covers. */
export const EXPORT_UNIT = 65_536;
export const MANIFEST_FILE = 'manifest.json';
/** What an encrypted file's name ends in. */
export const ENCRYPTED_SUFFIX = '.age';

/** Length and SHA-256 (hex) of some bytes. */
export interface FileDigest {
  readonly bytes: number;
  readonly sha256: string;
}

/** A file as it lies there; `plain` is what an encrypted one decrypts to. */
export interface ManifestFile extends FileDigest {
  readonly path: string;
  readonly plain?: FileDigest;
}

/** What an export consists of (PROTOCOL.md, "Export"). It is written last: without it an export is unfinished. */
export interface ExportManifest {
  readonly dauys: 'export/1';
  readonly contest: string;
  readonly size: number;
  readonly checkpoint: string;
  readonly unit: number;
  /** Paths ascending, bytewise. */
  readonly files: readonly ManifestFile[];
}

/** The one encoding of a manifest (JCS). */
export function encodeManifest({
  contest,
  size,
  checkpoint,
  files,
}: Omit<ExportManifest, 'dauys' | 'unit'>): Uint8Array {
  const sorted = files.toSorted((a, b) => compareBytes(toUtf8(a.path), toUtf8(b.path)));
  return canonicalJson({ dauys: 'export/1', contest, size, checkpoint, unit: EXPORT_UNIT, files: sorted });
}

/**
 * Reads a manifest, strictly: the one encoding of it, every path once, inside the two parts and without a way out.
 * @param bytes - attacker-controlled
 * @throws DauysError `export-invalid`
 */
export function parseManifest(bytes: Uint8Array): ExportManifest {
  const value = readObject(bytes);
  const { contest, size, checkpoint, files } = value;
  if (value.dauys !== 'export/1' || value.unit !== EXPORT_UNIT) throw invalid('it is of another kind');
  if (typeof contest !== 'string' || !isCount(size) || size === 0 || typeof checkpoint !== 'string') {
    throw invalid('its contest, size or checkpoint');
  }
  if (!Array.isArray(files) || !files.every(isFile)) throw invalid('its list of files');
  if (new Set(files.map(({ path }) => path)).size !== files.length) throw invalid('a path stands twice');
  const manifest = { contest, size, checkpoint, files: files.map(pick) };
  // Also refuses unknown members, another order and other spellings.
  if (!equalBytes(encodeManifest(manifest), bytes)) throw invalid('its encoding');
  return { dauys: 'export/1', unit: EXPORT_UNIT, ...manifest };
}

/** As {@link parseManifest}; undefined for what is no manifest. */
export function manifestOrUndefined(bytes: Uint8Array): ExportManifest | undefined {
  return unlessRefused(() => parseManifest(bytes));
}

function readObject(bytes: Uint8Array): Readonly<Partial<Record<keyof ExportManifest, unknown>>> {
  try {
    const value: unknown = JSON.parse(fromUtf8(bytes));
    if (typeof value === 'object' && value !== null) return value;
  } catch (cause) {
    throw invalid('it is not JSON', cause);
  }
  throw invalid('it is no object');
}

/** Names of letters, digits, dots, hyphens and underscores, none of which begins with a dot. */
const PATH = /^(?:public|restricted)(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}){1,8}$/;
const SHA256 = /^[0-9a-f]{64}$/;

/** True for a path that an export may name. */
export function isExportPath(path: string): boolean {
  return PATH.test(path);
}

function isFile(value: unknown): value is ManifestFile {
  if (!isDigest(value)) return false;
  const { path, plain } = value as Partial<Record<keyof ManifestFile, unknown>>;
  if (typeof path !== 'string' || !isExportPath(path)) return false;
  const isEncrypted = path.startsWith('restricted/') && path.endsWith(ENCRYPTED_SUFFIX);
  return isEncrypted ? isDigest(plain) : plain === undefined;
}

function isDigest(value: unknown): value is FileDigest {
  if (typeof value !== 'object' || value === null) return false;
  const { bytes, sha256 } = value as Partial<Record<keyof FileDigest, unknown>>;
  return isCount(bytes) && typeof sha256 === 'string' && SHA256.test(sha256);
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function pick({ path, bytes, sha256, plain }: ManifestFile): ManifestFile {
  return {
    path,
    bytes,
    sha256,
    ...(plain === undefined ? {} : { plain: { bytes: plain.bytes, sha256: plain.sha256 } }),
  };
}

function invalid(why: string, cause?: unknown): DauysError {
  return new DauysError('export-invalid', `not the manifest of an export: ${why}`, { cause });
}
