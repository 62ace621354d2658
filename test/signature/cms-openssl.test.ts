import { spawnSync } from 'node:child_process';
import { afterAll, describe, expect, it } from '@jest/globals';
import { algorithmIdentifier, keyIdentifier } from '../../src/devca/dev-key.ts';
import { DEV_OID } from '../../src/devca/profile.ts';
import { withHash } from '../../src/devca/rsa-key.ts';
import { concatBytes } from '../../src/encoding/bytes.ts';
import { der, derOid, derSequence } from '../../src/encoding/der-writer.ts';
import { testCa, TEST_NOW } from '../support/ballots.ts';
import { rsaKeyOf } from '../support/citizen-variants.ts';
import { citizen, cms, timeStampAttribute, verify } from '../support/cms-builder.ts';
import { createMutator, dice } from '../support/cms-mutator.ts';
import { scratchDirectory } from '../support/openssl.ts';

const MUTANTS = 1_500;
const scratch = scratchDirectory();
afterAll(() => {
  scratch.remove();
});

/** Which of the messages `openssl cms -verify` accepts, one shell for all of them. */
function openSslAccepts(messages: readonly Uint8Array[]): boolean[] {
  const authorities = scratch.putPem('authorities.pem', testCa().anchorDer, testCa().intermediateDer);
  messages.forEach((message, i) => scratch.put(`${i}.der`, message));
  const time = String(Math.floor(TEST_NOW.getTime() / 1000));
  const command = `openssl cms -verify -inform DER -binary -in "$1/$i.der" -CAfile "$2" -purpose any -attime ${time}`;
  const loop = `i=0; while [ $i -lt ${messages.length} ]; do ${command} >/dev/null 2>&1; printf '%d ' $?; i=$((i+1)); done`;
  const { stdout } = spawnSync('sh', ['-c', loop, 'sh', scratch.path('.'), authorities], { encoding: 'utf8' });
  return stdout
    .trim()
    .split(' ')
    .map((status) => status === '0');
}

function codeOf(message: Uint8Array): string {
  try {
    verify(message);
    return '';
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe('OpenSSL’s cms -verify', () => {
  it('takes every form that we take', () => {
    const key = rsaKeyOf(citizen());
    const sid = der(0x80, keyIdentifier(key.spki));
    const forms = [
      cms(),
      cms({ signer: { ...citizen(), key: withHash(key, 'sha384') } }),
      cms({ signer: { ...citizen(), key: withHash(key, 'sha512') } }),
      cms({ signerFields: { signatureAlgorithm: algorithmIdentifier(DEV_OID.rsaEncryption) } }),
      cms({ signerFields: { digestAlgorithm: derSequence(derOid(DEV_OID.sha256)) } }),
      cms({ signerFields: { version: 3, sid }, message: { version: 3 } }),
      cms({ signerFields: { unsignedAttributes: [timeStampAttribute()] } }),
      concatBytes(Uint8Array.of(0x30, 0x80), cms().subarray(4), Uint8Array.of(0, 0)),
    ];
    expect(forms.map(codeOf)).toEqual(forms.map(() => ''));
    expect(openSslAccepts(forms)).toEqual(forms.map(() => true));
  });

  it(`takes no mutant of ${MUTANTS} that we refuse for anything but its form`, () => {
    const mutator = createMutator(cms(), dice(11));
    const mutants = Array.from({ length: MUTANTS }, () => mutator.next());
    const ours = mutants.map(codeOf);
    const theirs = openSslAccepts(mutants);
    expect(theirs).toHaveLength(MUTANTS);
    const disagreements = ours.flatMap((code, i) =>
      theirs[i] === (code === '') ? [] : [`${i}: ${code === '' ? 'only we' : code}`],
    );
    // Strict DER, one spelling of every field, no spare certificates that cannot be read: stricter, never laxer.
    expect(
      disagreements.filter((each) => !/: (ballot-malformed|certificate-missing|algorithm-unsupported)$/.test(each)),
    ).toEqual([]);
  }, 120_000);
});
