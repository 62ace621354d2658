import { issueCrl } from '../../src/devca/crl-builder.ts';
import type { CertificateFields } from '../../src/devca/certificate-builder.ts';
import { createDevCa, type Identity } from '../../src/devca/dev-ca.ts';
import { basicConstraints, extendedKeyUsage, extension, keyUsage } from '../../src/devca/extensions.ts';
import {
  issueOcspResponder,
  noCheckExtension,
  ocspResponderExtensions,
  responderByKey,
  responderByName,
} from '../../src/devca/ocsp-builder.ts';
import { DEV_OID } from '../../src/devca/profile.ts';
import { derNull } from '../../src/encoding/der-writer.ts';
import { seconds, type AnswerChange, type OcspCase, type OcspDesk } from './ocsp-desk.ts';
import { anotherKey, AT, days, random, type Side } from './world.ts';

type Case = readonly [
  expect: OcspCase['expect'],
  name: string,
  about: string,
  signer: Identity,
  more?: Pick<OcspCase, 'lists'> & { readonly change?: AnswerChange },
];

/** Answers of those who may speak for the authority, and of those who may not. */
export function responderCases(desk: OcspDesk): OcspCase[] {
  const all = [...allowed(desk), ...named(desk), ...forged(desk), ...unfit(desk), ...revocable(desk)];
  return all.map(([expect, name, about, signer, { change, ...more } = {}]) => ({
    ...{ expect, name, about, ...more },
    response: desk.answer({ signer, ...change }),
  }));
}

/** A delegate with another field, or with the given extensions behind those of НУЦ's. */
function delegate({ ca, ...side }: Side, fields: Partial<CertificateFields> = {}): Identity {
  return issueOcspResponder(ca, { key: anotherKey({ ca, ...side }), fields });
}

/** A delegate whose extensions are these. */
function delegateWith(side: Side, ...extensions: readonly Uint8Array[]): Identity {
  return delegate(side, { extensions });
}

const FOR_ANSWERS = extendedKeyUsage([DEV_OID.ocspSigning]);
const SIGNS = keyUsage(['digitalSignature']);
const NO_CHECK = noCheckExtension();

function allowed({ side, responder }: OcspDesk): Case[] {
  const authority = side.ca.intermediate;
  const byKey = responderByKey(responder.key.spki);
  const copies = [authority.certificateDer, side.citizen.certificateDer, responder.certificateDer];
  return [
    ['good', 'authority', 'the authority answers itself', authority],
    ['good', 'authority-alone', 'no certificate travels', authority, { change: { certificates: [] } }],
    ['good', 'responder-by-key', 'the responder is named by its key', responder, { change: { responderId: byKey } }],
    ['good', 'more-certificates', 'others travel along', responder, { change: { certificates: copies } }],
    ['good', 'without-key-usage', 'the delegate’s key is for anything', delegateWith(side, FOR_ANSWERS, NO_CHECK)],
    ['good', 'last-second', 'the delegate ends in this second', delegate(side, { notAfter: AT })],
  ];
}

function named({ side, responder }: OcspDesk): Case[] {
  const stranger = delegate(side, { subject: side.citizen.name });
  const byOtherKey = responderByKey(anotherKey(side).spki);
  return [
    [
      'responderUnknown',
      'responder-unknown',
      'its certificate is missing',
      responder,
      { change: { certificates: [] } },
    ],
    [
      'responderUnknown',
      'responder-other-name',
      'another responder’s certificate travels',
      responder,
      { change: { certificates: [stranger.certificateDer] } },
    ],
    [
      'responderUnknown',
      'responder-other-key',
      'the key named is another',
      responder,
      { change: { responderId: byOtherKey } },
    ],
    [
      'signature',
      'authority-named',
      'a delegate speaks under the authority’s name',
      responder,
      { change: { responderId: responderByName(side.ca.intermediate.name) } },
    ],
  ];
}

function forged({ side }: OcspDesk): Case[] {
  const { ca } = side;
  const key = anotherKey(side);
  const impostor = createDevCa({ anchorKey: key, intermediateKey: key, now: AT, random });
  const other = { ...impostor, intermediate: { ...impostor.intermediate, name: side.citizen.name } };
  const ofAnchor = { ...ca, intermediate: ca.anchor };
  const issue = (by: typeof ca): Identity => issueOcspResponder(by, { key });
  return [
    ['responderForeign', 'delegate-of-another', 'another authority issued the delegate', issue(other)],
    ['responderForeign', 'delegate-of-the-anchor', 'the anchor issued the delegate', issue(ofAnchor)],
    ['responderForged', 'delegate-forged', 'an authority of the same name issued the delegate', issue(impostor)],
    ['responderForeign', 'responder-self-signed', 'the delegate issued itself', selfSigned(side)],
    ['responderForeign', 'authority-of-same-name', 'an authority of the same name answers', impostor.intermediate],
    ['responderUsage', 'citizen-answers', 'a citizen answers', side.citizen],
  ];
}

function selfSigned(side: Side): Identity {
  const self = delegate(side);
  const ca = { ...side.ca, intermediate: self };
  return issueOcspResponder(ca, { key: self.key, fields: { subject: self.name } });
}

function unfit({ side }: OcspDesk): Case[] {
  const any = extendedKeyUsage(['2.5.29.37.0']);
  const unknown = extension('1.3.6.1.4.1.55555.3', derNull(), true);
  const extensions = (key = anotherKey(side)): Uint8Array[] => ocspResponderExtensions(key, side.ca.intermediate.key);
  return [
    ['responderUsage', 'delegate-without-usage', 'nothing says what for', delegateWith(side, SIGNS, NO_CHECK)],
    ['responderUsage', 'delegate-any-usage', 'the delegate is for anything', delegateWith(side, SIGNS, NO_CHECK, any)],
    [
      'responderKeyUsage',
      'delegate-key-usage',
      'the delegate’s key is for encipherment',
      delegateWith(side, keyUsage(['keyEncipherment']), NO_CHECK, FOR_ANSWERS),
    ],
    [
      'responderIsAuthority',
      'delegate-authority',
      'the delegate may issue certificates',
      delegateWith(side, ...extensions(), basicConstraints(true)),
    ],
    [
      'responderPath',
      'delegate-critical-extension',
      'the delegate has a critical extension nobody knows',
      delegateWith(side, ...extensions(), unknown),
    ],
    [
      'responderExpired',
      'delegate-expired',
      'the delegate ended a second ago',
      delegate(side, { notAfter: seconds(-1) }),
    ],
    [
      'responderNotYetValid',
      'delegate-not-yet-valid',
      'the delegate begins in a second',
      delegate(side, { notBefore: seconds(1) }),
    ],
  ];
}

/** Delegates that somebody has to ask about. */
function revocable({ side }: OcspDesk): Case[] {
  const checked = delegateWith(side, SIGNS, FOR_ANSWERS);
  const list = (nextUpdate: Date, serialNumber = side.citizen.serialNumber): Pick<OcspCase, 'lists'> => ({
    lists: [
      issueCrl(side.ca.intermediate, {
        ...{ thisUpdate: days(-1), nextUpdate },
        revoked: [{ serialNumber, revokedAt: days(-2) }],
      }),
    ],
  });
  return [
    ['good', 'delegate-on-no-list', 'the delegate is looked up', checked, list(days(1))],
    ['responderUnchecked', 'delegate-unchecked', 'nothing says it was not revoked', checked],
    ['responderUnchecked', 'delegate-list-over', 'the list has ended', checked, list(seconds(-1))],
    ['responderRevoked', 'delegate-revoked', 'the delegate was revoked', checked, list(days(1), checked.serialNumber)],
  ];
}
