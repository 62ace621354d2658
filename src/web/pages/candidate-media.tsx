import type { VNode } from 'preact';
import type { Candidate } from '../../domain/contest.ts';
import type { Language } from '../../domain/texts.ts';
import { localized } from '../wording.ts';
import { CANDIDATE_TEXTS, type MediaKind } from './candidate-texts.ts';

interface Medium {
  readonly kind: MediaKind;
  readonly url: URL;
  readonly label: string;
}

interface MediaProps {
  readonly language: Language;
  /** Names the host of the service before its first slash: only what lies there is shown in the page. */
  readonly origin: string;
  readonly candidate: Candidate;
}

/** What a candidate presents: links that name where they lead, and images of the service's own. */
export function CandidateMedia({ language, origin, candidate }: MediaProps): VNode | null {
  const text = CANDIDATE_TEXTS[language];
  const media = labelled(candidate.media ?? [], language);
  if (media.length === 0) return null;
  const [ownHost] = origin.split('/', 1);
  const isOwn = ({ url }: Medium): boolean => url.protocol === 'https:' && url.host === ownHost;
  const images = media.filter((medium) => medium.kind === 'image' && isOwn(medium));
  const links = media.filter((medium) => !images.includes(medium));
  return (
    <section>
      <h2>{text.media}</h2>
      {images.map(({ url, label }) => (
        <img
          key={url.href}
          class="presented"
          // Without its host: whatever the service is reached by, nobody else is asked.
          src={url.pathname.replace(/^\/+/, '/') + url.search}
          alt={`${localized(candidate.name, language)}: ${label}`}
          loading="lazy"
          decoding="async"
        />
      ))}
      {links.length > 0 && (
        <ul class="media">
          {links.map(({ url, label }) => (
            <li key={url.href}>
              <a href={url.href} rel="external nofollow noopener noreferrer">
                {label} <span class="host">({url.host})</span>
              </a>
            </li>
          ))}
        </ul>
      )}
      {links.some((link) => !isOwn(link)) && <p class="hint">{text.elsewhere}</p>}
    </section>
  );
}

/** «Видео», or «Видео 2» where there are several. */
function labelled(media: NonNullable<Candidate['media']>, language: Language): readonly Medium[] {
  return media.map(({ kind, url }, i) => {
    const name = CANDIDATE_TEXTS[language].kinds[kind];
    const place = media.slice(0, i + 1).filter((medium) => medium.kind === kind).length;
    const isOnly = media.filter((medium) => medium.kind === kind).length === 1;
    return { kind, url: new URL(url), label: isOnly ? name : `${name} ${place}` };
  });
}
