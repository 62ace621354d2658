import type { VNode } from 'preact';
import type { PublishedExport } from '../../audit/published-export.ts';
import type { Language } from '../../domain/texts.ts';
import { number } from '../wording.ts';
import { AUDITORS_TEXTS } from './auditors-texts.ts';

/** A page that is read: who wants all of thousands of files takes the manifest. */
const MAX_LISTED = 200;

interface ExportProps {
  readonly language: Language;
  /** Of the contest. */
  readonly id: string;
  readonly part: 'public' | 'all';
  readonly shown: Pick<PublishedExport, 'size' | 'files' | 'sha256'>;
}

/** One published export: its manifest, and its files with size and hash. */
export function Export({ language, id, part, shown }: ExportProps): VNode {
  const text = AUDITORS_TEXTS[language];
  const { size, files, sha256 } = shown;
  const root = `/api/v1/contests/${id}/export`;
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return (
    <>
      <dl class="protocol-facts">
        <dt>{text.entries}</dt>
        <dd>{number(language, size)}</dd>
        <dt>{text.files}</dt>
        <dd>{number(language, files.length)}</dd>
        <dt>{text.bytes}</dt>
        <dd>{number(language, bytes)}</dd>
        <dt>{text.manifest}</dt>
        <dd>
          <a href={part === 'public' ? `${root}?part=public` : root} download="manifest.json">
            manifest.json
          </a>
        </dd>
        <dt>{text.manifestSha256}</dt>
        <dd>
          <code>{sha256}</code>
        </dd>
      </dl>
      <details>
        <summary>{text.list}</summary>
        <Files {...{ language, id, part, shown }} />
      </details>
    </>
  );
}

function Files({ language, id, shown: { files, size } }: ExportProps): VNode {
  const text = AUDITORS_TEXTS[language];
  const root = `/api/v1/contests/${id}/export/files`;
  const rest = files.length - MAX_LISTED;
  return (
    <div class="wide" tabIndex={0} role="region" aria-label={text.list}>
      <table class="files">
        <thead>
          <tr>
            <th scope="col">{text.path}</th>
            <th scope="col" class="number">
              {text.bytes}
            </th>
            <th scope="col">SHA-256</th>
          </tr>
        </thead>
        <tbody>
          {files.slice(0, MAX_LISTED).map(({ path, bytes, sha256 }) => (
            <tr key={path}>
              <th scope="row">
                <a href={`${root}/${path}?size=${size}`} download>
                  {path}
                </a>
              </th>
              <td class="number">{number(language, bytes)}</td>
              <td>
                <code>{sha256}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {rest > 0 && <p>{text.more(number(language, rest))}</p>}
    </div>
  );
}
