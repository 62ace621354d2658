import type { VNode } from 'preact';

/** Where to turn to, each as what it is: mail, telephone, web page or words. */
export function Contact({ contact }: { readonly contact: readonly string[] }): VNode {
  return (
    <ul class="contact">
      {contact.map((one) => (
        <li key={one}>
          <Way one={one} />
        </li>
      ))}
    </ul>
  );
}

function Way({ one }: { readonly one: string }): VNode {
  const href = addressOf(one);
  return href === undefined ? <>{one}</> : <a href={href}>{one}</a>;
}

function addressOf(one: string): string | undefined {
  if (/^https:\/\/\S+$/.test(one)) return one;
  if (/^[^\s@]+@[^\s@]+$/.test(one)) return `mailto:${one}`;
  return /^\+?[\d ()-]{3,20}$/.test(one) ? `tel:${one.replaceAll(/[^+\d]/g, '')}` : undefined;
}
