import { attribute, signingCertificateV1, signingCertificateV2 } from '../../src/devca/cms-builder.ts';
import { derTime } from '../../src/devca/der-values.ts';
import { authorityName, issueAuthority, type Identity } from '../../src/devca/dev-ca.ts';
import { algorithmIdentifier } from '../../src/devca/dev-key.ts';
import { extendedKeyUsage, extension, keyUsage } from '../../src/devca/extensions.ts';
import { DEV_OID } from '../../src/devca/profile.ts';
import { encodeTimeStampInfo, issueTsa } from '../../src/devca/time-stamp-builder.ts';
import { TAG } from '../../src/encoding/der.ts';
import { der, derOctets, derOid, derSequence } from '../../src/encoding/der-writer.ts';
import { sha256 } from '../../src/signature/digest.ts';
import {
  DATA,
  imprintBy,
  issued,
  issuedWith,
  stamp,
  type Invalid,
  type Particulars,
  type Stamper,
} from './time-stamp-world.ts';
import { anotherKey, AT, days, leaf, random } from './world.ts';

const INVALID = 'time-stamp-invalid';
const UNSUPPORTED = 'algorithm-unsupported';

/** Tokens by whom nobody believes, by keys that may not stamp, or by algorithms off the allow-list. */
export function unbelievedTimeStamps(stamper: Stamper): Invalid[] {
  return [...authorities(stamper), ...usages(stamper), ...attributes(stamper), ...algorithms(stamper)];
}

/** Whose certificate it is, and who is believed. */
function authorities(stamper: Stamper): Invalid[] {
  const { side, tsa } = stamper;
  const { ca } = side;
  const under = (issuer: Identity): Identity => issueTsa({ ...ca, intermediate: issuer }, { key: tsa.key });
  const authority = (issuer: Identity, name: string): Identity =>
    issueAuthority(issuer, { name: authorityName(name), key: anotherKey(side), now: AT, random });
  const stranger = authority(ca.anchor, 'БӨТЕН ОРТАЛЫҚ');
  const lower = authority(ca.anchor, 'ТӨМЕНГІ ОРТАЛЫҚ');
  const forger = { ...ca.intermediate, key: anotherKey(side) };
  const token = stamp(stamper);
  const forged = under(forger);
  const below = under(lower);
  const otherKey = { ...tsa, key: anotherKey(side) };
  return [
    [INVALID, 'untrusted', 'another CA is believed', { token, tsa: [stranger.certificateDer] }],
    [INVALID, 'nobody-believed', 'no authority is believed', { token, tsa: [] }],
    [
      INVALID,
      'forged-certificate',
      'the certificate is signed in the CA’s name',
      { token: stamp(stamper, {}, forged) },
    ],
    [
      INVALID,
      'issuer-not-pinned',
      'the CA between travels along and is not pinned',
      {
        token: stamp(stamper, { message: { certificates: [below.certificateDer, lower.certificateDer] } }, below),
        tsa: [ca.anchorDer],
      },
    ],
    [
      INVALID,
      'another-pinned',
      'another certificate of the same key is pinned, not its CA',
      { token, tsa: [issued(stamper).certificateDer] },
    ],
    [
      INVALID,
      'certificate-missing',
      'the certificate neither travels along nor is pinned',
      { token: stamp(stamper, { message: { certificates: [] } }) },
    ],
    [
      INVALID,
      'certificate-of-another',
      'a certificate travels along, another’s; the right one is pinned',
      { token: stamp(stamper, { message: { certificates: [ca.anchorDer] } }), tsa: [tsa.certificateDer] },
    ],
    [INVALID, 'another-key', 'signed with another key', { token: stamp(stamper, {}, otherKey) }],
    [
      INVALID,
      'issuer-is-no-authority',
      'a certificate for time-stamps issues another',
      { token: stamp(stamper, {}, under(tsa)), tsa: [tsa.certificateDer] },
    ],
  ];
}

/** RFC 3161 §2.3: the key is for time-stamps and nothing else. */
function usages(stamper: Stamper): Invalid[] {
  const { side } = stamper;
  const { timeStamping, emailProtection, clientAuth } = DEV_OID;
  const by = (tsa: Identity): Particulars => ({ token: stamp(stamper, {}, tsa) });
  const extended = (value: Uint8Array | undefined): Particulars =>
    by(issuedWith(stamper, { [DEV_OID.extendedKeyUsage]: value }));
  const unknown = extension('1.3.6.1.4.1.55555.8', derOctets(Uint8Array.of(1)), true);
  return [
    [INVALID, 'usage-not-critical', 'extended key usage is not critical', extended(extendedKeyUsage([timeStamping]))],
    [
      INVALID,
      'usage-among-others',
      'timeStamping and another usage',
      extended(extendedKeyUsage([timeStamping, emailProtection], true)),
    ],
    [INVALID, 'usage-other', 'another usage', extended(extendedKeyUsage([clientAuth], true))],
    [INVALID, 'usage-any', 'anyExtendedKeyUsage', extended(extendedKeyUsage(['2.5.29.37.0'], true))],
    [INVALID, 'usage-missing', 'no extended key usage', extended(undefined)],
    [
      INVALID,
      'key-usage',
      'key usage keyEncipherment alone',
      by(issuedWith(stamper, { [DEV_OID.keyUsage]: keyUsage(['keyEncipherment']) })),
    ],
    [
      INVALID,
      'critical-certificate-extension',
      'the certificate has a critical extension that nobody knows',
      by(issuedWith(stamper, { '1.3.6.1.4.1.55555.8': unknown })),
    ],
    [INVALID, 'citizen', 'a citizen stamps', by(leaf(side))],
    [INVALID, 'ca-itself', 'the pinned CA stamps', by(side.ca.intermediate)],
  ];
}

/** Signed attributes, beginning with НУЦ's four. */
function attributes(stamper: Stamper): Invalid[] {
  const { tsa, side } = stamper;
  const fields = { imprint: imprintBy('sha256'), serialNumber: random(8), genTime: AT };
  const type = attribute(DEV_OID.contentType, derOid(DEV_OID.tstInfo));
  const time = attribute(DEV_OID.signingTime, derTime(AT));
  const certificate = signingCertificateV1(tsa.certificateDer);
  const digest = attribute(DEV_OID.messageDigest, derOctets(tsa.key.digest(encodeTimeStampInfo(fields))));
  const other = issued(stamper).certificateDer;
  const dataType = attribute(DEV_OID.contentType, derOid(DEV_OID.data));
  const ofData = attribute(DEV_OID.messageDigest, derOctets(tsa.key.digest(DATA)));
  const withIssuer = derSequence(
    derOctets(sha256(tsa.certificateDer)),
    derSequence(derSequence(der(0xa4, side.ca.anchor.name)), der(TAG.integer, tsa.serialNumber)),
  );
  const names = derSequence(derSequence(withIssuer));
  const otherIssuer = attribute(DEV_OID.signingCertificateV2, names);
  const token = (...signedAttributes: readonly Uint8Array[]): Particulars => ({
    token: stamp(stamper, { ...fields, signer: { signedAttributes } }),
  });
  return [
    [
      INVALID,
      'signing-certificate-of-another',
      'v1 of another certificate',
      token(type, time, signingCertificateV1(other), digest),
    ],
    [
      INVALID,
      'signing-certificate-v2-of-another',
      'v2 of another certificate',
      token(type, time, signingCertificateV2(other), digest),
    ],
    [
      INVALID,
      'signing-certificates-differ',
      'v1 right, v2 of another certificate',
      token(type, time, certificate, signingCertificateV2(other), digest),
    ],
    [INVALID, 'signing-certificate-missing', 'neither v1 nor v2', token(type, time, digest)],
    [INVALID, 'signing-certificate-issuer', 'v2 with another issuer', token(type, time, otherIssuer, digest)],
    [INVALID, 'content-type-missing', 'no content-type', token(time, certificate, digest)],
    [INVALID, 'content-type-data', 'content-type says data', token(dataType, time, certificate, digest)],
    [INVALID, 'message-digest', 'message-digest of the stamped data', token(type, time, certificate, ofData)],
    [INVALID, 'message-digest-missing', 'no message-digest', token(type, time, certificate)],
    [
      INVALID,
      'attribute-twice',
      'signing time twice',
      token(type, time, attribute(DEV_OID.signingTime, derTime(days(1))), certificate, digest),
    ],
  ];
}

/** What is off the allow-list. */
function algorithms(stamper: Stamper): Invalid[] {
  const { tsa } = stamper;
  const isRsa = tsa.key.kind === 'rsa';
  const imprintOf = (oid: string, octets: number): Particulars => ({
    token: stamp(stamper, { imprint: { algorithm: algorithmIdentifier(oid), digest: new Uint8Array(octets) } }),
  });
  const named = (digest: string, signature: string): Particulars => ({
    token: stamp(stamper, {
      signer: { digestAlgorithm: algorithmIdentifier(digest), signatureAlgorithm: algorithmIdentifier(signature) },
    }),
  });
  return [
    [UNSUPPORTED, 'imprint-sha1', 'an imprint by SHA-1', imprintOf(DEV_OID.sha1, 20)],
    [UNSUPPORTED, 'imprint-gost-34311', 'an imprint by GOST 34.311', imprintOf('1.2.398.3.10.1.3.1', 32)],
    [UNSUPPORTED, 'imprint-md5', 'an imprint by MD5', imprintOf('1.2.840.113549.2.5', 16)],
    [UNSUPPORTED, 'gost-2004', 'GOST 34.310-2004', named('1.2.398.3.10.1.3.1', DEV_OID.kzGost2004Signature)],
    [UNSUPPORTED, 'signature-sha1', 'RSA with SHA-1', named(DEV_OID.sha1, DEV_OID.sha1WithRsa)],
    [
      UNSUPPORTED,
      'signature-of-another-key',
      'an algorithm of the other kind of key',
      isRsa ? named(DEV_OID.streebog512, DEV_OID.kzGost512Signature) : named(DEV_OID.sha256, DEV_OID.sha256WithRsa),
    ],
    [
      UNSUPPORTED,
      'digest-differs',
      'the signature names another digest',
      named(DEV_OID.sha512, isRsa ? DEV_OID.sha256WithRsa : DEV_OID.kzGost512Signature),
    ],
  ];
}
