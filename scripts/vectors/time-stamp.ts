import { attribute } from '../../src/devca/cms-builder.ts';
import { authorityName, issueAuthority } from '../../src/devca/dev-ca.ts';
import { keyIdentifier } from '../../src/devca/dev-key.ts';
import { extension, keyUsage } from '../../src/devca/extensions.ts';
import { DEV_OID } from '../../src/devca/profile.ts';
import { buildTimeStampResponse } from '../../src/devca/time-stamp-builder.ts';
import { der, derOctets, derSequence } from '../../src/encoding/der-writer.ts';
import { parseSignedMessage } from '../../src/signature/cms.ts';
import type { TimeStampVector } from '../../test/support/time-stamp-vector.ts';
import { unbelievedTimeStamps } from './time-stamp-authority.ts';
import { malformedTimeStamps, untrueTimeStamps } from './time-stamp-invalid.ts';
import {
  createStamper,
  imprintBy,
  issuedWith,
  NONCE,
  stamp,
  toVector,
  type Stamper,
  type Valid,
} from './time-stamp-world.ts';
import { anotherKey, AT, random, signWith, type Side, type VectorCase, type World } from './world.ts';

/** fixtures/vectors/time-stamp: tokens and responses, good and bad, of both kinds of authority. */
export function timeStampVectors(world: World): TimeStampVector[] {
  const [rsa, gost] = [createStamper(world.rsa), createStamper(world.gost)];
  return [
    ...[rsa, gost].flatMap((stamper) => [
      ...validTimeStamps(stamper).map((vector) => toVector(stamper, ['accept', ...vector])),
      ...[...untrueTimeStamps(stamper), ...unbelievedTimeStamps(stamper)].map((vector) => toVector(stamper, vector)),
    ]),
    ...malformedTimeStamps(rsa).map((vector) => toVector(rsa, vector)),
  ];
}

function validTimeStamps(stamper: Stamper): Valid[] {
  const { side, tsa } = stamper;
  const { intermediateDer } = side.ca;
  const token = stamp(stamper);
  const unnamed = issuedWith(stamper, { [DEV_OID.keyUsage]: undefined });
  const signer = issuedWith(stamper, { [DEV_OID.keyUsage]: keyUsage(['nonRepudiation']) });
  const optional = { accuracy: { seconds: 300, millis: 1, micros: 999 }, ordering: true, tsa: der(0xa4, tsa.name) };
  const plain = extension('1.3.6.1.4.1.55555.9', derOctets(Uint8Array.of(1)));
  const moment = new Date(AT.getTime() + 120);
  return [
    ['usual', 'in НУЦ’s shape, under the authority’s CA', { token }],
    ['pinned', 'under the authority’s own certificate', { token, tsa: [tsa.certificateDer] }],
    [
      'pinned-both',
      'under the authority’s own certificate and its CA',
      { token, tsa: [tsa.certificateDer, intermediateDer] },
    ],
    ['signing-certificate-v2', 'RFC 5816', { token: stamp(stamper, { signingCertificate: 'v2' }) }],
    ['nonce', 'the nonce that was sent', { token: stamp(stamper, { nonce: NONCE }), nonce: NONCE }],
    ['nonce-not-asked', 'a nonce that nobody asks about', { token: stamp(stamper, { nonce: NONCE }) }],
    ['optional-fields', 'accuracy, ordering and the authority’s name', { token: stamp(stamper, optional) }],
    ['extension', 'an extension that is not critical', { token: stamp(stamper, { extensions: [plain] }) }],
    ['fraction', 'a fraction of a second', { token: stamp(stamper, { genTime: moment }), genTime: moment }],
    ['imprint-sha512', 'an imprint by SHA-512', { token: stamp(stamper, { imprint: imprintBy('sha512') }) }],
    ['imprint-sha384', 'an imprint by SHA-384', { token: stamp(stamper, { imprint: imprintBy('sha384') }) }],
    [
      'imprint-streebog',
      'an imprint by Streebog-512',
      { token: stamp(stamper, { imprint: imprintBy('streebog512') }) },
    ],
    [
      'certificate-not-included',
      'the pinned certificate does not travel along',
      { token: stamp(stamper, { message: { certificates: [] } }), tsa: [tsa.certificateDer, intermediateDer] },
    ],
    [
      'issuer-included',
      'the CA travels along',
      { token: stamp(stamper, { message: { certificates: [tsa.certificateDer, intermediateDer] } }) },
    ],
    [
      'key-identifier',
      'the signer is named by subject key identifier',
      { token: stamp(stamper, byKeyIdentifier(tsa.key.spki)) },
    ],
    ['without-key-usage', 'no key usage at all', { token: stamp(stamper, {}, unnamed) }],
    ['non-repudiation', 'key usage nonRepudiation alone', { token: stamp(stamper, {}, signer) }],
    ['response', 'a response that grants a token', { response: buildTimeStampResponse(0, token) }],
    [
      'response-with-mods',
      'granted with modifications, and words to it',
      { response: buildTimeStampResponse(1, token, { text: 'other policy' }) },
    ],
  ];
}

function byKeyIdentifier(spki: Uint8Array): Parameters<typeof stamp>[1] {
  return { signer: { version: 3, sid: der(0x80, keyIdentifier(spki)) } };
}

/** Ballots with a time-stamp over their signature, in an installation that reads them. */
export function timeStampCases({ rsa, gost, ballot }: World): VectorCase[] {
  return [rsa, gost].flatMap((side) => ballots(createStamper(side), ballot));
}

/** One signature by the citizen; the tokens differ. */
function ballots(stamper: Stamper, ballot: Uint8Array): VectorCase[] {
  const { side, tsa } = stamper;
  const { signature } = parseSignedMessage(signWith(side.citizen, ballot)).signer;
  const cms = (token: Uint8Array): Uint8Array => {
    const unsignedAttributes = [attribute(DEV_OID.signatureTimeStamp, token)];
    return signWith(side.citizen, ballot, { fields: { unsignedAttributes, sign: () => signature } });
  };
  const over = (value: Uint8Array, aheadMs = 0): Uint8Array =>
    stamp(stamper, { genTime: new Date(AT.getTime() + aheadMs) }, tsa, value);
  const good = over(signature);
  const ca = side.ca.intermediateDer;
  const vector = (
    expect: VectorCase['expect'],
    name: string,
    about: string,
    message: Uint8Array,
    rest: Partial<VectorCase> = {},
  ): VectorCase => ({ name: `${name}-${side.label}`, about, expect, side, cms: message, tsa: [ca], ...rest });
  const [code, stranger] = ['time-stamp-invalid' as const, strangerOf(side)];
  return [
    vector('accept', 'time-stamp-verified', 'a time-stamp over the signature, under its CA', cms(good)),
    vector('accept', 'time-stamp-pinned', 'under the authority itself', cms(good), { tsa: [tsa.certificateDer] }),
    vector('accept', 'time-stamp-ahead', 'by a clock five minutes ahead', cms(over(signature, 300_000))),
    vector('accept', 'time-stamp-absent', 'authorities are named, no time-stamp came', signWith(side.citizen, ballot)),
    vector(code, 'future', 'made more than five minutes from now', cms(over(signature, 300_001))),
    vector(code, 'of-the-content', 'over the ballot instead of the signature', cms(over(ballot))),
    vector(code, 'of-another-signature', 'over another signature', cms(over(signature.slice().reverse()))),
    vector(code, 'untrusted', 'under a stranger, though the CA is pinned for citizens', cms(good), { tsa: [stranger] }),
    vector(code, 'empty', 'a sequence with nothing in it', cms(derSequence())),
    vector(code, 'by-the-citizen', 'the citizen stamps', cms(stamp(stamper, {}, side.citizen, signature))),
    vector('certificate-untrusted', 'time-stamp-ca', 'the CA is trusted for time-stamps only', cms(good), {
      anchors: [stranger],
      intermediates: [],
    }),
    vector('certificate-wrong-usage', 'time-stamping-authority', 'the authority signs a ballot', signWith(tsa, ballot)),
  ];
}

/** A CA that has nothing to do with the authority. */
function strangerOf(side: Side): Uint8Array {
  const name = authorityName('БӨТЕН ОРТАЛЫҚ');
  return issueAuthority(side.ca.anchor, { name, key: anotherKey(side), now: AT, random }).certificateDer;
}
