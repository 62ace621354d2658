import type { ComponentChildren, VNode } from 'preact';
import { ContactPart } from './contact.tsx';
import { Layout } from './layout.tsx';
import type { PageRequest } from './page.ts';

/** A paragraph, a list, commands to type, or a link that stands alone. */
export type Block = string | readonly string[] | { readonly code: string } | Link;

interface Link {
  readonly href: string;
  readonly label: string;
}

/** One part of a page that is read. */
export interface Chapter {
  /** Stays what it is when the words change: links point to it. */
  readonly id: string;
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** A page that is read from top to bottom. */
export interface ReadingTexts {
  readonly title: string;
  readonly description: string;
  readonly lead: string;
  readonly contents: string;
  readonly chapters: readonly Chapter[];
}

interface ReadingProps extends Pick<PageRequest, 'language' | 'path'> {
  readonly text: Pick<ReadingTexts, 'title' | 'description' | 'lead' | 'contents'>;
  readonly entries: readonly Pick<Chapter, 'id' | 'title'>[];
  readonly contact: readonly string[];
  readonly children: ComponentChildren;
}

/** The frame of a page that is read; it ends with whom to turn to. */
export function Reading({ language, path, text, entries, contact, children }: ReadingProps): VNode {
  return (
    <Layout language={language} path={path} title={text.title} description={text.description}>
      <div class="width">
        <h1>{text.title}</h1>
        <p class="lead">{text.lead}</p>
        <Contents title={text.contents} entries={entries} />
        {children}
        <ContactPart language={language} contact={contact} />
      </div>
    </Layout>
  );
}

/** The parts of a page that is read, one after the other. */
export function Chapters({ chapters }: { readonly chapters: readonly Chapter[] }): VNode {
  return (
    <>
      {chapters.map(({ id, title, blocks }) => (
        <section key={id} id={id} class="chapter">
          <h2>{title}</h2>
          <Blocks blocks={blocks} />
        </section>
      ))}
    </>
  );
}

/** Links to the parts of this page. */
export function Contents({
  title,
  entries,
}: {
  readonly title: string;
  readonly entries: readonly Pick<Chapter, 'id' | 'title'>[];
}): VNode {
  return (
    <nav class="contents" aria-label={title}>
      <ul>
        {entries.map((entry) => (
          <li key={entry.id}>
            <a href={`#${entry.id}`}>{entry.title}</a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

export function Blocks({ blocks }: { readonly blocks: readonly Block[] }): VNode {
  return (
    <>
      {blocks.map((block) => {
        if (typeof block === 'string') return <p key={block}>{block}</p>;
        if ('code' in block)
          return (
            <pre key={block.code}>
              <code>{block.code}</code>
            </pre>
          );
        if ('href' in block)
          return (
            <p key={block.href}>
              <a href={block.href}>{block.label}</a>
            </p>
          );
        return (
          <ul key={block[0]}>
            {block.map((item) => (
              <li key={item}>{item}</li>
            ))}
          </ul>
        );
      })}
    </>
  );
}
