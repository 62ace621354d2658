import {
  buildSignedData,
  buildSignerInfo,
  ncaAttributes,
  attribute,
  signingCertificateV2,
} from '../../src/devca/cms-builder.ts';
import { derTime } from '../../src/devca/der-values.ts';
import { keyIdentifier } from '../../src/devca/dev-key.ts';
import { DEV_OID } from '../../src/devca/profile.ts';
import { concatBytes, fromUtf8, toUtf8 } from '../../src/encoding/bytes.ts';
import { der, derOctets, derOid, derSequence } from '../../src/encoding/der-writer.ts';
import { AT, days, leaf, signWith, type Side, type VectorCase, type World } from './world.ts';

/** Content that is no ballot, certificates that are not there, attributes that do not fit. */
export function contentCases(world: World): VectorCase[] {
  const sides = [world.rsa, world.gost];
  return [
    ...contents(world),
    ...sides.flatMap((side) => wrongContentType(side, world.ballot)),
    ...sides.flatMap((side) => missingCertificates(side, world.ballot)),
    ...sides.flatMap((side) => attributes(side, world)),
    ...rareAttributes(world.rsa, world.ballot),
  ];
}

function contents({ rsa, gost, ballot, otherBallot }: World): VectorCase[] {
  const text = fromUtf8(ballot);
  const parsed = JSON.parse(text) as Record<string, unknown>;
  const variants: [name: string, about: string, content: Uint8Array][] = [
    ['other-candidate', 'a ballot that this contest does not have', otherBallot],
    ['other-contest', 'the ballot of another definition', toUtf8(text.replace(/"definition":"./, '"definition":"x'))],
    ['other-log', 'the ballot of another installation', toUtf8(text.replace('vote.example.kz', 'vote.example.com'))],
    ['unknown-candidate', 'a candidate nobody put forward', toUtf8(text.replace('"id":"n012"', '"id":"n999"'))],
    ['white-space', 'the same JSON with a space', toUtf8(text.replace(',', ', '))],
    [
      'reordered',
      'the same JSON with its members in another order',
      toUtf8(JSON.stringify(Object.fromEntries(Object.entries(parsed).reverse()))),
    ],
    ['escaped', 'the same JSON with a letter escaped', toUtf8(text.replace('dauys/1', 'd\\u0061uys/1'))],
    ['byte-order-mark', 'a byte order mark before the ballot', concatBytes(Uint8Array.of(0xef, 0xbb, 0xbf), ballot)],
    ['line-break', 'a line break after the ballot', toUtf8(`${text}\n`)],
    ['decomposed', 'the same text out of Unicode NFC', toUtf8(text.normalize('NFD'))],
    ['empty', 'no content', new Uint8Array()],
    ['twice', 'the ballot twice', concatBytes(ballot, ballot)],
  ];
  const detached = signWith(rsa.citizen, ballot, { detached: true });
  return [
    ...variants.map(([name, about, content]) => wrong(rsa, `${name}-rsa`, about, signWith(rsa.citizen, content))),
    wrong(
      gost,
      'other-candidate-gost',
      'a ballot that this contest does not have',
      signWith(gost.citizen, otherBallot),
    ),
    wrong(rsa, 'detached-without-content', 'a detached signature and no content beside it', detached),
  ];
}

function wrong(side: Side, name: string, about: string, cms: Uint8Array): VectorCase {
  return { name, about, side, cms, expect: 'ballot-wrong-content' };
}

/** The right bytes under another type, signed consistently. */
function wrongContentType(side: Side, ballot: Uint8Array): VectorCase[] {
  const { citizen } = side;
  const [, ...rest] = ncaAttributes(citizen, ballot, AT);
  const signedAttributes = [attribute(DEV_OID.contentType, derOid(DEV_OID.tstInfo)), ...rest];
  const cms = buildSignedData({
    version: 3,
    digestAlgorithms: [citizen.key.digestAlgorithm],
    contentType: DEV_OID.tstInfo,
    content: ballot,
    certificates: [citizen.certificateDer],
    signerInfos: [buildSignerInfo(citizen, ballot, { signingTime: AT, signedAttributes })],
  });
  return [wrong(side, `content-type-${side.label}`, 'the right bytes under another content type', cms)];
}

function missingCertificates(side: Side, ballot: Uint8Array): VectorCase[] {
  const { citizen, ca, label } = side;
  const other = leaf(side).certificateDer;
  const missing = (name: string, about: string, cms: Uint8Array): VectorCase => ({
    name: `${name}-${label}`,
    about,
    side,
    cms,
    expect: 'certificate-missing',
  });
  const strange = der(0x80, keyIdentifier(ca.anchor.key.spki));
  const byUnknownKey = buildSignedData({
    version: 3,
    digestAlgorithms: [citizen.key.digestAlgorithm],
    content: ballot,
    certificates: [citizen.certificateDer],
    signerInfos: [buildSignerInfo(citizen, ballot, { signingTime: AT, version: 3, sid: strange })],
  });
  return [
    missing('none', 'no certificate travels along', signWith(citizen, ballot, { certificates: [] })),
    missing(
      'another',
      'the certificate of another person travels along',
      signWith(citizen, ballot, { certificates: [other] }),
    ),
    missing(
      'authority-only',
      'only the authority’s certificate travels along',
      signWith(citizen, ballot, { certificates: [ca.intermediateDer] }),
    ),
    missing('unknown-key-identifier', 'the signer is named by an identifier no certificate has', byUnknownKey),
  ];
}

function attributes(side: Side, { ballot, otherBallot }: World): VectorCase[] {
  const { citizen, label } = side;
  const [type, time, certificate, digest] = named(side, ballot);
  const broken: [string, string, Uint8Array[]][] = [
    [
      'digest-of-another-ballot',
      'message-digest belongs to another ballot',
      [type, time, certificate, named(side, otherBallot)[3]],
    ],
    ['digest-missing', 'message-digest is missing', [type, time, certificate]],
    [
      'digest-twice',
      'message-digest stands twice, right and wrong',
      [type, time, certificate, digest, named(side, otherBallot)[3]],
    ],
    ['content-type-missing', 'content-type is missing', [time, certificate, digest]],
    [
      'content-type-other',
      'content-type names another type',
      [attribute(DEV_OID.contentType, derOid(DEV_OID.signedData)), time, certificate, digest],
    ],
    [
      'signing-certificate-other',
      'signing-certificate-v2 names another person’s certificate',
      [type, time, signingCertificateV2(leaf(side).certificateDer), digest],
    ],
  ];
  return broken.map(([name, about, signedAttributes]) =>
    mismatch(side, `${name}-${label}`, about, signWith(citizen, ballot, { fields: { signedAttributes } })),
  );
}

function rareAttributes(side: Side, ballot: Uint8Array): VectorCase[] {
  const { citizen } = side;
  const [type, time, certificate, digest] = named(side, ballot);
  const digestOctets = derOctets(citizen.key.digest(ballot));
  const broken: [string, string, Uint8Array[]][] = [
    [
      'digest-truncated',
      'message-digest is half as long',
      [
        type,
        time,
        certificate,
        attribute(DEV_OID.messageDigest, derOctets(citizen.key.digest(ballot).subarray(0, 16))),
      ],
    ],
    [
      'digest-two-values',
      'message-digest has two values',
      [type, time, certificate, attribute(DEV_OID.messageDigest, digestOctets, derOctets(new Uint8Array(32)))],
    ],
    [
      'digest-not-octets',
      'message-digest is a sequence',
      [type, time, certificate, attribute(DEV_OID.messageDigest, derSequence(digestOctets))],
    ],
    [
      'signing-time-twice',
      'signing-time stands twice',
      [type, time, attribute(DEV_OID.signingTime, derTime(days(-1))), certificate, digest],
    ],
    [
      'signing-certificate-empty',
      'signing-certificate-v2 names nothing',
      [type, time, attribute(DEV_OID.signingCertificateV2, derSequence(derSequence())), digest],
    ],
  ];
  const elsewhere = signWith(citizen, toUtf8('test123'), { detached: true });
  return [
    ...broken.map(([name, about, signedAttributes]) =>
      mismatch(side, name, about, signWith(citizen, ballot, { fields: { signedAttributes } })),
    ),
    {
      ...mismatch(side, 'content-replaced', 'a ballot beside a signature of something else', elsewhere),
      detached: true,
    },
  ];
}

function mismatch(side: Side, name: string, about: string, cms: Uint8Array): VectorCase {
  return { name, about, side, cms, expect: 'digest-mismatch' };
}

function named({ citizen }: Side, content: Uint8Array): [Uint8Array, Uint8Array, Uint8Array, Uint8Array] {
  const [type, time, certificate, digest] = ncaAttributes(citizen, content, AT);
  if (type === undefined || time === undefined || certificate === undefined || digest === undefined)
    throw new Error('four attributes');
  return [type, time, certificate, digest];
}
