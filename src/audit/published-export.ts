import type { ExportManifest, ManifestFile } from './export-manifest.ts';

/** A finished export that is given out. */
export interface PublishedExport extends Pick<ExportManifest, 'size' | 'files'> {
  /** The encoded manifest, and its SHA-256 in hex. */
  readonly manifest: Uint8Array;
  readonly sha256: string;
  /** Bytes [from, to], both included, of one of `files`. */
  open(file: ManifestFile, from: number, to: number): AsyncIterable<Uint8Array>;
}

/** The published exports of an installation. */
export interface ExportShelf {
  /** False while no auditor is configured to encrypt to: then there is no restricted part. */
  readonly servesRestricted: boolean;
  /**
   * The newest export that is finished, or that of one size. With `public` it is the public part alone; with `all` one
   * whose restricted part was encrypted to the auditors that are configured today.
   */
  find(contestId: string, part: 'public' | 'all', size?: number): PublishedExport | undefined;
}
