import { DauysError } from '../domain/errors.ts';
import { readU64be, u64be } from '../encoding/bytes.ts';

export const LEAF_BYTES = 128;
const MAGIC = [0x44, 0x59, 0x53, 0x31] as const; // DYS1
/** Leaf times are truncated: the exact second would help to tell whose ballot a leaf is. */
const TIME_STEP_SECONDS = 60;

/** One entry of a contest's log, as its 128 bytes say it. Digests, commitments and tags are 32 bytes. */
export type Leaf = LeafHead & LeafBody;
export type LeafType = Leaf['type'];

interface LeafHead {
  /** First 16 bytes of the definition digest. */
  readonly contestTag: Uint8Array;
  /** Unix seconds, a multiple of 60: see {@link leafTime}. */
  readonly time: number;
}

type LeafBody =
  | {
      readonly type: 'ballot';
      readonly ballotCommit: Uint8Array;
      readonly voterTag: Uint8Array;
      readonly choiceCommit: Uint8Array;
    }
  | { readonly type: 'annulment'; readonly index: number; readonly decisionCommit: Uint8Array }
  | {
      readonly type: 'opened';
      readonly definitionDigest: Uint8Array;
      readonly trustFingerprint: Uint8Array;
      readonly keyCheck: Uint8Array;
    }
  | { readonly type: 'closed' }
  | { readonly type: 'protocol'; readonly protocolSha256: Uint8Array }
  | { readonly type: 'time-anchor'; readonly tokenSha256: Uint8Array; readonly root: Uint8Array; readonly size: number }
  | { readonly type: 'decision'; readonly decisionSha256: Uint8Array }
  | { readonly type: 'trust-changed'; readonly trustFingerprint: Uint8Array }
  | { readonly type: 'erasure'; readonly index: number; readonly decisionSha256: Uint8Array };

type Field = Uint8Array | number;
interface Layout {
  readonly code: number;
  /** Names of A, B, C in order; `index` and `size` are numbers (u64be ‖ zeros). */
  readonly fields: readonly string[];
}

const LAYOUTS: Readonly<Record<LeafType, Layout>> = {
  ballot: { code: 1, fields: ['ballotCommit', 'voterTag', 'choiceCommit'] },
  annulment: { code: 3, fields: ['index', 'decisionCommit'] },
  opened: { code: 16, fields: ['definitionDigest', 'trustFingerprint', 'keyCheck'] },
  closed: { code: 17, fields: [] },
  protocol: { code: 18, fields: ['protocolSha256'] },
  'time-anchor': { code: 19, fields: ['tokenSha256', 'root', 'size'] },
  decision: { code: 20, fields: ['decisionSha256'] },
  'trust-changed': { code: 21, fields: ['trustFingerprint'] },
  erasure: { code: 22, fields: ['index', 'decisionSha256'] },
};
const TYPES: ReadonlyMap<number, LeafType> = new Map(
  (Object.keys(LAYOUTS) as LeafType[]).map((type) => [LAYOUTS[type].code, type]),
);
const OFFSETS = [32, 64, 96] as const;

/** Unix milliseconds → the time a leaf carries, in seconds. */
export function leafTime(timeMs: number): number {
  return Math.floor(timeMs / (TIME_STEP_SECONDS * 1000)) * TIME_STEP_SECONDS;
}

/** The 128 bytes of an entry (leaf v1). */
export function encodeLeaf(leaf: Leaf): Uint8Array {
  const layout = LAYOUTS[leaf.type];
  if (leaf.contestTag.length !== 16) throw new TypeError('contest tag is not 16 bytes');
  if (leaf.time < 0 || leaf.time % TIME_STEP_SECONDS !== 0) throw new TypeError('leaf time is not a multiple of 60 s');
  const bytes = new Uint8Array(LEAF_BYTES);
  bytes.set(MAGIC);
  bytes[4] = layout.code;
  bytes.set(leaf.contestTag, 8);
  bytes.set(u64be(leaf.time), 24);
  const values = leaf as unknown as Readonly<Record<string, Field>>;
  for (const [i, name] of layout.fields.entries()) bytes.set(encodeField(values[name]), OFFSETS[i]);
  return bytes;
}

function encodeField(value: Field | undefined): Uint8Array {
  if (typeof value === 'number') return u64be(value);
  if (value?.length !== 32) throw new TypeError('leaf field is not 32 bytes');
  return value;
}

/**
 * Reads a leaf strictly: magic, known type, zeros where nothing stands, time a multiple of 60 s. Fields are views.
 * @param bytes - attacker-controlled
 * @throws DauysError `receipt-malformed`
 */
export function parseLeaf(bytes: Uint8Array): Leaf {
  if (bytes.length !== LEAF_BYTES) throw malformed('leaf is not 128 bytes');
  if (!MAGIC.every((byte, i) => bytes[i] === byte)) throw malformed('leaf has another magic');
  const type = TYPES.get(bytes[4] ?? 0);
  if (type === undefined) throw malformed('leaf has an unknown type');
  if (!isZero(bytes.subarray(5, 8))) throw malformed('leaf has reserved bytes set');
  const time = readU64be(bytes, 24);
  if (time === undefined || time % TIME_STEP_SECONDS !== 0) throw malformed('leaf time is not a multiple of 60 s');
  const fields: Record<string, Field> = {};
  for (const [i, offset] of OFFSETS.entries()) {
    const name = LAYOUTS[type].fields[i];
    const field = bytes.subarray(offset, offset + 32);
    if (name !== undefined) fields[name] = parseField(name, field);
    else if (!isZero(field)) throw malformed('leaf has unused bytes set');
  }
  return { type, contestTag: bytes.subarray(8, 24), time, ...fields } as unknown as Leaf;
}

function parseField(name: string, field: Uint8Array): Field {
  if (name !== 'index' && name !== 'size') return field;
  const value = readU64be(field);
  if (value === undefined || !isZero(field.subarray(8))) throw malformed('leaf number is out of range');
  return value;
}

function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}

function malformed(message: string): DauysError {
  return new DauysError('receipt-malformed', message);
}
