import { crlNumber, deltaIndicator } from '../../src/devca/crl-builder.ts';
import { authorityName } from '../../src/devca/dev-ca.ts';
import { authorityKeyIdentifier } from '../../src/devca/extensions.ts';
import { BASE_NUMBER, flag, OVER, point, unknownCritical, type CrlCase, type CrlDesk } from './crl-desk.ts';
import { anotherKey, days } from './world.ts';

/** Delta lists on their base (RFC 5280 §5.2.4). */
export function deltaCases(desk: CrlDesk): CrlCase[] {
  return [...applied(desk), ...lifting(desk), ...leftOut(desk), ...withoutBase(desk)];
}

function applied({ base, delta, entry, stranger, baseWith, deltaWith }: CrlDesk): CrlCase[] {
  const usersOnly = point(flag(0x81));
  return [
    {
      ...{ expect: 'good', name: 'delta-on-others', about: 'the delta names somebody else' },
      lists: [base(), delta({ revoked: [stranger] })],
    },
    {
      ...{ expect: 'revoked', name: 'delta-revokes', about: 'revoked since the base' },
      lists: [base(), delta({ revoked: [entry('keyCompromise')] })],
    },
    {
      ...{ expect: 'revoked', name: 'delta-holds', about: 'on hold since the base' },
      lists: [delta({ revoked: [entry('certificateHold')] }), base()],
    },
    {
      ...{ expect: 'revoked', name: 'delta-of-one-scope', about: 'base and delta are both over persons only' },
      lists: [base(baseWith(usersOnly)), delta({ ...deltaWith(usersOnly), revoked: [entry()] })],
    },
  ];
}

function lifting({ base, delta, entry }: CrlDesk): CrlCase[] {
  const [held, removed] = [entry('certificateHold'), entry('removeFromCrl')];
  const hold = delta({ number: BASE_NUMBER + 1, revoked: [held] });
  const lift = delta({ revoked: [removed] });
  return [
    {
      ...{ expect: 'good', name: 'delta-lifts-hold', about: 'on hold in the base, removed by the delta' },
      lists: [base({ revoked: [held] }), lift],
    },
    {
      ...{ expect: 'good', name: 'delta-lifts-younger-hold', about: 'a hold that came and went since the base' },
      lists: [base(), lift],
    },
    {
      ...{ expect: 'good', name: 'newest-delta-lifts', about: 'the newest of two deltas lifts the hold of the other' },
      lists: [base(), hold, lift],
    },
    {
      ...{ expect: 'revoked', name: 'newest-delta-holds', about: 'the newest of three deltas holds again' },
      lists: [base(), delta({ number: BASE_NUMBER + 3, revoked: [held] }), hold, lift],
    },
    {
      ...{ expect: 'revoked', name: 'delta-lifts-key-compromise', about: 'only a hold can be lifted' },
      lists: [base({ revoked: [entry('keyCompromise')] }), lift],
    },
    {
      ...{ expect: 'revoked', name: 'delta-lifts-without-reason', about: 'revoked for no reason told is not on hold' },
      lists: [base({ revoked: [entry()] }), lift],
    },
    {
      ...{ expect: 'revoked', name: 'delta-lifts-and-revokes', about: 'two entries of one delta' },
      lists: [base({ revoked: [held] }), delta({ revoked: [removed, entry('keyCompromise')] })],
    },
    {
      ...{ expect: 'revoked', name: 'delta-lifts-too-late', about: 'the delta that lifts the hold is over' },
      lists: [base({ revoked: [held] }), delta({ ...OVER, revoked: [removed] })],
    },
    {
      ...{ expect: 'revoked', name: 'remove-from-crl-in-base', about: 'removeFromCRL in a complete list revokes' },
      lists: [base({ revoked: [removed] })],
    },
  ];
}

/** Each of these deltas revokes; the base, which says good, decides alone. */
function leftOut({ side, base, delta, entry, deltaWith }: CrlDesk): CrlCase[] {
  const revoked = [entry('keyCompromise')];
  const keyId = authorityKeyIdentifier(side.ca.intermediate.key.spki);
  const stranger = { ...side.ca.intermediate, name: authorityName('БӨТЕН ОРТАЛЫҚ') };
  const other = anotherKey(side);
  const cases: readonly (readonly [name: string, about: string, delta: Uint8Array])[] = [
    ['outdated', 'is over', delta({ ...OVER, revoked })],
    ['from-the-future', 'has not begun', delta({ thisUpdate: days(0.5), revoked })],
    ['without-next-update', 'does not say until when it holds', delta({ nextUpdate: undefined, revoked })],
    ['on-later-base', 'is on a base that came later', delta({ baseNumber: BASE_NUMBER + 1, revoked })],
    ['without-news', 'is not newer than the base', delta({ number: BASE_NUMBER, revoked })],
    ['older-than-base', 'is older than the base', delta({ number: 10, baseNumber: 9, revoked })],
    ['without-number', 'has no number', delta({ extensions: [keyId, deltaIndicator(BASE_NUMBER)], revoked })],
    ['of-other-scope', 'is over persons only, the base over all', delta({ ...deltaWith(point(flag(0x81))), revoked })],
    ['of-other-issuer', 'is another authority’s', delta({ revoked }, stranger)],
    ['of-other-key', 'is signed with another key of the name', delta({ key: other, revoked })],
    [
      'forged',
      'is signed with another key, with the identifier of the right one',
      delta({ ...deltaWith(), key: other, revoked }),
    ],
    [
      'without-key-identifier',
      'does not say by which key, the base does',
      delta({ extensions: [crlNumber(BASE_NUMBER + 2), deltaIndicator(BASE_NUMBER)], revoked }),
    ],
    [
      'unknown-critical-extension',
      'has a critical extension nobody knows',
      delta({ ...deltaWith(unknownCritical), revoked }),
    ],
  ];
  return cases.map(([name, about, list]) => ({
    ...{ expect: 'good', name: `delta-${name}`, about: `the delta ${about}`, lists: [base(), list] },
  }));
}

function withoutBase({ base, delta, entry, baseWith }: CrlDesk): CrlCase[] {
  const unnumbered = baseWith().extensions?.slice(0, 1) ?? [];
  return [
    { expect: 'none', name: 'delta-alone', about: 'a delta without its base', lists: [delta()] },
    {
      ...{ expect: 'none', name: 'delta-alone-revokes', about: 'a delta without its base does not revoke either' },
      lists: [delta({ revoked: [entry()] })],
    },
    {
      ...{ expect: 'none', name: 'delta-on-outdated-base', about: 'the base is over, the delta is not' },
      lists: [base(OVER), delta()],
    },
    {
      ...{ expect: 'good', name: 'delta-on-unnumbered-base', about: 'nobody knows whether the delta fits the base' },
      lists: [base({ extensions: unnumbered }), delta({ revoked: [entry()] })],
    },
  ];
}
