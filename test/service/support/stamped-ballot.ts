import { createHash } from 'node:crypto';
import { attribute, buildSignedData, buildSignerInfo } from '../../../src/devca/cms-builder.ts';
import type { Identity } from '../../../src/devca/dev-ca.ts';
import { algorithmIdentifier } from '../../../src/devca/dev-key.ts';
import { DEV_OID } from '../../../src/devca/profile.ts';
import { buildTimeStampToken, type TimeStampFields } from '../../../src/devca/time-stamp-builder.ts';
import { random, TEST_NOW } from '../../support/ballots.ts';

/** A ballot with a time-stamp over its signature, as a citizen's program makes it (CAdES-T). */
export interface StampedBallot {
  readonly cms: Uint8Array;
  readonly token: Uint8Array;
}

/** `changes` break the token. */
export function stampedBallot(
  content: Uint8Array,
  citizen: Identity,
  tsa: Identity,
  changes: Partial<TimeStampFields> = {},
): StampedBallot {
  let signature = new Uint8Array();
  const signing = { signingTime: TEST_NOW };
  const sign = (data: Uint8Array): Uint8Array => (signature = Uint8Array.from(citizen.key.sign(data)));
  buildSignerInfo(citizen, content, { ...signing, sign });
  const digest = new Uint8Array(createHash('sha256').update(signature).digest());
  const imprint = { algorithm: algorithmIdentifier(DEV_OID.sha256), digest };
  const token = buildTimeStampToken({ imprint, serialNumber: random(12), genTime: TEST_NOW, ...changes }, tsa);
  const unsignedAttributes = [attribute(DEV_OID.signatureTimeStamp, token)];
  const cms = buildSignedData({
    digestAlgorithms: [citizen.key.digestAlgorithm],
    content,
    certificates: [citizen.certificateDer],
    // The same signature again, that a GOST key would not make twice.
    signerInfos: [buildSignerInfo(citizen, content, { ...signing, sign: () => signature, unsignedAttributes })],
  });
  return { cms, token };
}
