import { generateKeyPairSync, sign } from 'node:crypto';
import { canonicalJson } from '../../../src/encoding/canonical-json.ts';
import { checkpointBody, parseCheckpoint } from '../../../src/log/checkpoint.ts';
import { formatVkey, parseNote, parseVkey, signNote, type NoteSigner } from '../../../src/log/note.ts';
import { sha256 } from '../../support/ballots.ts';
import type { Base } from './bases.ts';
import { readBook } from './book.ts';
import { editLines, relist, type Item } from './item.ts';
import { seal, sealManifest } from './seal.ts';

const HISTORY = 'public/checkpoints.jsonl';
const HEAD = 'public/log/checkpoint';
/** A root of nothing that was ever in the log. */
const ELSEWHERE = sha256(Buffer.from('another history'));

const lineOf = (size: number, checkpoint: string): string =>
  Buffer.from(canonicalJson({ size, checkpoint })).toString();

interface Signed {
  readonly size?: number;
  readonly root?: Uint8Array;
  readonly origin?: string;
  readonly signer?: NoteSigner;
}

/** The newest checkpoint, signed anew with some of it replaced. */
function headOf({ files, signer: own }: Base, { signer = own, ...changes }: Signed): string {
  const { origin, size, root } = { ...parseCheckpoint(parseNote(files.get(HEAD)!).text), ...changes };
  return signNote(checkpointBody(origin, size, root), [signer]);
}

/** Another checkpoint stands wherever the newest one stood, but for what `keeps` names. */
function rehead(make: (base: Base) => string, keeps: readonly string[] = []): Item['corrupt'] {
  return (base) => {
    const files = new Map(base.files);
    const note = make(base);
    if (!keeps.includes(HEAD)) files.set(HEAD, Buffer.from(note));
    if (!keeps.includes(HISTORY)) {
      editLines(files, HISTORY, (lines) => {
        const { size } = JSON.parse(lines.at(-1)!) as { size: number };
        return [...lines.slice(0, -1), lineOf(size, note)];
      });
    }
    return sealManifest(files, { checkpoint: note });
  };
}

/** A key that nobody knows, for the log's name. */
function strangerOf(origin: string): { readonly signer: NoteSigner; readonly vkey: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const vkey = formatVkey(origin, publicKey.export({ format: 'der', type: 'spki' }).subarray(-32), sha256);
  const { name, keyId } = parseVkey(vkey, sha256);
  return { vkey, signer: { name, keyId, sign: (body) => new Uint8Array(sign(null, body, privateKey)) } };
}

/** Of `plain` the sizes are 1, 4, 7, 9, 10 and 11. */
function history(
  name: string,
  finds: string | readonly string[],
  at: readonly number[],
  change: (lines: string[], base: Base) => string[],
) {
  const corrupt = relist((files, base) => editLines(files, HISTORY, (lines) => change(lines, base)));
  return { name, base: 'plain', level: 'public', corrupt, finds: [finds].flat(), at } as const satisfies Item;
}

export const CHECKPOINT_ITEMS: readonly Item[] = [
  {
    name: 'the newest checkpoint with another signature',
    base: 'plain',
    corrupt: rehead((base) => {
      const { signer } = base;
      const wrong = (body: Uint8Array): Uint8Array =>
        signer.sign(body).map((octet, i) => (i === 9 ? octet ^ 1 : octet));
      return headOf(base, { signer: { ...signer, sign: wrong } });
    }),
    finds: ['A03 signature'],
  },
  {
    name: 'the newest checkpoint signed by a stranger',
    base: 'plain',
    corrupt: rehead((base) => headOf(base, strangerOf(base.signer.name))),
    finds: ['A03 signature'],
  },
  {
    name: 'the newest checkpoint of another log',
    base: 'plain',
    corrupt: rehead((base) => headOf(base, { origin: 'elsewhere.example/log' })),
    finds: ['A03 origin'],
  },
  {
    name: 'the newest checkpoint no checkpoint',
    base: 'plain',
    corrupt: rehead(({ signer }) => signNote('hello\n', [signer])),
    finds: ['A03 malformed'],
  },
  {
    name: 'the newest checkpoint of another size',
    base: 'plain',
    corrupt: rehead((base) => headOf(base, { size: 12 })),
    finds: ['A03 size'],
  },
  {
    name: 'the newest checkpoint an older one, as served',
    base: 'plain',
    corrupt: relist((files) => {
      const [first] = Buffer.from(files.get(HISTORY)!).toString().split('\n');
      return files.set(HEAD, Buffer.from((JSON.parse(first!) as { checkpoint: string }).checkpoint));
    }),
    finds: ['A03 another-than-manifest'],
  },
  {
    name: 'the newest checkpoint signed over another root',
    base: 'plain',
    corrupt: rehead((base) => headOf(base, { root: ELSEWHERE })),
    finds: ['A04'],
  },
  {
    name: 'two newest checkpoints: one for auditors, one in the history',
    base: 'plain',
    corrupt: rehead((base) => headOf(base, { root: ELSEWHERE }), [HISTORY]),
    finds: ['A04', 'A06 newest'],
  },
  {
    name: 'everything signed by another key of the same name',
    base: 'plain',
    corrupt: (base) => seal(readBook(base), strangerOf(base.signer.name)),
    options: () => ({ openKeys: undefined }),
    finds: ['A03 another-key'],
  },
  history('the history of checkpoints empty', ['A06 newest', 'A06 missing'], [9], () => []),
  history('the history without the newest', 'A06 newest', [], (lines) => lines.slice(0, -1)),
  history('the history without the checkpoint of the protocol', 'A06 missing', [9], (lines) => lines.toSpliced(4, 1)),
  history('the history forked: a second checkpoint of one size', 'A06 order', [6], (lines, base) =>
    lines.toSpliced(3, 0, lineOf(7, headOf(base, { size: 7, root: ELSEWHERE }))),
  ),
  history('the history forked: another root signed', 'A06 root', [6], (lines, base) =>
    lines.with(2, lineOf(7, headOf(base, { size: 7, root: ELSEWHERE }))),
  ),
  history('the history out of order', 'A06 order', [3], ([a, b, c, ...rest]) => [a!, c!, b!, ...rest]),
  history('the history beyond the export', 'A06 beyond', [11], (lines, base) => [
    ...lines,
    lineOf(12, headOf(base, { size: 12 })),
  ]),
  history('the history with a line of another size', 'A06 size', [4], (lines) =>
    lines.with(1, lines[1]!.replace('"size":4', '"size":5')),
  ),
  history('the history with a stranger’s checkpoint', 'A06 signature', [3], (lines, base) =>
    lines.with(1, lineOf(4, headOf(base, { ...strangerOf(base.signer.name), size: 4, root: ELSEWHERE }))),
  ),
  history('the history with a checkpoint of another log', 'A06 origin', [3], (lines, base) =>
    lines.with(1, lineOf(4, headOf(base, { origin: 'elsewhere.example/log', size: 4 }))),
  ),
  history('the history with a line of no meaning', 'A06 malformed', [], (lines) => [
    lines[0]!,
    '[]',
    ...lines.slice(1),
  ]),
  {
    name: 'another history than the auditor was given before',
    base: 'plain',
    level: 'public',
    corrupt: ({ files }) => new Map(files),
    options: (base) => ({ since: headOf(base, { size: 7, root: ELSEWHERE }) }),
    finds: ['A06 since'],
    at: [6],
  },
  {
    name: 'a history without the checkpoint that the auditor was given before',
    base: 'plain',
    level: 'public',
    corrupt: relist((files) => editLines(files, HISTORY, (lines) => lines.toSpliced(2, 1))),
    options: ({ files }) => ({
      since: (JSON.parse(Buffer.from(files.get(HISTORY)!).toString().split('\n')[2]!) as { checkpoint: string })
        .checkpoint,
    }),
    finds: ['A06 missing'],
    at: [6],
  },
];
