import type { VNode } from 'preact';

/** What a page hands to its program: no script of its own, so the policy lets it stand. */
export function DataBlock({ id, value }: { readonly id: string; readonly value: object }): VNode {
  // A text could end the element; inside JSON the sign is as good escaped.
  const json = JSON.stringify(value).replaceAll('<', String.raw`\u003c`);
  return <script type="application/json" id={id} dangerouslySetInnerHTML={{ __html: json }} />;
}
