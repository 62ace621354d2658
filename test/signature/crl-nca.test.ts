import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { readPkcs12 } from '../../src/devca/pkcs12.ts';
import { fromUtf8 } from '../../src/encoding/bytes.ts';
import { parseCertificate, type Certificate } from '../../src/signature/certificate.ts';
import { encodeCrlRecord, verifyCrlRecord } from '../../src/signature/crl-record.ts';
import { openSharedCrl, shareCrl } from '../../src/signature/crl-shared.ts';
import { isSignerOf } from '../../src/signature/crl-signer.ts';
import { findRevocation, parseCrl, type CertificateList } from '../../src/signature/crl.ts';
import { verifyPath } from '../../src/signature/path.ts';
import { preparePublicKey } from '../../src/signature/public-key.ts';
import { parseCertificateFile } from '../../src/signature/trust.ts';
import { sha256 } from '../support/ballots.ts';

const FOLDER = '../shared/nca';
const isThere = existsSync(FOLDER);
const file = (path: string): Uint8Array => new Uint8Array(readFileSync(`${FOLDER}/${path}`));
/** Every n-th bit of the long list: hashing it and checking a GOST signature takes milliseconds. */
const STRIDE = 149;
const AT = new Date('2026-11-22T07:00:00Z');

(isThere ? describe : describe.skip)(`НУЦ's own lists${isThere ? '' : ' (skipped: no ../shared)'}`, () => {
  const certificate = (path: string): Certificate => parseCertificateFile(file(path))[0]!;
  const root = (): Certificate => certificate('ca-test/root_test_gost_2022.cer');
  const issuer = (): Certificate => certificate('ca-test/nca_gost2022_test.cer');
  const base = (): CertificateList => parseCrl(file('crl/nca_gost2022_test.crl'));
  const delta = (): CertificateList => parseCrl(file('crl/nca_gost2022_d_test.crl'));

  const pathOf = (name: string): readonly Certificate[] => {
    const target = parseCertificate(readPkcs12(file(`keys/${name}.p12`), 'Qwerty12').certificateDer);
    return verifyPath(target, { anchors: [root()], intermediates: [issuer()], at: AT });
  };

  it('are signed by the test authority and by nobody else', () => {
    expect([base(), delta()].map((list) => isSignerOf(issuer(), list))).toEqual([true, true]);
    expect([base(), delta()].map((list) => isSignerOf(root(), list))).toEqual([false, false]);
  });

  it('are base 166 of 195 entries, and a delta of another day', () => {
    const [complete, part] = [base(), delta()];
    expect([complete.number, complete.baseNumber]).toEqual([Uint8Array.of(0, 166), undefined]);
    expect(complete.thisUpdate).toEqual(new Date('2026-08-11T03:49:19Z'));
    expect(complete.nextUpdate).toEqual(new Date('2027-02-07T03:49:19Z'));
    expect([part.number, part.baseNumber]).toEqual([Uint8Array.of(10), Uint8Array.of(14)]);
    expect([complete.serials.size, part.serials.size]).toEqual([195, 0]);
    expect([complete.unusable, part.unusable]).toEqual([undefined, undefined]);
  });

  it.each([
    ['individual_valid', 'good'],
    ['individual_revoked', 'revoked'],
    ['legal_head', 'good'],
    ['legal_employee_signright', 'good'],
  ])('say of %s: %s', (name, expected) => {
    const path = pathOf(name);
    const lists = [base(), delta()];
    const found = findRevocation(path, lists, AT);
    expect(found.status).toBe(expected);
    // The delta is over, and older than the base: it adds nothing.
    expect(found.lists).toEqual(lists.slice(0, 1));
    const record = encodeCrlRecord(found);
    expect(fromUtf8(record)).toContain('"number":"166"');
    expect(verifyCrlRecord(record, path, lists, AT)).toEqual(found);
  });

  it('have the serials that FACTS names', () => {
    const isListed = (prefix: string): boolean => {
      const { der, serials } = base();
      return [...serials.positions].some((at) => Buffer.from(der.subarray(at + 4, at + 8)).toString('hex') === prefix);
    };
    expect(['130d7a4b', '60954f23', '3acea55c'].map(isListed)).toEqual([true, true, true]);
    expect(['6c425659', '303eebdf', '179fdd54', '689bd2c5'].map(isListed)).toEqual([false, false, false, false]);
  });

  it('are no ground before they began and after they ended, and the delta never is', () => {
    const path = pathOf('individual_valid');
    const status = (list: CertificateList, at: string): string => findRevocation(path, [list], new Date(at)).status;
    expect(status(base(), '2026-08-11T03:49:18Z')).toBe('none');
    expect(status(base(), '2027-02-07T03:49:19Z')).toBe('good');
    expect(status(base(), '2027-02-07T03:49:20Z')).toBe('none');
    expect(status(delta(), '2025-06-01T00:00:00Z')).toBe('none');
  });

  it('are the same shared', () => {
    const opened = openSharedCrl(shareCrl(base(), issuer()), [root(), issuer()], sha256);
    expect(findRevocation(pathOf('individual_revoked'), [opened], AT).status).toBe('revoked');
    expect(findRevocation(pathOf('individual_valid'), [opened], AT).status).toBe('good');
  });

  /** Bits of a list which, changed, leave a list that is believed. */
  function believed(original: Uint8Array, stride: number): number[] {
    const authority = issuer();
    preparePublicKey(authority.publicKey);
    const found: number[] = [];
    for (let bit = 0; bit < original.length * 8; bit += stride) {
      const mutant = Uint8Array.from(original);
      mutant[bit >> 3]! ^= 1 << (bit & 7);
      try {
        if (isSignerOf(authority, parseCrl(mutant))) found.push(bit);
      } catch (error) {
        expect(error).toMatchObject({ name: 'DauysError', code: 'ballot-malformed' });
      }
    }
    return found;
  }

  it('are refused with any bit of the delta changed', () => {
    expect(believed(delta().der, 1)).toEqual([]);
  });

  it(`are refused with every ${STRIDE}th bit of the base changed`, () => {
    expect(believed(base().der, STRIDE)).toEqual([]);
  });
});
