import type { IncomingHttpHeaders } from 'node:http';
import { DauysError } from '../domain/errors.ts';
import { removeArmour } from '../encoding/armour.ts';
import type { BallotBody } from './ballot-body.ts';

/** RFC 2046 §5.1.1; quotes come off. */
const BOUNDARY = /^multipart\/form-data\s*;(?:.*;)?\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))\s*(?:;|$)/i;
const HEAD_END = Buffer.from('\r\n\r\n');

/**
 * Reads the one file of a form (RFC 7578), whatever it is called.
 * @throws DauysError `media-type` at once for another kind of body; when reading `malformed-request` for what is no form
 * with one file and `ballot-malformed` for armour around no CMS
 */
export function formParser({
  'content-type': contentType = '',
}: IncomingHttpHeaders): (body: Uint8Array) => BallotBody {
  const [, quoted, bare] = BOUNDARY.exec(contentType) ?? [];
  const boundary = quoted ?? bare;
  if (boundary === undefined) throw new DauysError('media-type', 'not a form with a file');
  return (body) => ({ cms: removeArmour(onlyPart(Buffer.from(body), boundary)), candidateId: undefined });
}

/** What stands between the head of the first part and the end of the form. @param body - attacker-controlled */
function onlyPart(body: Buffer, boundary: string): Uint8Array {
  const begin = body.indexOf(HEAD_END) + HEAD_END.length;
  // The line feed before the delimiter is the delimiter's: of an empty file it is the last one of the head.
  const end = body.indexOf(`\r\n--${boundary}`, begin - 2);
  const isWhole = body.indexOf(`--${boundary}\r\n`) === 0 && begin >= HEAD_END.length && end >= 0;
  if (!isWhole || body.indexOf(`\r\n--${boundary}--`, end) !== end) {
    throw new DauysError('malformed-request', 'not a form with one file');
  }
  return new Uint8Array(body.subarray(begin, Math.max(begin, end)));
}
