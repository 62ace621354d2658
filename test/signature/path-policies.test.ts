import { describe, expect, it } from '@jest/globals';
import { der, derOid, derSequence } from '../../src/encoding/der-writer.ts';
import { verdict } from '../support/path-verdict.ts';
import {
  buildCertificate,
  caExtensions,
  extension,
  leafUnder,
  rootAuthority,
  smallInteger,
  subAuthority,
  testKey,
  type TestAuthority,
} from '../support/x509-builder.ts';

const [A, B, ANY] = ['1.2.3.1', '1.2.3.2', '2.5.29.32.0'];

const policies = (...ids: readonly string[]): Uint8Array =>
  extension('2.5.29.32', derSequence(...ids.map((id) => derSequence(derOid(id)))));
const mapping = (...pairs: readonly (readonly [string, string])[]): Uint8Array =>
  extension('2.5.29.33', derSequence(...pairs.map(([a, b]) => derSequence(derOid(a), derOid(b)))), true);
const skip = (tag: number, count: number | undefined): Uint8Array =>
  count === undefined ? new Uint8Array() : der(tag, Uint8Array.of(count));
const constraints = (explicit: number | undefined, inhibitMapping?: number): Uint8Array =>
  extension('2.5.29.36', derSequence(skip(0x80, explicit), skip(0x81, inhibitMapping)), true);
const inhibitAny = (count: number): Uint8Array => extension('2.5.29.54', smallInteger(count), true);

const root = rootAuthority('Policy root');

/** A path root → one CA for each list of extensions → leaf. */
function pathOf(levels: readonly (readonly Uint8Array[])[], leaf: readonly Uint8Array[]): string {
  const authorities: TestAuthority[] = [root];
  for (const [depth, extensions] of levels.entries()) {
    authorities.push(
      subAuthority(authorities[depth]!, `Policy CA ${depth}`, { extensions: [...caExtensions(), ...extensions] }),
    );
  }
  return verdict({
    certificate: leafUnder(authorities.at(-1)!, { extensions: leaf }),
    anchors: [root.certificate],
    intermediates: authorities.slice(1).map(({ certificate }) => certificate),
  });
}

describe('certificate policies', () => {
  it('mean nothing until somebody requires one', () => {
    expect(pathOf([[policies(A)]], [policies(B)])).toBe('good');
    expect(pathOf([[]], [])).toBe('good');
  });

  it('have to agree along the path once one is required', () => {
    expect(pathOf([[policies(A), constraints(0)]], [policies(A)])).toBe('good');
    expect(pathOf([[policies(A), constraints(0)]], [policies(B)])).toBe('certificate-untrusted');
    expect(pathOf([[policies(A), constraints(0)]], [])).toBe('certificate-untrusted');
    expect(pathOf([[constraints(0)]], [policies(A)])).toBe('certificate-untrusted');
  });

  it('are required after as many certificates as the constraint skips', () => {
    expect(pathOf([[policies(A), constraints(1)], []], [])).toBe('certificate-untrusted');
    expect(pathOf([[policies(A), constraints(2)], []], [])).toBe('certificate-untrusted');
    expect(pathOf([[policies(A), constraints(3)], []], [])).toBe('good');
  });

  it('are required by the leaf itself with a skip of 0', () => {
    expect(pathOf([[]], [constraints(0)])).toBe('certificate-untrusted');
    expect(pathOf([[]], [constraints(1)])).toBe('good');
    expect(pathOf([[policies(A)]], [policies(A), constraints(0)])).toBe('good');
  });

  it('pass through anyPolicy', () => {
    expect(pathOf([[policies(ANY), constraints(0)]], [policies(A)])).toBe('good');
    expect(pathOf([[policies(A), constraints(0)]], [policies(ANY)])).toBe('good');
    expect(pathOf([[policies(A), constraints(0)], [policies(ANY)]], [policies(B)])).toBe('certificate-untrusted');
    expect(pathOf([[policies(A), constraints(0)], [policies(ANY)]], [policies(A)])).toBe('good');
  });

  it('do not pass through an inhibited anyPolicy', () => {
    expect(pathOf([[policies(A), constraints(0), inhibitAny(0)]], [policies(ANY)])).toBe('certificate-untrusted');
    expect(pathOf([[policies(A), constraints(0), inhibitAny(1)]], [policies(ANY)])).toBe('good');
    const twice = [[policies(A), constraints(0), inhibitAny(1)], [policies(ANY)]];
    expect(pathOf(twice, [policies(ANY)])).toBe('certificate-untrusted');
    expect(pathOf(twice, [policies(A)])).toBe('good');
  });

  it('are mapped', () => {
    const mapped = [policies(A), mapping([A, B]), constraints(0)];
    expect(pathOf([mapped], [policies(B)])).toBe('good');
    expect(pathOf([mapped], [policies(A)])).toBe('certificate-untrusted');
    expect(pathOf([[policies(ANY), mapping([A, B]), constraints(0)]], [policies(B)])).toBe('good');
  });

  it('are not mapped where mapping is inhibited', () => {
    const inhibited = [
      [policies(A), constraints(0, 0)],
      [policies(A), mapping([A, B])],
    ];
    expect(pathOf(inhibited, [policies(B)])).toBe('certificate-untrusted');
    expect(pathOf(inhibited, [policies(A)])).toBe('certificate-untrusted');
    const later = [
      [policies(A), constraints(0, 1)],
      [policies(A), mapping([A, B])],
    ];
    expect(pathOf(later, [policies(B)])).toBe('good');
  });

  it.each([
    [A, ANY],
    [ANY, A],
  ])('are never mapped from %s to %s', (from, to) => {
    expect(pathOf([[policies(A, ANY), mapping([from, to])]], [policies(A)])).toBe('certificate-untrusted');
  });

  it('are not counted down by self-issued certificates', () => {
    const top = subAuthority(root, 'Counting', { extensions: [...caExtensions(), policies(A), constraints(1)] });
    const key = testKey('counting, renewed');
    const parties = { subject: top.name, issuer: top.name, key, signer: top.key };
    const renewed = buildCertificate({ ...parties, extensions: [...caExtensions(), policies(A)] });
    const files = { anchors: [root.certificate], intermediates: [top.certificate, renewed] };
    expect(verdict({ ...files, certificate: leafUnder({ ...top, key }, { extensions: [policies(A)] }) })).toBe('good');
    expect(verdict({ ...files, certificate: leafUnder({ ...top, key }) })).toBe('certificate-untrusted');
  });

  it('stand once each, and in a critical extension with qualifiers we know', () => {
    const qualified = (kind: string, critical: boolean): string => {
      const qualifier = derSequence(derOid(kind), derSequence());
      const value = derSequence(derSequence(derOid(A), derSequence(qualifier)));
      return pathOf([[]], [extension('2.5.29.32', value, critical)]);
    };
    expect(pathOf([[]], [policies(A, A)])).toBe('ballot-malformed');
    expect(qualified('1.3.6.1.5.5.7.2.1', true)).toBe('good');
    expect(qualified('1.2.3.9', false)).toBe('good');
    expect(qualified('1.2.3.9', true)).toBe('ballot-malformed');
  });
});
