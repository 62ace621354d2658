import { removeArmour } from '../encoding/armour.ts';
import { toDer } from '../encoding/ber.ts';
import { fromUtf8 } from '../encoding/bytes.ts';
import { contentOf, enterTag, openDer, readOid, readSmallInteger, readTag, TAG } from '../encoding/der.ts';

const EXPLICIT_0 = 0xa0;

/** What a ballot says, for people. */
export interface ReadBallot {
  readonly contest: string;
  readonly candidate: string;
  readonly number: number;
  readonly name: { readonly kk: string; readonly ru: string };
}

/**
 * The document inside a signature (RFC 5652 §5.1, §5.2). Nothing is verified: whoever signed it knows what they hold
 * against it.
 * @param cms - base64, PEM, DER or BER
 * @throws DauysError `ballot-malformed`, also for a signature without its document
 */
export function signedContent(cms: string | Uint8Array): Uint8Array {
  const contentInfo = enterTag(openDer(toDer(removeArmour(cms))), TAG.sequence);
  readOid(contentInfo);
  const signedData = enterTag(enterTag(contentInfo, EXPLICIT_0), TAG.sequence);
  readSmallInteger(signedData);
  readTag(signedData, TAG.set);
  const encapsulated = enterTag(signedData, TAG.sequence);
  readOid(encapsulated);
  return contentOf(readTag(enterTag(encapsulated, EXPLICIT_0), TAG.octetString));
}

/** Reads the bytes of a ballot; undefined for what is none. */
export function readBallot(bytes: Uint8Array): ReadBallot | undefined {
  try {
    const { candidate, contest } = JSON.parse(fromUtf8(bytes)) as {
      candidate: { id: unknown; number: unknown; name: { kk: unknown; ru: unknown } };
      contest: { id: unknown };
    };
    const { id, number, name } = candidate;
    if (typeof contest.id !== 'string' || typeof id !== 'string' || typeof number !== 'number') return undefined;
    if (typeof name.kk !== 'string' || typeof name.ru !== 'string') return undefined;
    return { contest: contest.id, candidate: id, number, name: { kk: name.kk, ru: name.ru } };
  } catch {
    return undefined;
  }
}
