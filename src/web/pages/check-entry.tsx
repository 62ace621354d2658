import type { VNode } from 'preact';
import type { Language } from '../../domain/texts.ts';
import type { LoadedContest } from '../../intake/contests.ts';
import { parseCheckpoint } from '../../log/checkpoint.ts';
import { parseLeaf, type Leaf } from '../../log/leaf.ts';
import { parseNote } from '../../log/note.ts';
import { parseProof } from '../../log/proof.ts';
import type { SitePorts } from '../contest-view.ts';
import { sitePaths } from '../paths.ts';
import { counted, dateTime } from '../wording.ts';
import { CHECK_TEXTS } from './check-texts.ts';

/** One entry as anyone may see it. */
export interface ShownEntry {
  readonly index: number;
  readonly leaf: Leaf;
  /** Of the tree it was looked up in. */
  readonly size: number;
  readonly isAnnulled: boolean;
  /** `tlog-proof@v1`, for the program to verify. */
  readonly proof: string;
}

/** What was asked for in the address: an entry, or a number that there is none of. */
export type AskedEntry = ShownEntry | { readonly unknown: string } | undefined;

export async function findEntry(
  contestId: string,
  query: URLSearchParams,
  { log, annulments }: Pick<SitePorts, 'log' | 'annulments'>,
): Promise<AskedEntry> {
  const text = query.get('index')?.trim() ?? '';
  if (text === '') return undefined;
  const index = /^\d{1,15}$/.test(text) ? Number(text) : undefined;
  const proof = index === undefined ? undefined : await log.inclusionProof(contestId, index);
  if (index === undefined || proof === undefined) return { unknown: text.slice(0, 20) };
  const { leaf, checkpoint } = parseProof(proof);
  const { size } = parseCheckpoint(parseNote(checkpoint).text);
  const annulled = await annulments.list(contestId);
  const isAnnulled = annulled.some(({ ballot }) => ballot === index);
  return { index, leaf: parseLeaf(leaf), size, isAnnulled, proof };
}

interface EntryProps {
  readonly language: Language;
  readonly contest: LoadedContest;
  readonly asked: AskedEntry;
}

/** A question that any browser can ask, and its answer. */
export function ByIndex({ language, contest, asked }: EntryProps): VNode {
  const text = CHECK_TEXTS[language];
  const value = asked === undefined ? '' : 'unknown' in asked ? asked.unknown : String(asked.index);
  return (
    <section class="way" id="by-index">
      <h2>{text.byIndex}</h2>
      <p>{text.byIndexDetail}</p>
      <form action={`${sitePaths(language, contest.definition.id).check}#by-index`} class="one-field">
        <p class="field">
          <label for="index">{text.index}</label>
          <input id="index" name="index" inputMode="numeric" autoComplete="off" required size={10} value={value} />
        </p>
        <button>{text.show}</button>
      </form>
      {asked !== undefined && <Answer {...{ language, contest, asked }} />}
    </section>
  );
}

function Answer({ language, contest, asked }: EntryProps): VNode {
  const text = CHECK_TEXTS[language];
  if (asked === undefined || 'unknown' in asked) {
    return (
      <p class="alert" role="status">
        {text.noEntry(asked?.unknown ?? '')}
      </p>
    );
  }
  const { index, leaf, size, isAnnulled } = asked;
  const moment = new Date(leaf.time * 1000);
  return (
    <div class="inset" id="entry">
      <h3>{text.entry(index)}</h3>
      <p>
        <strong>{text.kinds[leaf.type]}</strong>
      </p>
      {isAnnulled && <p>{text.annulled}</p>}
      <p>
        {text.time}:{' '}
        <time dateTime={moment.toISOString()}>{dateTime(language, moment, contest.definition.timezone)}</time>
      </p>
      <p>{counted(language, size, text.size)}</p>
      <p id="entry-verdict" role="status" />
    </div>
  );
}
