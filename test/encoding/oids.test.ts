import { describe, expect, it } from '@jest/globals';
import { oidContent } from '../../src/encoding/der-writer.ts';
import { dottedOid, isOid, isOidUnder, OID } from '../../src/encoding/oids.ts';

describe('identifiers', () => {
  it('are each named once', () => {
    expect(new Set(Object.values(OID)).size).toBe(Object.keys(OID).length);
  });

  it.each(Object.entries(OID))('%s is found by its bytes, and no other is', (name, dotted) => {
    const found = Object.entries(OID).filter(([, other]) => isOid(oidContent(dotted), other));
    expect(found.map(([key]) => key)).toEqual([name]);
  });

  it.each([...Object.values(OID), '0.0', '0.39', '1.0', '1.39', '2.0', '2.39', '2.40', '1.2.0.127.128.16383.16384'])(
    '%s is written out of its bytes again',
    (dotted) => {
      expect(dottedOid(oidContent(dotted))).toBe(dotted);
    },
  );

  it('are written with arcs of any size', () => {
    // X.667: 2.25 and a UUID.
    const content = Uint8Array.of(0x69, ...Array.from({ length: 17 }, () => 0xff), 0x7f);
    expect(dottedOid(content)).toBe(`2.25.${2n ** 126n - 1n}`);
    expect(dottedOid(Uint8Array.of(0x88, 0x37, 0x03))).toBe('2.999.3');
  });

  it('compare whole', () => {
    expect(isOid(oidContent('2.5.29.32'), OID.anyPolicy)).toBe(false);
    expect(isOid(oidContent('2.5.29.32.0'), OID.certificatePolicies)).toBe(false);
  });

  it('have descendants, which others with a similar last arc are not', () => {
    expect(isOidUnder(oidContent(`${OID.kzOrganization}.3`), OID.kzOrganization)).toBe(true);
    expect(isOidUnder(oidContent(OID.kzOrganization), OID.kzOrganization)).toBe(true);
    expect(isOidUnder(oidContent('1.2.398.3.3.4.1.20'), OID.kzOrganization)).toBe(false);
    expect(isOidUnder(oidContent(OID.kzIndividual), OID.kzOrganization)).toBe(false);
  });
});
