/** A text in every spelling that a leak could have, as text of bytes. */
export function spellings(text: string): string[] {
  const bytes = Buffer.from(text);
  const escaped = Array.from(text, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
  return [
    ...[text, text.toLowerCase(), escaped, encodeURIComponent(text)].map((t) => Buffer.from(t).toString('latin1')),
    bytes.toString('hex'),
    ...base64Cores(bytes),
  ];
}

/** Base64 of the bytes wherever they may begin inside a longer run of bytes. */
export function base64Cores(bytes: Uint8Array): string[] {
  return [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replaceAll('=', '');
    return text.slice(shift === 0 ? 0 : 4, -2);
  });
}

/** Every 24 octets of these bytes, raw, in hex and in base64; but for what `common` holds as well. */
export function windows(bytes: Uint8Array, common: Uint8Array = new Uint8Array()): string[] {
  const shared = encodings(Buffer.from(common)).join('\n');
  const found: string[] = [];
  for (let at = 0; at + 24 <= bytes.length; at += 24) {
    const part = Buffer.from(bytes.subarray(at, at + 24));
    found.push(part.toString('latin1'), part.toString('hex'), ...base64Cores(part));
  }
  return found.filter((text) => !shared.includes(text));
}

function encodings(bytes: Buffer): string[] {
  const shifted = [0, 1, 2].map((shift) => Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64'));
  return [bytes.toString('latin1'), bytes.toString('hex'), ...shifted];
}

/** A number out of a certificate as programs write it: hexadecimal in either case, with colons, decimal, raw, base64. */
export function numberSpellings(octets: Uint8Array): string[] {
  const hex = Buffer.from(octets)
    .toString('hex')
    .replace(/^(00)+/, '');
  const bytes = Buffer.from(hex, 'hex');
  const colons = hex.replace(/(..)(?=.)/g, '$1:');
  return [
    ...[hex, hex.toUpperCase(), colons, colons.toUpperCase(), BigInt(`0x${hex}`).toString()],
    ...[bytes.toString('latin1'), ...base64Cores(bytes)],
  ];
}
