const MAX_CHARACTERS = 160;
/** A whole word, not the initial of a name or «г.», before the full stop. */
const END_OF_SENTENCE = /(?<=\p{L}{3}|[\p{N}»”)])[.!?…]+(?=\s+[«“(]?[\p{Lu}\p{N}])/u;

/** How a text begins: its first sentence, or as many of its words as a card has room for. */
export function firstSentence(text: string): string {
  const end = END_OF_SENTENCE.exec(text);
  const sentence = end === null ? text : text.slice(0, end.index + end[0].length);
  const characters = Array.from(sentence);
  if (characters.length <= MAX_CHARACTERS) return sentence;
  const cut = characters.slice(0, MAX_CHARACTERS).join('');
  return `${cut.replace(/[\s\p{P}]+\S*$/u, '')}…`;
}
