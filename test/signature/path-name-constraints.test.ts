import { describe, expect, it } from '@jest/globals';
import { toUtf8 } from '../../src/encoding/bytes.ts';
import { der, derOid, derSequence } from '../../src/encoding/der-writer.ts';
import { verdict } from '../support/path-verdict.ts';
import {
  attribute,
  buildCertificate,
  caExtensions,
  dn,
  extension,
  leafUnder,
  rdn,
  rootAuthority,
  subAuthority,
  testKey,
  text,
} from '../support/x509-builder.ts';

type Form = 'dns' | 'email' | 'uri';
const TAGS: Record<Form, number> = { dns: 0x82, email: 0x81, uri: 0x86 };

const named = (form: Form, value: string): Uint8Array => der(TAGS[form], toUtf8(value));
const directory = (name: Uint8Array): Uint8Array => der(0xa4, name);
const ip = (...octets: readonly number[]): Uint8Array => der(0x87, Uint8Array.from(octets));
const altNames = (...names: readonly Uint8Array[]): Uint8Array => extension('2.5.29.17', derSequence(...names), true);

interface Constraints {
  readonly permitted?: readonly Uint8Array[];
  readonly excluded?: readonly Uint8Array[];
}

function nameConstraints({ permitted = [], excluded = [] }: Constraints): Uint8Array {
  const list = (tag: number, bases: readonly Uint8Array[]): Uint8Array =>
    bases.length === 0 ? new Uint8Array() : der(tag, ...bases.map((base) => derSequence(base)));
  return extension('2.5.29.30', derSequence(list(0xa0, permitted), list(0xa1, excluded)), true);
}

const root = rootAuthority('Constraining root');
const unit = (...path: readonly string[]): Uint8Array =>
  derSequence(...path.map((value) => rdn(attribute('organizationalUnit', text.utf8(value)))));

/** Verdict on a leaf with this subject and these names under a CA with these constraints. */
function under(constraints: Constraints, subject: Uint8Array, names: readonly Uint8Array[] = []): string {
  const ca = subAuthority(root, 'Constrained', { extensions: [...caExtensions(), nameConstraints(constraints)] });
  const extensions = names.length === 0 ? [] : [altNames(...names)];
  return verdict({
    certificate: leafUnder(ca, { subject, extensions }),
    anchors: [root.certificate],
    intermediates: [ca.certificate],
  });
}

const judge = (constraints: Constraints, ...names: readonly Uint8Array[]): boolean => {
  const result = under(constraints, dn('Named'), names);
  expect(['good', 'certificate-untrusted']).toContain(result);
  return result === 'good';
};

describe('name constraints on directory names', () => {
  const permitted = [directory(unit('North'))];
  const excluded = [directory(unit('North', 'Secret'))];

  it('hold the subject', () => {
    expect(under({ permitted }, unit('North', 'A'))).toBe('good');
    expect(under({ permitted }, unit('NORTH ', 'A'))).toBe('good');
    expect(under({ permitted }, unit('South', 'A'))).toBe('certificate-untrusted');
    expect(under({ permitted, excluded }, unit('North', 'Open'))).toBe('good');
    expect(under({ permitted, excluded }, unit('North', 'Secret', 'A'))).toBe('certificate-untrusted');
  });

  it('hold the alternative names beside it', () => {
    expect(under({ permitted }, unit('North', 'A'), [directory(unit('South'))])).toBe('certificate-untrusted');
    expect(under({ permitted }, unit('North', 'A'), [directory(unit('North', 'B'))])).toBe('good');
  });

  it('say nothing about a certificate without a name of the form', () => {
    expect(under({ permitted }, derSequence(), [named('dns', 'a.kz')])).toBe('good');
  });
});

describe('name constraints on host names', () => {
  it.each([
    ['vote.kz', 'vote.kz', true],
    ['vote.kz', 'a.b.VOTE.kz', true],
    ['vote.kz', 'evote.kz', false],
    ['vote.kz', 'kz', false],
    ['', 'anything.kz', true],
    ['.vote.kz', 'a.vote.kz', false],
    ['vote.kz', '*.vote.kz', true],
    ['vote.kz', 'not a host', false],
  ])('permitted %p and name %p: %p', (base, name, isGood) => {
    expect(judge({ permitted: [named('dns', base)] }, named('dns', name))).toBe(isGood);
  });

  it.each([
    ['vote.kz', 'a.vote.kz', false],
    ['vote.kz', 'other.kz', true],
    ['a.vote.kz', '*.vote.kz', false],
    ['', 'anything.kz', false],
  ])('excluded %p and name %p: %p', (base, name, isGood) => {
    expect(judge({ excluded: [named('dns', base)] }, named('dns', name))).toBe(isGood);
  });
});

describe('name constraints on mail and URIs', () => {
  it.each([
    ['email', 'a@vote.kz', 'a@VOTE.kz', true],
    ['email', 'a@vote.kz', 'A@vote.kz', false],
    ['email', 'vote.kz', 'a@vote.kz', true],
    ['email', 'vote.kz', 'a@mail.vote.kz', false],
    ['email', '.vote.kz', 'a@mail.vote.kz', true],
    ['email', '.vote.kz', 'a@vote.kz', false],
    ['email', 'vote.kz', 'vote.kz', false],
    ['uri', 'vote.kz', 'https://vote.kz/a', true],
    ['uri', 'vote.kz', 'https://user@VOTE.kz:443/a', true],
    ['uri', 'vote.kz', 'https://a.vote.kz/', false],
    ['uri', '.vote.kz', 'https://a.vote.kz/', true],
    ['uri', '.vote.kz', 'https://vote.kz/', false],
    ['uri', 'vote.kz', 'https://10.0.0.1/', false],
    ['uri', 'vote.kz', 'urn:vote.kz', false],
  ] as const)('%s permitted %p and name %p: %p', (form, base, name, isGood) => {
    expect(judge({ permitted: [named(form, base)] }, named(form, name))).toBe(isGood);
  });

  it('hold the e-mail address in a subject without alternative names', () => {
    const subject = (address: string): Uint8Array => derSequence(rdn(attribute('emailAddress', text.ia5(address))));
    const permitted = [named('email', 'vote.kz')];
    expect(under({ permitted }, subject('a@vote.kz'))).toBe('good');
    expect(under({ permitted }, subject('a@other.kz'))).toBe('certificate-untrusted');
  });
});

describe('name constraints on addresses', () => {
  it.each([
    [[10, 0, 0, 0, 255, 0, 0, 0], [10, 1, 2, 3], true],
    [[10, 0, 0, 0, 255, 0, 0, 0], [11, 1, 2, 3], false],
    [[10, 0, 0, 0, 255, 0, 255, 0], [10, 1, 0, 3], false],
    [[10, 0, 0, 0], [10, 0, 0, 0], false],
  ])('%p takes in %p: %p', (base, address, isGood) => {
    expect(judge({ permitted: [ip(...base)] }, ip(...address))).toBe(isGood);
  });
});

describe('name constraints', () => {
  it('of every CA above hold together', () => {
    const constraint = (...permitted: readonly Uint8Array[]): { extensions: Uint8Array[] } => ({
      extensions: [...caExtensions(), nameConstraints({ permitted })],
    });
    const upper = subAuthority(root, 'Upper', constraint(named('dns', 'vote.kz')));
    const lower = subAuthority(upper, 'Lower', constraint(named('dns', 'a.vote.kz'), named('dns', 'other.kz')));
    const leaf = (name: string): string =>
      verdict({
        certificate: leafUnder(lower, { extensions: [altNames(named('dns', name))] }),
        anchors: [root.certificate],
        intermediates: [upper.certificate, lower.certificate],
      });
    expect([leaf('x.a.vote.kz'), leaf('b.vote.kz'), leaf('other.kz')]).toEqual([
      'good',
      'certificate-untrusted',
      'certificate-untrusted',
    ]);
  });

  it('refuse a form that is not processed when a name has it', () => {
    const otherName = der(0xa0, derOid('1.2.3'), der(0xa0, text.utf8('x')));
    expect(judge({ excluded: [otherName] }, otherName)).toBe(false);
    expect(judge({ excluded: [otherName] }, named('dns', 'a.kz'))).toBe(true);
  });

  it('refuse minimum and maximum, which have no meaning', () => {
    const odd = derSequence(named('dns', 'vote.kz'), der(0x80, Uint8Array.of(1)));
    const value = extension('2.5.29.30', derSequence(der(0xa0, odd)), true);
    const ca = subAuthority(root, 'Odd subtree', { extensions: [...caExtensions(), value] });
    const certificate = leafUnder(ca, { extensions: [altNames(named('dns', 'vote.kz'))] });
    const files = { certificate, anchors: [root.certificate], intermediates: [ca.certificate] };
    expect(verdict(files)).toBe('certificate-untrusted');
  });

  it('of the anchor hold, and its key rolls over by a self-issued certificate they do not name', () => {
    const permitted = [directory(unit('North'))];
    const extensions = [...caExtensions(), nameConstraints({ permitted })];
    const anchor = rootAuthority('Constrained root', { extensions });
    const key = testKey('constrained root, renewed');
    const parties = { subject: anchor.name, issuer: anchor.name, key, signer: anchor.key };
    const renewed = buildCertificate({ ...parties, extensions: caExtensions() });
    const files = { anchors: [anchor.certificate], intermediates: [renewed] };
    const leaf = (subject: Uint8Array): Uint8Array => leafUnder({ ...anchor, key }, { subject });
    expect(verdict({ ...files, certificate: leaf(unit('North', 'A')) })).toBe('good');
    expect(verdict({ ...files, certificate: leaf(unit('South', 'A')) })).toBe('certificate-untrusted');
  });

  it('do not belong into an end entity', () => {
    const certificate = leafUnder(root, { extensions: [nameConstraints({ permitted: [named('dns', 'a.kz')] })] });
    expect(verdict({ certificate, anchors: [root.certificate] })).toBe('certificate-untrusted');
  });
});
