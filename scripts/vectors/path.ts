import { derName, rdn } from '../../src/devca/der-values.ts';
import {
  authorityName,
  generateDevCa,
  issueAuthority,
  issueCitizen,
  type DevCa,
  type Identity,
} from '../../src/devca/dev-ca.ts';
import {
  authorityKeyIdentifier,
  basicConstraints,
  extension,
  keyUsage,
  subjectKeyIdentifier,
} from '../../src/devca/extensions.ts';
import { DEV_OID } from '../../src/devca/profile.ts';
import type { RefusalCode } from '../../src/domain/errors.ts';
import { der, derOctets, derSequence } from '../../src/encoding/der-writer.ts';
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

type Rest = Omit<VectorCase, 'name' | 'about' | 'side' | 'expect'>;
type Case = readonly [expect: RefusalCode, name: string, about: string, rest: Rest];

const UNKNOWN_EXTENSION = extension('1.3.6.1.4.1.55555.2', derOctets(Uint8Array.of(1)), true);

/** Paths that lead nowhere, and times at which they do not hold. */
export function pathCases({ rsa, gost, ballot }: World): VectorCase[] {
  return [rsa, gost].flatMap((side) => {
    const cases = [...untrustedLeaves(side, ballot), ...untrustedAuthorities(side, ballot), ...times(side, ballot)];
    return cases.map(([expect, name, about, rest]): VectorCase => ({
      expect,
      name: `${name}-${side.label}`,
      about,
      side,
      ...rest,
    }));
  });
}

const citizenOf = (ca: DevCa, { key }: Side): Identity => issueCitizen(ca, { iin: IIN, key });

function untrustedLeaves(side: Side, ballot: Uint8Array): Case[] {
  const code = 'certificate-untrusted';
  const { ca, citizen } = side;
  const foreign = generateDevCa({ algorithm: side.key.kind, now: AT, random, rsaBits: 2048 });
  const forged = { ...ca, intermediate: { ...ca.intermediate, key: anotherKey(side) } };
  const byCitizen = issueCitizen({ ...ca, intermediate: citizen }, { iin: IIN, key: side.key, firstName: 'БАСҚА' });
  const forgedLeaf = citizenOf(forged, side);
  const foreignLeaf = issueCitizen(
    { ...foreign, intermediate: { ...foreign.intermediate, name: authorityName('БӨТЕН ОРТАЛЫҚ') } },
    { iin: IIN, key: side.key },
  );
  return [
    [
      code,
      'foreign-authority',
      'issued by an authority nobody pinned',
      {
        cms: signWith(foreignLeaf, ballot, {
          certificates: [foreignLeaf.certificateDer, foreign.intermediateDer, foreign.anchorDer],
        }),
      },
    ],
    [code, 'forged-issuer', 'issued in the authority’s name with another key', { cms: signWith(forgedLeaf, ballot) }],
    [
      code,
      'forged-intermediate',
      'a whole forged path under the true names travels along',
      { cms: forgedPath(side, ballot) },
    ],
    [
      code,
      'leaf-as-issuer',
      'issued by a citizen’s certificate, which travels along',
      {
        cms: signWith(byCitizen, ballot, { certificates: [byCitizen.certificateDer, citizen.certificateDer] }),
      },
    ],
    [
      code,
      'pinned-leaf-as-issuer',
      'a citizen’s certificate was pinned by mistake',
      { cms: signWith(byCitizen, ballot), intermediates: [ca.intermediateDer, citizen.certificateDer] },
    ],
    [
      code,
      'self-signed',
      'a certificate signed with its own key',
      { cms: signWith(citizenOf({ ...ca, intermediate: { ...citizen, key: side.key } }, side), ballot) },
    ],
    [
      code,
      'unknown-critical-extension',
      'a critical extension nobody knows',
      {
        cms: signWith(leaf(side, { extensions: [...extensionsWith(side, {}), UNKNOWN_EXTENSION] }), ballot),
      },
    ],
    [code, 'bit-changed', 'one bit of the certificate’s signature is changed', { cms: oneBitChanged(citizen, ballot) }],
  ];
}

function forgedPath(side: Side, ballot: Uint8Array): Uint8Array {
  const { ca } = side;
  const key = anotherKey(side);
  const root = issueAuthority({ ...ca.anchor, key }, { name: ca.anchor.name, key, now: AT, random });
  const middle = issueAuthority({ ...root, key }, { name: ca.intermediate.name, key, now: AT, random });
  const signer = citizenOf({ ...ca, anchor: root, intermediate: middle }, side);
  return signWith(signer, ballot, {
    certificates: [signer.certificateDer, middle.certificateDer, root.certificateDer],
  });
}

function oneBitChanged(citizen: Identity, ballot: Uint8Array): Uint8Array {
  const certificateDer = Uint8Array.from(citizen.certificateDer);
  const last = certificateDer.length - 9;
  certificateDer[last] = (certificateDer[last] ?? 0) ^ 1;
  return signWith({ ...citizen, certificateDer }, ballot);
}

/** Paths over a pinned intermediate that is itself at fault. */
function untrustedAuthorities(side: Side, ballot: Uint8Array): Case[] {
  const code = 'certificate-untrusted';
  const { ca } = side;
  const key = anotherKey(side);
  const ids = [subjectKeyIdentifier(key.spki), authorityKeyIdentifier(ca.anchor.key.spki)];
  const over = (extensions: readonly Uint8Array[]): Rest => {
    const intermediate = issueAuthority(ca.anchor, {
      name: ca.intermediate.name,
      key,
      now: AT,
      random,
      fields: { extensions },
    });
    return {
      cms: signWith(citizenOf({ ...ca, intermediate }, side), ballot),
      intermediates: [intermediate.certificateDer],
    };
  };
  const signing = keyUsage(['keyCertSign', 'crlSign']);
  const deeper = issueAuthority(ca.intermediate, { name: authorityName('ТӨМЕНГІ ОРТАЛЫҚ'), key, now: AT, random });
  const permitted = derName([rdn(DEV_OID.country, 'KG')]);
  const nameConstraints = derSequence(der(0xa0, derSequence(der(0xa4, permitted))));
  const otherRoot = generateDevCa({ algorithm: side.key.kind, now: AT, random, rsaBits: 2048 });
  const good = signWith(side.citizen, ballot);
  return [
    [code, 'issuer-without-ca', 'the intermediate is no authority', over([signing, ...ids])],
    [
      code,
      'issuer-ca-false',
      'the intermediate says it is no authority',
      over([basicConstraints(false), signing, ...ids]),
    ],
    [
      code,
      'issuer-without-cert-sign',
      'the intermediate may not sign certificates',
      over([basicConstraints(true, 0), keyUsage(['crlSign']), ...ids]),
    ],
    [
      code,
      'issuer-critical-extension',
      'the intermediate has a critical extension nobody knows',
      over([basicConstraints(true, 0), signing, ...ids, UNKNOWN_EXTENSION]),
    ],
    [
      code,
      'name-constraints',
      'the intermediate may not name citizens of this country',
      over([basicConstraints(true, 0), signing, ...ids, extension(DEV_OID.nameConstraints, nameConstraints, true)]),
    ],
    [
      code,
      'path-length',
      'an authority below one that allows none',
      {
        cms: signWith(citizenOf({ ...ca, intermediate: deeper }, side), ballot),
        intermediates: [ca.intermediateDer, deeper.certificateDer],
      },
    ],
    [
      code,
      'intermediate-not-pinned',
      'the intermediate travels along but is not pinned',
      {
        cms: signWith(side.citizen, ballot, { certificates: [side.citizen.certificateDer, ca.intermediateDer] }),
        intermediates: [otherRoot.intermediateDer],
      },
    ],
    [
      code,
      'anchor-of-same-name',
      'the pinned anchor has the right name and another key',
      { cms: good, anchors: [otherRoot.anchorDer] },
    ],
  ];
}

function times(side: Side, ballot: Uint8Array): Case[] {
  const { ca } = side;
  const key = anotherKey(side);
  const [expired, early] = ['certificate-expired', 'certificate-not-yet-valid'] as const;
  const over = (fields: { notBefore?: Date; notAfter?: Date }): Rest => {
    const intermediate = issueAuthority(ca.anchor, { name: ca.intermediate.name, key, now: AT, random, fields });
    return {
      cms: signWith(citizenOf({ ...ca, intermediate }, side), ballot),
      intermediates: [intermediate.certificateDer],
    };
  };
  const signer = (fields: { notBefore?: Date; notAfter?: Date }): Rest => ({
    cms: signWith(leaf(side, fields), ballot),
  });
  return [
    [expired, 'leaf', 'the citizen’s certificate ended yesterday', signer({ notAfter: days(-1) })],
    [
      expired,
      'leaf-one-second',
      'the citizen’s certificate ended a second ago',
      signer({ notAfter: new Date(AT.getTime() - 1000) }),
    ],
    [expired, 'intermediate', 'the intermediate ended yesterday', over({ notAfter: days(-1) })],
    [
      expired,
      'anchor',
      'the anchor ended before the ballot came',
      {
        cms: signWith(leaf(side, { notAfter: days(10_000) }), ballot),
        at: days(7400),
        intermediates: [longLived(side)],
      },
    ],
    [early, 'leaf', 'the citizen’s certificate begins tomorrow', signer({ notBefore: days(1) })],
    [
      early,
      'leaf-one-second',
      'the citizen’s certificate begins in a second',
      signer({ notBefore: new Date(AT.getTime() + 1000) }),
    ],
    [early, 'intermediate', 'the intermediate begins tomorrow', over({ notBefore: days(1) })],
  ];
}

/** The intermediate of the same key, valid past its anchor. */
function longLived({ ca }: Side): Uint8Array {
  const { name, key } = ca.intermediate;
  return issueAuthority(ca.anchor, { name, key, now: AT, random, fields: { notAfter: days(10_000) } }).certificateDer;
}
