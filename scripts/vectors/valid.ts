import { attribute, buildSignedData, buildSignerInfo, ncaAttributes } from '../../src/devca/cms-builder.ts';
import { issueCrl } from '../../src/devca/crl-builder.ts';
import { derName, rdn } from '../../src/devca/der-values.ts';
import { authorityName, createDevCa, issueAuthority, issueCitizen, type Identity } from '../../src/devca/dev-ca.ts';
import { algorithmIdentifier, keyIdentifier } from '../../src/devca/dev-key.ts';
import {
  basicConstraints,
  extendedKeyUsage,
  extension,
  keyUsage,
  subjectKeyIdentifier,
} from '../../src/devca/extensions.ts';
import { DEV_OID } from '../../src/devca/profile.ts';
import { generateRsaKey, withHash } from '../../src/devca/rsa-key.ts';
import { der, derOctets, derOid, derSequence } from '../../src/encoding/der-writer.ts';
import { indefiniteForm } from './ber.ts';
import {
  anotherKey,
  AT,
  days,
  extensionsWith,
  IIN,
  leaf,
  random,
  signWith,
  type Side,
  type VectorCase,
  type World,
} from './world.ts';

/** Ballots that shall be taken, however unusual. */
export function validCases(world: World): VectorCase[] {
  return [
    ...[world.rsa, world.gost].flatMap((side) => [
      ...forms(side, world.ballot),
      ...certificates(side, world.ballot),
      ...lists(side, world.ballot),
      ...constraints(side, world.ballot),
    ]),
    ...rsaOnly(world.rsa, world.ballot),
    ...gostOnly(world.gost, world.ballot),
  ];
}

function accept(
  side: Side,
  name: string,
  about: string,
  rest: Omit<VectorCase, 'name' | 'about' | 'side' | 'expect'>,
): VectorCase {
  return { name: `${name}-${side.label}`, about, side, expect: 'accept', ...rest };
}

function forms(side: Side, ballot: Uint8Array): VectorCase[] {
  const { citizen } = side;
  const token = attribute(DEV_OID.signatureTimeStamp, derSequence(derOid(DEV_OID.signedData)));
  const keyId = der(0x80, keyIdentifier(citizen.key.spki));
  const bySki = buildSignedData({
    version: 3,
    digestAlgorithms: [citizen.key.digestAlgorithm],
    content: ballot,
    certificates: [citizen.certificateDer],
    signerInfos: [buildSignerInfo(citizen, ballot, { signingTime: AT, version: 3, sid: keyId })],
  });
  const bare = ncaAttributes(citizen, ballot, AT).filter((_, i) => i === 0 || i === 3);
  const extra = [...ncaAttributes(citizen, ballot, AT), attribute('1.2.840.113549.1.9.15', derSequence())];
  return [
    accept(side, 'attached', 'as NCALayer makes it', { cms: signWith(citizen, ballot) }),
    accept(side, 'detached', 'the ballot travels beside the signature', {
      cms: signWith(citizen, ballot, { detached: true }),
      detached: true,
    }),
    accept(side, 'key-identifier', 'the signer is named by subject key identifier', { cms: bySki }),
    accept(side, 'without-signing-certificate', 'content-type and message-digest alone', {
      cms: signWith(citizen, ballot, { fields: { signedAttributes: bare } }),
    }),
    accept(side, 'other-attribute', 'a signed attribute that means nothing here', {
      cms: signWith(citizen, ballot, { fields: { signedAttributes: extra } }),
    }),
    accept(side, 'time-stamp', 'a signature time-stamp among the unsigned attributes', {
      cms: signWith(citizen, ballot, { fields: { unsignedAttributes: [token] } }),
    }),
    accept(side, 'intermediate-included', 'the intermediate travels along', {
      cms: signWith(citizen, ballot, { certificates: [citizen.certificateDer, side.ca.intermediateDer] }),
    }),
    accept(side, 'indefinite-lengths', 'BER outside of what is signed, the content in two pieces', {
      cms: indefiniteForm(signWith(citizen, ballot)),
    }),
  ];
}

function certificates(side: Side, ballot: Uint8Array): VectorCase[] {
  const { ca, key } = side;
  const varied = leaf(side, {
    subject: derName([
      rdn(DEV_OID.country, 'KZ'),
      rdn(DEV_OID.serialNumber, `IIN${IIN}`),
      rdn(DEV_OID.locality, 'АСТАНА'),
      rdn(DEV_OID.commonName, 'СЫНАҚОВ АЗАМАТ'),
    ]),
    extensions: extensionsWith(side, {
      [DEV_OID.keyUsage]: keyUsage(['digitalSignature', 'nonRepudiation', 'keyEncipherment'], false),
      [DEV_OID.extendedKeyUsage]: extendedKeyUsage(
        [DEV_OID.kzIndividual, DEV_OID.clientAuth, DEV_OID.emailProtection],
        true,
      ),
      '1.3.6.1.4.1.55555.1': extension('1.3.6.1.4.1.55555.1', derOctets(Uint8Array.of(1))),
    }),
  });
  const recased = leaf(side, {
    issuer: derName([
      [DEV_OID.commonName, derBmp(`куәландырушы  орталық dauys dev (${side.label})`)],
      rdn(DEV_OID.country, 'kz'),
    ]),
  });
  const rolledOver = issueAuthority(ca.anchor, { name: ca.intermediate.name, key: anotherKey(side), now: AT, random });
  return [
    accept(side, 'varied-certificate', 'another order of names, other criticality, more usages, an unknown extension', {
      cms: signWith(varied, ballot),
    }),
    accept(side, 'issuer-spelt-otherwise', 'the issuer’s name in other case, spacing and string type', {
      cms: signWith(recased, ballot),
    }),
    accept(side, 'first-second', 'the first second of the certificate’s validity', {
      cms: signWith(leaf(side, { notBefore: AT }), ballot),
    }),
    accept(side, 'last-second', 'the last second of the certificate’s validity', {
      cms: signWith(leaf(side, { notAfter: AT }), ballot),
    }),
    accept(side, 'two-intermediates-of-one-name', 'key rollover: the right one is found by its key', {
      cms: signWith(issueCitizen({ ...ca, intermediate: rolledOver }, { iin: IIN, key }), ballot),
      intermediates: [ca.intermediateDer, rolledOver.certificateDer],
    }),
  ];
}

function lists(side: Side, ballot: Uint8Array): VectorCase[] {
  const { ca, citizen } = side;
  const revoked = [{ serialNumber: leaf(side).serialNumber, revokedAt: days(-2) }];
  const current = { thisUpdate: days(-1), nextUpdate: days(1) };
  const { name } = ca.intermediate;
  const listKey = issueAuthority(ca.anchor, { name, key: anotherKey(side), now: AT, random });
  const cms = signWith(citizen, ballot);
  return [
    accept(side, 'not-on-the-list', 'a current list names somebody else', {
      cms,
      crls: [issueCrl(ca.intermediate, { ...current, revoked })],
    }),
    accept(side, 'list-of-a-separate-key', 'the list is signed with another key of the same authority', {
      cms,
      intermediates: [ca.intermediateDer, listKey.certificateDer],
      crls: [issueCrl(listKey, { ...current, revoked })],
    }),
  ];
}

/** Constraints that an authority sets and its certificates keep. */
function constraints(side: Side, ballot: Uint8Array): VectorCase[] {
  const { ca, key } = side;
  const authorityKey = anotherKey(side);
  const under = (issuer: Identity, name: Uint8Array, ...extensions: readonly Uint8Array[]): Identity =>
    issueAuthority(issuer, {
      ...{ name, key: authorityKey, now: AT, random },
      fields: {
        extensions: [keyUsage(['keyCertSign', 'crlSign']), subjectKeyIdentifier(authorityKey.spki), ...extensions],
      },
    });
  const signedUnder = (intermediate: Identity): Uint8Array =>
    signWith(issueCitizen({ ...ca, intermediate }, { iin: IIN, key }), ballot);
  const upper = under(ca.anchor, authorityName('ЖОҒАРҒЫ ОРТАЛЫҚ'), basicConstraints(true, 1));
  const lower = under(upper, authorityName('ТӨМЕНГІ ОРТАЛЫҚ'), basicConstraints(true, 0));
  const country = derSequence(der(0xa0, derSequence(der(0xa4, derName([rdn(DEV_OID.country, 'KZ')])))));
  const constrained = under(
    ca.anchor,
    ca.intermediate.name,
    basicConstraints(true, 0),
    extension(DEV_OID.nameConstraints, country, true),
  );
  const fromHere = leaf(
    { ...side, ca: { ...ca, intermediate: constrained } },
    { subject: derName([rdn(DEV_OID.country, 'KZ'), rdn(DEV_OID.serialNumber, `IIN${IIN}`)]) },
  );
  return [
    accept(side, 'path-length-kept', 'an authority below one that allows one', {
      cms: signedUnder(lower),
      intermediates: [lower.certificateDer, upper.certificateDer],
    }),
    accept(side, 'name-constraints-kept', 'the intermediate may name citizens of this country', {
      cms: signWith(fromHere, ballot),
      intermediates: [constrained.certificateDer],
    }),
  ];
}

function rsaOnly(side: World['rsa'], ballot: Uint8Array): VectorCase[] {
  const { citizen, key, ca } = side;
  const digests = (['sha384', 'sha512'] as const).map((hash) => {
    const signer = { ...citizen, key: withHash(key, hash) };
    return accept(side, `digest-${hash}`, `the signer uses ${hash}`, { cms: signWith(signer, ballot) });
  });
  const long = generateRsaKey(4096);
  const sha512Ca = createDevCa({
    anchorKey: withHash(side.key, 'sha512'),
    intermediateKey: withHash(side.key, 'sha384'),
    now: AT,
    random,
  });
  return [
    ...digests,
    accept(side, 'signature-algorithm-rsaencryption', 'the signer names the key’s algorithm only', {
      cms: signWith(citizen, ballot, { fields: { signatureAlgorithm: algorithmIdentifier(DEV_OID.rsaEncryption) } }),
    }),
    accept(side, 'digest-parameters-absent', 'a digest algorithm without NULL', {
      cms: signWith(citizen, ballot, { fields: { digestAlgorithm: derSequence(derOid(DEV_OID.sha256)) } }),
    }),
    accept(side, 'key-4096', 'a citizen’s key of 4096 bits', {
      cms: signWith(issueCitizen(ca, { iin: IIN, key: long }), ballot),
    }),
    accept(side, 'authority-sha512', 'certificates signed with SHA-512 and SHA-384', {
      cms: signWith(issueCitizen(sha512Ca, { iin: IIN, key }), ballot),
      anchors: [sha512Ca.anchorDer],
      intermediates: [sha512Ca.intermediateDer],
    }),
  ];
}

function gostOnly(side: World['gost'], ballot: Uint8Array): VectorCase[] {
  return [
    accept(side, 'signature-algorithm-key-oid', 'the signer names the key’s algorithm, as the native library does', {
      cms: signWith(side.citizen, ballot, {
        fields: { signatureAlgorithm: algorithmIdentifier(DEV_OID.kzGost512Key) },
      }),
    }),
  ];
}

function derBmp(text: string): Uint8Array {
  const units = Array.from(text, (c) => c.charCodeAt(0));
  return der(0x1e, Uint8Array.from(units.flatMap((unit) => [unit >> 8, unit & 0xff])));
}
