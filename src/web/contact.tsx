import type { VNode } from 'preact';
import type { Language } from '../domain/texts.ts';

const TITLES: Readonly<Record<Language, string>> = {
  kk: 'Кімге хабарласуға болады',
  ru: 'Куда обратиться',
  en: 'Whom to turn to',
};

interface ContactProps {
  readonly language: Language;
  readonly contact: readonly string[];
}

/** Whom to turn to, where the operator says so. */
export function ContactPart({ language, contact }: ContactProps): VNode | null {
  if (contact.length === 0) return null;
  return (
    <section id="contact" class="chapter">
      <h2>{TITLES[language]}</h2>
      <Contact contact={contact} />
    </section>
  );
}

/** Where to turn to, each as what it is: mail, telephone, web page or words. */
function Contact({ contact }: { readonly contact: readonly string[] }): VNode {
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
