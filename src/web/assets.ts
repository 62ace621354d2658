import { readFileSync } from 'node:fs';
import { DauysError } from '../domain/errors.ts';

/** A built file for browsers: its address changes with its bytes. */
export interface Asset {
  readonly href: string;
  /** Subresource Integrity. */
  readonly integrity: string;
}

const DIRECTORY = new URL('../../dist/site/', import.meta.url);
let assets: ReadonlyMap<string, Asset> | undefined;

/**
 * The style or script of this name, e.g. `site.css`.
 * @throws DauysError `config-invalid` when the site is not built
 */
export function asset(name: string): Asset {
  assets ??= readAssets();
  const found = assets.get(name);
  if (found === undefined) throw new DauysError('internal', `no asset ${name}`);
  return found;
}

/** The bytes of one file of the site; undefined for a name that was never built. */
export function assetFile(file: string): Uint8Array | undefined {
  if (!/^[a-z0-9-]+\.(?:css|js)$/.test(file)) return undefined;
  try {
    return readFileSync(new URL(file, DIRECTORY));
  } catch {
    return undefined;
  }
}

/** The file that checks receipts and exports on its own; undefined when it was never built. */
export function verifyFile(): Uint8Array | undefined {
  try {
    return readFileSync(new URL('../verify.html', DIRECTORY));
  } catch {
    return undefined;
  }
}

function readAssets(): ReadonlyMap<string, Asset> {
  let text: string;
  try {
    text = readFileSync(new URL('assets.json', DIRECTORY), 'utf8');
  } catch (error) {
    throw new DauysError('config-invalid', 'the site is not built: run "npm run build"', { cause: error });
  }
  const built = JSON.parse(text) as Record<string, { file: string; integrity: string }>;
  return new Map(
    Object.entries(built).map(([name, { file, integrity }]) => [name, { href: `/assets/${file}`, integrity }]),
  );
}
