import { toUtf8 } from './bytes.ts';

/**
 * RFC 8785 (JCS) bytes of a JSON value: members sorted by UTF-16 code units, ECMAScript numbers and strings, no
 * white space. Members that are `undefined` are left out, as JSON.stringify does.
 * @throws TypeError on what JSON cannot hold: non-finite numbers, lone surrogates, functions, bigint, holes, and objects
 * of a class (a Date, a Map or bytes would lose what they say).
 */
export function canonicalJson(value: unknown): Uint8Array {
  return toUtf8(serialize(value));
}

function serialize(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError('JCS: number is not finite');
    return JSON.stringify(value);
  }
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new TypeError('JCS: lone surrogate');
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${Array.from(value, serialize).join(',')}]`;
  if (typeof value === 'object' && isPlain(value)) {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => `${serialize(name)}:${serialize(member)}`);
    return `{${members.join(',')}}`;
  }
  throw new TypeError(`JCS: cannot serialize a ${typeof value}`);
}

/** Whether the prototype is a root one, of any realm, or none. */
function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
