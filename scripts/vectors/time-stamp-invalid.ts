import { attribute, buildSignedData, buildSignerInfo } from '../../src/devca/cms-builder.ts';
import type { Identity } from '../../src/devca/dev-ca.ts';
import { extension } from '../../src/devca/extensions.ts';
import { DEV_OID } from '../../src/devca/profile.ts';
import {
  buildTimeStampResponse,
  encodeTimeStampInfo,
  TIME_STAMP_STATUS,
  tokenAttributes,
  type TimeStampFields,
} from '../../src/devca/time-stamp-builder.ts';
import { concatBytes, toUtf8 } from '../../src/encoding/bytes.ts';
import { TAG } from '../../src/encoding/der.ts';
import { der, derNull, derOctets, derOid, derSequence } from '../../src/encoding/der-writer.ts';
import {
  imprintBy,
  issued,
  nameOf,
  NONCE,
  stamp,
  type Invalid,
  type Particulars,
  type Stamper,
} from './time-stamp-world.ts';
import { AT, days, random } from './world.ts';

const INVALID = 'time-stamp-invalid';

/** Messages and their fields: what a reader refuses, whatever the key. */
export function malformedTimeStamps(stamper: Stamper): Invalid[] {
  return [...written(stamper), ...forms(stamper), ...responses(stamper)];
}

/** What stands in a well-formed TSTInfo and is not true, or not now. */
export function untrueTimeStamps(stamper: Stamper): Invalid[] {
  return [...contents(stamper), ...times(stamper)];
}

/** What the authority says it stamped. */
function contents(stamper: Stamper): Invalid[] {
  const imprint = { ...imprintBy('sha256'), digest: imprintBy('sha256').digest.slice().reverse() };
  const short = { ...imprintBy('sha256'), digest: imprintBy('sha256').digest.subarray(1) };
  const critical = extension('1.3.6.1.4.1.55555.9', derOctets(Uint8Array.of(1)), true);
  const token = (changes: Partial<TimeStampFields>): Particulars => ({ token: stamp(stamper, changes) });
  return [
    [INVALID, 'imprint', 'the imprint of something else', token({ imprint })],
    [INVALID, 'imprint-short', 'an imprint without its first octet', token({ imprint: short })],
    [INVALID, 'nonce', 'another nonce', { ...token({ nonce: NONCE.slice().reverse() }), nonce: NONCE }],
    [INVALID, 'nonce-missing', 'no nonce although one was sent', { ...token({}), nonce: NONCE }],
    [INVALID, 'critical-extension', 'a critical extension that nobody knows', token({ extensions: [critical] })],
    [INVALID, 'version-2', 'a TSTInfo of version 2', token({ version: 2 })],
    [INVALID, 'named-otherwise', 'named as another authority', token({ tsa: der(0xa4, nameOf('БӨТЕН')) })],
    [INVALID, 'accuracy', 'an accuracy of 1000 milliseconds', token({ accuracy: { millis: 1000 } })],
  ];
}

/** Certificates judged at genTime. */
function times(stamper: Stamper): Invalid[] {
  const { side } = stamper;
  const by = (fields: { notBefore?: Date; notAfter?: Date }): Particulars => {
    const tsa = issued(stamper, fields);
    return { token: stamp(stamper, {}, tsa), tsa: [side.ca.intermediateDer, tsa.certificateDer] };
  };
  const late = stamp(stamper, { genTime: days(5000) });
  return [
    [INVALID, 'expired', 'the authority’s certificate ended a second before', by({ notAfter: seconds(-1) })],
    [INVALID, 'not-yet-valid', 'the authority’s certificate begins a second later', by({ notBefore: seconds(1) })],
    [INVALID, 'after-the-authority', 'years on, when the CA has ended as well', { token: late }],
  ];
}

/** Forms of genTime. */
function written(stamper: Stamper): Invalid[] {
  const time = (text: string, tag: number = TAG.generalizedTime): Particulars => ({
    token: stamp(stamper, { genTimeDer: der(tag, toUtf8(text)) }),
  });
  return [
    [INVALID, 'fraction-with-zeros', 'a fraction that ends in zero', time('20261122070000.120Z')],
    [INVALID, 'fraction-empty', 'a point and no fraction', time('20261122070000.Z')],
    [INVALID, 'fraction-comma', 'a comma before the fraction', time('20261122070000,1Z')],
    [INVALID, 'without-seconds', 'a time without seconds', time('202611220700Z')],
    [INVALID, 'local-time', 'a time that is not in UTC', time('20261122120000+0500')],
    [INVALID, 'no-such-day', 'the thirty-first of November', time('20261131070000Z')],
    [INVALID, 'utc-time', 'UTCTime', time('261122070000Z', TAG.utcTime)],
  ];
}

const seconds = (count: number): Date => new Date(AT.getTime() + count * 1000);

/** The CMS message around it. */
function forms(stamper: Stamper): Invalid[] {
  const { tsa } = stamper;
  const fields = { imprint: imprintBy('sha256'), serialNumber: random(8), genTime: AT };
  const info = encodeTimeStampInfo(fields);
  const changed = encodeTimeStampInfo({ ...fields, genTime: seconds(1) });
  const signedAttributes = tokenAttributes(fields, info, tsa);
  const signerInfo = buildSignerInfo(tsa, info, { signingTime: AT, signedAttributes });
  const good = stamp(stamper);
  const broken = Uint8Array.from(good);
  broken[good.length - 1] = (good.at(-1) ?? 0) ^ 1;
  const message = (changes: NonNullable<TimeStampFields['message']>): Particulars => ({
    token: stamp(stamper, { ...fields, message: changes }),
  });
  const zeros = extension('1.3.6.1.4.1.55555.9', derOctets(new Uint8Array(16_000)));
  const unsigned = { unsignedAttributes: [attribute(DEV_OID.signatureTimeStamp, good)] };
  return [
    [INVALID, 'signature', 'the last bit of the signature', { token: broken }],
    [INVALID, 'content-changed', 'another TSTInfo than was signed', message({ content: changed })],
    [INVALID, 'content-missing', 'no TSTInfo', message({ content: undefined })],
    [INVALID, 'content-type', 'everything right but for content of type data', ofTypeData(fields, info, tsa)],
    [INVALID, 'message-version', 'SignedData of version 1', message({ version: 1 })],
    [INVALID, 'two-signers', 'two signers', message({ signerInfos: [signerInfo, signerInfo] })],
    [INVALID, 'no-signer', 'no signer', message({ signerInfos: [] })],
    [INVALID, 'lists', 'revocation lists travel along', message({ crls: [derSequence()] })],
    [
      INVALID,
      'five-certificates',
      'five certificates',
      message({ certificates: Array.from({ length: 5 }, () => tsa.certificateDer) }),
    ],
    [
      INVALID,
      'certificate-twice',
      'the certificate twice',
      message({ certificates: [tsa.certificateDer, tsa.certificateDer] }),
    ],
    [INVALID, 'unsigned-attribute', 'a time-stamp on the time-stamp', { token: stamp(stamper, { signer: unsigned }) }],
    [
      INVALID,
      'no-attributes',
      'the TSTInfo signed without attributes',
      { token: stamp(stamper, { signer: { signedAttributes: [] } }) },
    ],
    [INVALID, 'trailing', 'something behind the token', { token: concatBytes(good, derNull()) }],
    [INVALID, 'trailing-inside', 'something behind the TSTInfo', trailingInside(stamper, concatBytes(info, derNull()))],
    [
      INVALID,
      'too-large',
      'more than 16 KiB, an extension of zeros',
      { token: stamp(stamper, { extensions: [zeros] }) },
    ],
    [INVALID, 'nothing', 'nothing', { token: new Uint8Array() }],
  ];
}

/** The CMS message says data throughout. */
function ofTypeData({ genTime }: TimeStampFields, content: Uint8Array, tsa: Identity): Particulars {
  const [, ...others] = tokenAttributes({ genTime }, content, tsa);
  const signedAttributes = [attribute(DEV_OID.contentType, derOid(DEV_OID.data)), ...others];
  return {
    token: buildSignedData({
      digestAlgorithms: [tsa.key.digestAlgorithm],
      content,
      certificates: [tsa.certificateDer],
      signerInfos: [buildSignerInfo(tsa, content, { signingTime: genTime, signedAttributes })],
    }),
  };
}

/** Signed well, and still not one TSTInfo. */
function trailingInside(stamper: Stamper, content: Uint8Array): Particulars {
  const { tsa } = stamper;
  const signedAttributes = tokenAttributes({ genTime: AT }, content, tsa);
  const signerInfos = [buildSignerInfo(tsa, content, { signingTime: AT, signedAttributes })];
  return { token: stamp(stamper, { message: { content, signerInfos } }) };
}

function responses(stamper: Stamper): Invalid[] {
  const token = stamp(stamper);
  const { granted, rejection, waiting } = TIME_STAMP_STATUS;
  const response = (...answer: Parameters<typeof buildTimeStampResponse>): Particulars => ({
    response: buildTimeStampResponse(...answer),
  });
  return [
    [INVALID, 'rejected', 'a rejection', response(rejection, undefined, { text: 'no clock', failure: 14 })],
    [INVALID, 'rejected-with-token', 'a rejection with a good token', response(rejection, token)],
    [INVALID, 'waiting', 'a promise', response(waiting)],
    [INVALID, 'granted-without-token', 'a grant of nothing', response(granted)],
    [
      INVALID,
      'response-trailing',
      'something behind the response',
      { response: concatBytes(buildTimeStampResponse(granted, token), derNull()) },
    ],
    [INVALID, 'response-two-tokens', 'two tokens in a response', response(granted, concatBytes(token, token))],
    [INVALID, 'response-is-token', 'a token where a response belongs', { response: token }],
  ];
}
