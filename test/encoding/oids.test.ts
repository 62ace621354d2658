import { describe, expect, it } from '@jest/globals';
import { oidContent } from '../../src/encoding/der-writer.ts';
import { isOid, isOidUnder, OID, oidName, oidToString } from '../../src/encoding/oids.ts';

describe('identifiers', () => {
  it('are each named once', () => {
    expect(new Set(Object.values(OID)).size).toBe(Object.keys(OID).length);
  });

  it.each(Object.entries(OID))('%s is read back from its bytes', (name, dotted) => {
    const content = oidContent(dotted);
    expect([oidToString(content), oidName(content), isOid(content, dotted)]).toEqual([dotted, name, true]);
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

  it('print arcs of any size', () => {
    expect(oidToString(Uint8Array.of(0x88, 0x37))).toBe('2.999');
    expect(oidToString(Uint8Array.of(0x69, ...new Array<number>(9).fill(0xff), 0x7f))).toBe(
      '2.25.1180591620717411303423',
    );
    expect(oidName(oidContent('1.2.3'))).toBe('1.2.3');
  });
});
