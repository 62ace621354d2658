import { isDauysError } from '../domain/errors.ts';
import {
  elementOf,
  enterTag,
  expectEnd,
  openDer,
  readOptional,
  readSmallInteger,
  readTag,
  TAG,
} from '../encoding/der.ts';
import { derBoolean, derNull, derOctets, derOid, derSequence, derUnsigned } from '../encoding/der-writer.ts';
import { OID } from '../encoding/oids.ts';
import { sha256 } from './digest.ts';
import { MAX_TOKEN, timeStampInvalid } from './time-stamp.ts';

/** Status text and header around a token. */
const MAX_RESPONSE = MAX_TOKEN + 4096;
const MAX_STEPS = 64;

const GRANTED = 0;
const GRANTED_WITH_MODS = 1;

/**
 * TimeStampReq (RFC 3161 §2.4.1) over the SHA-256 of `data`, asking for the authority's certificate.
 * @param nonce - read as an unsigned number
 */
export function encodeTimeStampRequest({ data, nonce }: { data: Uint8Array; nonce: Uint8Array }): Uint8Array {
  return derSequence(
    derUnsigned(Uint8Array.of(1)),
    derSequence(derSequence(derOid(OID.sha256), derNull()), derOctets(sha256(data))),
    derUnsigned(nonce),
    derBoolean(true),
  );
}

/**
 * The token out of an attacker-controlled TimeStampResp (RFC 3161 §2.4.2) that grants one; nothing in it is verified.
 * @throws DauysError `time-stamp-invalid`
 */
export function readTimeStampResponse(response: Uint8Array): Uint8Array {
  if (response.length > MAX_RESPONSE) throw timeStampInvalid('response too large');
  try {
    return readGrantedToken(response);
  } catch (error) {
    if (!isDauysError(error) || error.code === 'time-stamp-invalid') throw error;
    throw timeStampInvalid(`response: ${error.message}`);
  }
}

function readGrantedToken(response: Uint8Array): Uint8Array {
  const root = openDer(response, MAX_STEPS);
  const fields = enterTag(root, TAG.sequence);
  expectEnd(root);
  const info = enterTag(fields, TAG.sequence);
  const status = readSmallInteger(info);
  if (status !== GRANTED && status !== GRANTED_WITH_MODS) throw timeStampInvalid(`not granted: status ${status}`);
  readOptional(info, TAG.sequence);
  readOptional(info, TAG.bitString);
  expectEnd(info);
  const token = elementOf(readTag(fields, TAG.sequence));
  expectEnd(fields);
  return token;
}
