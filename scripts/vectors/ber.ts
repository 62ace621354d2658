import { concatBytes } from '../../src/encoding/bytes.ts';
import {
  contentOf,
  elementOf,
  enter,
  enterTag,
  openDer,
  peekTag,
  readTag,
  readTlv,
  TAG,
  type DerCursor,
} from '../../src/encoding/der.ts';
import { derOctets } from '../../src/encoding/der-writer.ts';

/** A constructed element of indefinite length. */
export function indefinite(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  return concatBytes(Uint8Array.of(tag, 0x80), ...parts, Uint8Array.of(0, 0));
}

/** The rest of a run of elements, each by itself. */
function elements(cursor: DerCursor): Uint8Array[] {
  const found: Uint8Array[] = [];
  while (cursor.offset < cursor.end) found.push(elementOf(readTlv(cursor)));
  return found;
}

/** An attached CMS with its outer layers in indefinite lengths and the content in two pieces, as some signers write. */
export function indefiniteForm(cms: Uint8Array): Uint8Array {
  const contentInfo = enterTag(openDer(cms), TAG.sequence);
  const type = elementOf(readTlv(contentInfo));
  const signedData = enterTag(enterTag(contentInfo, 0xa0), TAG.sequence);
  const version = elementOf(readTlv(signedData));
  const digests = elementOf(readTlv(signedData));
  const encapsulated = enterTag(signedData, TAG.sequence);
  const contentType = elementOf(readTlv(encapsulated));
  const content = contentOf(readTag(enterTag(encapsulated, 0xa0), TAG.octetString));
  const half = content.length >> 1;
  const pieces = indefinite(0x24, derOctets(content.subarray(0, half)), derOctets(content.subarray(half)));
  const certificates =
    peekTag(signedData) === 0xa0 ? [indefinite(0xa0, ...elements(enter(signedData, readTlv(signedData))))] : [];
  return indefinite(
    0x30,
    type,
    indefinite(
      0xa0,
      indefinite(
        0x30,
        version,
        digests,
        indefinite(0x30, contentType, indefinite(0xa0, pieces)),
        ...certificates,
        ...elements(signedData),
      ),
    ),
  );
}
