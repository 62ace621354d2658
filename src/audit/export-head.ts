import { isDauysError } from '../domain/errors.ts';
import type { ContestDefinition } from '../domain/contest.ts';
import { equalBytes, fromUtf8, toUtf8 } from '../encoding/bytes.ts';
import { canonicalJson } from '../encoding/canonical-json.ts';
import { LEAF_BYTES, parseLeaf, type Leaf } from '../log/leaf.ts';
import { createNoteVerifier, parseVkey } from '../log/note.ts';
import { tilePath, tileWidth } from '../log/tiles.ts';
import { sha256 } from '../signature/digest.ts';
import type { Check, Finding } from './checks.ts';
import { openCheckpoint } from './checkpoint-notes.ts';
import type { ExportFiles } from './export-files.ts';
import type { ExportManifest } from './export-manifest.ts';
import { readDefinition, type AuditGround } from './ground.ts';
import { verifyEd25519 } from './log-signature.ts';
import { POLICY_FILE, readPolicyFile } from './policy-file.ts';

/** What an audit stands on; without it nothing else can be judged. */
export interface ExportHead {
  readonly manifest: ExportManifest;
  readonly ground: AuditGround;
  readonly definition: ContestDefinition;
  readonly definitionDigest: Uint8Array;
  /** Root that the newest checkpoint signs; undefined when the checkpoint is bad. */
  readonly root: Uint8Array | undefined;
}

export interface HeadOptions {
  readonly manifest: ExportManifest;
  readonly files: ExportFiles;
  /** The log's key as the auditor knows it from elsewhere. */
  readonly logKey: string | undefined;
  readonly omitted: readonly Check[];
}

/** Reads definition, key and newest checkpoint; `head` is undefined when one of the first two cannot be read. */
export function readHead({ manifest, files, logKey, omitted }: HeadOptions): {
  readonly head: ExportHead | undefined;
  readonly findings: readonly Finding[];
} {
  const findings: Finding[] = [];
  const found = (check: Check, detail: string): void => {
    if (!omitted.includes(check)) findings.push({ check, detail });
  };
  const read = readContest(files);
  const vkey = readKey(files);
  if (read === undefined) found('A02', 'unreadable');
  if (vkey === undefined) found('A03', 'key');
  if (read === undefined || vkey === undefined) return { head: undefined, findings };
  const { definition, digest } = read;
  if (!read.isCanonical) found('A02', 'encoding');
  if (definition.id !== manifest.contest) found('A02', 'contest');
  if (parseVkey(vkey, sha256).name !== definition.origin) found('A03', 'origin');
  if (logKey !== undefined && logKey !== vkey) found('A03', 'another-key');
  const root = readCheckpoint(files, manifest, vkey, definition.origin, (detail) => {
    found('A03', detail);
  });
  const contestTag = firstLeaf(files, manifest.size)?.contestTag.slice() ?? read.tag;
  const { size } = manifest;
  const ground: AuditGround = {
    definition,
    size,
    contestTag,
    vkey,
    policy: readPolicyFile(files.read(POLICY_FILE)),
    trust: [],
    omitted,
  };
  return { head: { manifest, ground, definition, definitionDigest: digest, root }, findings };
}

function readContest(files: ExportFiles): (ReturnType<typeof readDefinition> & { isCanonical: boolean }) | undefined {
  const bytes = files.read('public/contest.json');
  if (bytes === undefined) return undefined;
  try {
    const json: unknown = JSON.parse(fromUtf8(bytes));
    return { ...readDefinition(json), isCanonical: equalBytes(canonicalJson(json), bytes) };
  } catch (error) {
    if (isDauysError(error) || error instanceof Error) return undefined;
    throw error;
  }
}

function readKey(files: ExportFiles): string | undefined {
  const bytes = files.read('public/log/key');
  try {
    const line = fromUtf8(bytes ?? new Uint8Array());
    if (!line.endsWith('\n')) return undefined;
    parseVkey(line.slice(0, -1), sha256);
    return line.slice(0, -1);
  } catch {
    return undefined;
  }
}

/** The checkpoint of the export: in the manifest and in its file, of exactly its size, signed by the log. */
function readCheckpoint(
  files: ExportFiles,
  { checkpoint, size }: ExportManifest,
  vkey: string,
  origin: string,
  found: (detail: string) => void,
): Uint8Array | undefined {
  const bytes = files.read('public/log/checkpoint');
  if (bytes === undefined || !equalBytes(bytes, toUtf8(checkpoint))) found('another-than-manifest');
  const opened = openCheckpoint(checkpoint, createNoteVerifier(vkey, { sha256, verifyEd25519 }));
  if (typeof opened === 'string') {
    found(opened);
    return undefined;
  }
  if (opened.origin !== origin) found('origin');
  if (opened.size === size) return opened.root;
  found('size');
  return undefined;
}

/** Entry 0 says which contest the log is of, also where the definition was changed behind it. */
function firstLeaf(files: ExportFiles, size: number): Leaf | undefined {
  const path = `public/log/${tilePath({ level: 'entries', index: 0, width: tileWidth(size, 0, 0) })}`;
  try {
    const leaf = parseLeaf((files.raw(path) ?? new Uint8Array()).subarray(2, 2 + LEAF_BYTES));
    return leaf.type === 'opened' ? leaf : undefined;
  } catch {
    return undefined;
  }
}
