import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createFolder } from './folder.ts';
import { dauys, verdictOf, type Run } from './run-dauys.ts';

const folder = createFolder();
afterAll(() => {
  folder.remove();
});

const NCA = '../shared/nca';
const isThere = existsSync(NCA);
const nca = (name: string): string => join(NCA, name);

(isThere ? describe : describe.skip)(
  `НУЦ's files get FACTS' verdicts${isThere ? '' : ' (skipped: no ../shared)'}`,
  () => {
    let gost: string;
    let rsa: string;
    beforeAll(() => {
      const file = (name: string): Uint8Array => readFileSync(nca(name));
      gost = folder.trust('nca', [file('ca-test/root_test_gost_2022.cer')], [file('ca-test/nca_gost2022_test.cer')]);
      rsa = folder.trust('nca-rsa', [file('ca-test/nca_rsa_test.crt')], []);
    });

    it('of signatures', async () => {
      const cms = (name: string, trust: string, at: string, ...flags: string[]): Promise<Run> =>
        dauys(['verify', 'cms', nca(`cms/${name}.der`), '--trust', trust, '--at', at, '--json', ...flags]);
      const document = ['--content', nca('cms/gost512_cades_t_document.txt')];
      const runs = await Promise.all([
        cms('gost512_cades_t_attached', gost, '2026-07-20T12:00:00Z'),
        cms('gost512_cades_t_detached', gost, '2026-07-20T12:00:00Z', ...document),
        cms('gost512_cades_t_detached', gost, '2026-07-20T12:00:00Z'),
        cms('two_signers_gost512_rsa', gost, '2022-10-01T12:00:00Z'),
        cms('rsa_2022_signed_after_expiry', rsa, '2022-10-01T12:00:00Z'),
        cms('rsa_2020_attached', rsa, '2020-06-01T00:00:00Z'),
        cms('rsa_2020_attached', rsa, '2026-06-01T00:00:00Z'),
      ]);
      expect(runs.map(verdictOf)).toEqual([
        [0, 'good'],
        [0, 'good'],
        [1, 'ballot-wrong-content'],
        [1, 'signer-count'],
        [1, 'certificate-expired'],
        [0, 'good'],
        [1, 'certificate-expired'],
      ]);
    });

    it('of authorities', async () => {
      const certificate = (file: string, anchor: string, ...flags: string[]): Promise<Run> =>
        dauys(['verify', 'certificate', nca(file), '--anchor', nca(anchor), '--at', '2026-11-22', '--json', ...flags]);
      const runs = await Promise.all([
        certificate('ca/nca_gost_2022.pem', 'ca/root_gost_2022.pem'),
        certificate('ca/nca_rsa_2022.pem', 'ca/root_rsa_2020.pem'),
        certificate(
          'ca/tsa_gost_prod_2025_2028.pem',
          'ca/root_gost_2022.pem',
          '--intermediate',
          nca('ca/nca_gost_2022.pem'),
        ),
        certificate('ca/nca_gost.pem', 'ca/root_gost.pem'),
        certificate('ca/nca_gost_2022.pem', 'ca-test/root_test_gost_2022.cer'),
        certificate('ca-test/nca_gost2022_test.cer', 'ca-test/root_test_gost_2022.cer'),
      ]);
      expect(runs.map(verdictOf)).toEqual([
        [0, 'good'],
        [0, 'good'],
        [0, 'good'],
        [1, 'algorithm-unsupported'],
        [1, 'certificate-untrusted'],
        [0, 'good'],
      ]);
    });
  },
);
