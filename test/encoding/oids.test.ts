import { describe, expect, it } from '@jest/globals';
import { oidContent } from '../../src/encoding/der-writer.ts';
import { isOid, isOidUnder, OID } from '../../src/encoding/oids.ts';

describe('identifiers', () => {
  it('are each named once', () => {
    expect(new Set(Object.values(OID)).size).toBe(Object.keys(OID).length);
  });

  it.each(Object.entries(OID))('%s is found by its bytes, and no other is', (name, dotted) => {
    const found = Object.entries(OID).filter(([, other]) => isOid(oidContent(dotted), other));
    expect(found.map(([key]) => key)).toEqual([name]);
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
