/** Characters that a reader would not see: controls, formats, surrogates, private and unassigned ones, separators. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u;
/** An ИИН written into a text would be public for good. */
const PERSONAL_NUMBER = /\p{Nd}{12}/u;

/**
 * Whether a text that somebody wrote may become public: NFC, of 1 to `most` UTF-16 code units, none of them hidden, and with no
 * run of twelve digits.
 * @param lines - line feeds are taken, too
 */
export function isPublicText(text: string, most: number, { lines = false } = {}): boolean {
  if (text.length === 0 || text.length > most || !text.isWellFormed()) return false;
  if (text.normalize('NFC') !== text || PERSONAL_NUMBER.test(text)) return false;
  return !HIDDEN.test(lines ? text.replaceAll('\n', '') : text);
}
