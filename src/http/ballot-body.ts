import { DauysError } from '../domain/errors.ts';
import { removeArmour } from '../encoding/armour.ts';
import { fromUtf8 } from '../encoding/bytes.ts';

export type BallotMediaType = 'cms' | 'json';

/** A ballot out of a request's body: attacker-controlled, armour off. */
export interface BallotBody {
  readonly cms: Uint8Array;
  readonly candidateId: string | undefined;
}

const MEDIA_TYPES: ReadonlyMap<string, BallotMediaType> = new Map([
  ['application/cms', 'cms'],
  ['application/pkcs7-mime', 'cms'],
  ['application/json', 'json'],
]);
const FIELDS: ReadonlySet<string> = new Set(['cms', 'candidate']);

/** @throws DauysError `media-type`, also for a body that is compressed. */
export function ballotMediaType(contentType: string | undefined, contentEncoding: string | undefined): BallotMediaType {
  const [essence = ''] = (contentType ?? '').split(';');
  const mediaType = MEDIA_TYPES.get(essence.trim().toLowerCase());
  const isPlain = contentEncoding === undefined || contentEncoding.trim().toLowerCase() === 'identity';
  if (mediaType === undefined || !isPlain) throw new DauysError('media-type', 'not a media type of a ballot');
  return mediaType;
}

/**
 * Reads a body by its media type. A candidate is named in the query for CMS and in the object for JSON.
 * @throws DauysError `malformed-request` for what is no such request, `ballot-malformed` for armour around no CMS.
 */
export function parseBallotBody(mediaType: BallotMediaType, body: Uint8Array, query: URLSearchParams): BallotBody {
  const [candidateId, ...others] = query.getAll('candidate');
  if (others.length > 0) throw new DauysError('malformed-request', 'more than one candidate');
  if (mediaType === 'cms') return { cms: removeArmour(body), candidateId };
  if (candidateId !== undefined) throw new DauysError('malformed-request', 'a JSON ballot names its candidate inside');
  return parseJsonBallot(body);
}

function parseJsonBallot(body: Uint8Array): BallotBody {
  const object = parseJsonObject(body);
  if (Object.keys(object).some((key) => !FIELDS.has(key))) throw new DauysError('malformed-request', 'unknown field');
  const { cms, candidate } = object;
  if (typeof cms !== 'string') throw new DauysError('malformed-request', 'cms must be a string');
  if (candidate !== undefined && typeof candidate !== 'string') {
    throw new DauysError('malformed-request', 'candidate must be a string');
  }
  return { cms: removeArmour(cms), candidateId: candidate };
}

/** @throws DauysError `malformed-request` */
export function parseJsonObject(body: Uint8Array): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(fromUtf8(body));
  } catch {
    // Without a cause: the parser's message quotes the body.
    throw new DauysError('malformed-request', 'the body is not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new DauysError('malformed-request', 'the body is not a JSON object');
  }
  return value as Record<string, unknown>;
}
