import { existsSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from '@jest/globals';
import { fromBER, type Sequence } from 'asn1js';
import {
  BasicOCSPResponse,
  Certificate,
  CertificateRevocationList,
  ContentInfo,
  CryptoEngine,
  SignedData,
} from 'pkijs';
import { issueAuthority, newKeyLike } from '../../src/devca/dev-ca.ts';
import { issueCrl } from '../../src/devca/crl-builder.ts';
import type { EvidenceValue } from '../../src/domain/evidence.ts';
import { concatBytes, toHex, toUtf8 } from '../../src/encoding/bytes.ts';
import { OID } from '../../src/encoding/oids.ts';
import { completeToLongTerm, longTermValuesOf } from '../../src/signature/cades-lt.ts';
import { parseSignedMessage } from '../../src/signature/cms.ts';
import { parseCertificate } from '../../src/signature/certificate.ts';
import { encodeCrlRecord } from '../../src/signature/crl-record.ts';
import { findRevocation, parseCrl, type CertificateList } from '../../src/signature/crl.ts';
import { repeatDecision } from '../../src/signature/evidence.ts';
import { parseOcspResponse } from '../../src/signature/ocsp-response.ts';
import { verifyCmsSecond } from '../../src/signature/second/verifier.ts';
import { toBeSigned } from '../../src/signature/signed-attributes.ts';
import { createTrustSet } from '../../src/signature/trust.ts';
import { verifySignedMessage } from '../../src/signature/verifier.ts';
import { random, sha256, testCa, TEST_NOW, trustFiles } from '../support/ballots.ts';
import { day } from '../support/crl-world.ts';
import { evidenceWorld, sorted, type EvidenceWorld } from '../support/evidence-world.ts';
import { engineVerifies, hasGostEngine } from '../support/gost-openssl.ts';
import { openssl, scratchDirectory } from '../support/openssl.ts';

const CONTENT = toUtf8('what the citizen signed');
const rsa = evidenceWorld();
const gost = evidenceWorld('gost512');
const scratch = scratchDirectory();
afterAll(() => {
  scratch.remove();
});

interface Kept {
  readonly values: readonly EvidenceValue[];
  readonly lists: readonly CertificateList[];
}

function complete(world: EvidenceWorld, cms: Uint8Array, kept: Kept): Uint8Array {
  const input = { cms, detachedContent: CONTENT };
  const decision = repeatDecision(input, kept, world.trust, () => true);
  return completeToLongTerm(cms, longTermValuesOf(decision, kept, world.trust));
}

const byOcsp = (world: EvidenceWorld, ...more: EvidenceValue[]): Kept => ({
  values: sorted(...world.facts('ocsp'), world.ocsp(), ...more),
  lists: [],
});

function byLists(world: EvidenceWorld, ...more: EvidenceValue[]): Kept {
  const lists = [world.list({ number: 10 }), world.list({ number: 12, baseNumber: 10 })];
  return { values: sorted(...world.facts('crl'), world.record(...lists), ...more), lists };
}

/** The unsigned attributes by pkijs: type and encoded values. */
function unsignedOf(container: Uint8Array): Map<string, Uint8Array[]> {
  const [signer] = signedData(container).signerInfos;
  const attributes = signer?.unsignedAttrs?.attributes ?? [];
  return new Map(
    attributes.map(({ type, values }) => [type, (values as Sequence[]).map((each) => new Uint8Array(each.toBER()))]),
  );
}

function signedData(message: Uint8Array): SignedData {
  const { offset, result } = fromBER(Uint8Array.from(message).buffer);
  expect(offset).toBe(message.length);
  return new SignedData({ schema: new ContentInfo({ schema: result }).content });
}

/** The elements of one encoded SEQUENCE. */
function elementsOf(encoded: Uint8Array | undefined): Sequence[] {
  const { result } = fromBER(Uint8Array.from(encoded ?? []).buffer);
  return childrenOf(result);
}

function childrenOf(block: { readonly valueBlock: object } | undefined): Sequence[] {
  return (block?.valueBlock as { readonly value: Sequence[] }).value;
}

type Form = readonly [
  name: string,
  world: EvidenceWorld,
  detached: boolean,
  stamped: boolean,
  source: 'ocsp' | 'lists',
];
const FORMS: readonly Form[] = [
  ['RSA, attached, OCSP', rsa, false, false, 'ocsp'],
  ['RSA, attached, stamped, lists', rsa, false, true, 'lists'],
  ['RSA, detached, stamped, OCSP', rsa, true, true, 'ocsp'],
  ['RSA, detached, lists', rsa, true, false, 'lists'],
  ['GOST, attached, stamped, OCSP', gost, false, true, 'ocsp'],
  ['GOST, detached, lists', gost, true, false, 'lists'],
];

function build(world: EvidenceWorld, detached: boolean, stamped: boolean, source: 'ocsp' | 'lists') {
  const made = stamped ? world.stamped(CONTENT, { detached }) : { cms: world.sign(CONTENT, { detached }) };
  const more = 'token' in made ? [made.token] : [];
  const kept = source === 'ocsp' ? byOcsp(world, ...more) : byLists(world, ...more);
  return { cms: made.cms, kept, more, container: complete(world, made.cms, kept) };
}

describe.each(FORMS)('a container: %s', (_, world, detached, stamped, source) => {
  const { cms, kept, more, container } = build(world, detached, stamped, source);

  it('holds path and revocation, and keeps the time-stamp', () => {
    const attributes = unsignedOf(container);
    expect([...attributes.keys()].sort()).toEqual(
      [OID.certificateValues, OID.revocationValues, ...(stamped ? [OID.signatureTimeStamp] : [])].sort(),
    );
    expect(attributes.get(OID.signatureTimeStamp) ?? []).toEqual(more.map(({ value }) => value));

    const certificates = elementsOf(attributes.get(OID.certificateValues)?.[0]);
    const expected = [...world.pathDer.slice(1), ...(source === 'ocsp' ? [world.responder.certificateDer] : [])];
    expect(certificates.map((schema) => toHex(new Uint8Array(schema.toBER())))).toEqual(expected.map(toHex));
    for (const schema of certificates) expect(new Certificate({ schema }).version).toBe(2);

    const [choice, another] = elementsOf(attributes.get(OID.revocationValues)?.[0]);
    expect(another).toBeUndefined();
    expect(choice?.idBlock.tagNumber).toBe(source === 'ocsp' ? 1 : 0);
    const [list] = childrenOf(choice);
    const values = childrenOf(list);
    if (source === 'ocsp') {
      expect(values.map((schema) => new BasicOCSPResponse({ schema }).tbsResponseData.responses.length)).toEqual([1]);
    } else {
      expect(values.map((schema) => new CertificateRevocationList({ schema }).version)).toEqual([1, 1]);
      expect(values.map((each) => toHex(new Uint8Array(each.toBER())))).toEqual(
        kept.lists.map(({ der }) => toHex(der)),
      );
    }
  });

  it('leaves what was signed as it is', () => {
    const strip = (message: Uint8Array): string => {
      const data = signedData(message);
      const [signer] = data.signerInfos;
      if (signer !== undefined) delete signer.unsignedAttrs;
      return toHex(new Uint8Array((data.toSchema() as Sequence).toBER()));
    };
    expect(strip(container)).toBe(strip(cms));
    const { signer } = parseSignedMessage(cms);
    for (const part of [signer.signedAttributesDer, signer.signature]) {
      expect(Buffer.from(container).indexOf(part)).toBeGreaterThan(0);
    }
  });

  it('stands in DER order', () => {
    const [signer] = signedData(container).signerInfos;
    const encoded = signer?.unsignedAttrs?.attributes.map((each) => Buffer.from(each.toSchema().toBER())) ?? [];
    expect(encoded.toSorted((a, b) => Buffer.compare(a, b))).toEqual(encoded);
  });

  it('is read by openssl asn1parse', () => {
    const text = openssl('asn1parse', '-inform', 'DER', '-in', scratch.put('parsed.p7s', container));
    expect(text).toContain('id-smime-aa-ets-certValues');
    expect(text).toContain('id-smime-aa-ets-revocationValues');
  });

  it('is no ballot: both verifiers refuse it', async () => {
    const input = { cms: container, detachedContent: CONTENT, at: TEST_NOW };
    await expect(() => verifySignedMessage(input, world.trust, () => true)).toRejectWithCode('ballot-malformed');
    const { anchors, intermediates } = world.trust;
    expect(await verifyCmsSecond(input, { trust: { anchors, intermediates } })).toMatchObject({ accepted: false });
  });
});

describe('a container made with RSA', () => {
  const authorities = scratch.putPem('authorities.pem', testCa().anchorDer, testCa().intermediateDer);
  const verify = (container: Uint8Array, ...more: string[]): string => {
    const time = String(Math.floor(TEST_NOW.getTime() / 1000));
    const file = scratch.put('container.p7s', container);
    // prettier-ignore
    return openssl('cms', '-verify', '-inform', 'DER', '-binary', '-in', file, '-CAfile', authorities, '-purpose', 'any', '-attime', time, ...more);
  };

  it.each(FORMS.filter(([, world]) => world === rsa))(
    'is verified by OpenSSL: %s',
    (_, world, detached, stamped, source) => {
      const { container } = build(world, detached, stamped, source);
      const given = detached ? ['-content', scratch.put('content', CONTENT)] : [];
      expect(verify(container, ...given)).toBe('what the citizen signed');
    },
  );

  it('is refused by OpenSSL over other content, so that the check above can fail', () => {
    const { container } = build(rsa, true, true, 'ocsp');
    expect(() => verify(container, '-content', scratch.put('other', toUtf8('something else')))).toThrow();
  });

  it('is verified by pkijs', async () => {
    const data = signedData(build(rsa, false, true, 'lists').container);
    const engine = new CryptoEngine({ name: 'dauys', crypto: globalThis.crypto });
    expect(await data.verify({ signer: 0, checkChain: false }, engine)).toBe(true);
  });
});

(hasGostEngine ? describe : describe.skip)(
  `a container made with GOST${hasGostEngine ? '' : ' (skipped: no gost-engine)'}`,
  () => {
    it('is verified by gost-engine', () => {
      const data = signedData(build(gost, false, true, 'ocsp').container);
      const [signer] = data.signerInfos;
      const signed = toBeSigned(new Uint8Array(signer!.signedAttrs!.toSchema().toBER()));
      const signature = new Uint8Array(signer!.signature.getValue());
      const spki = parseCertificate(gost.citizen.certificateDer).spki;
      expect(engineVerifies(spki.subarray(-128), signed, signature)).toBe(true);
      expect(engineVerifies(spki.subarray(-128), CONTENT, signature)).toBe(false);
    });
  },
);

describe('completeToLongTerm', () => {
  it('takes BER, and gives DER', () => {
    const cms = rsa.sign(CONTENT);
    const ber = concatBytes(Uint8Array.of(0x30, 0x80), cms.subarray(4), Uint8Array.of(0, 0));
    expect(complete(rsa, ber, byOcsp(rsa))).toEqual(complete(rsa, cms, byOcsp(rsa)).map((byte) => byte));
  });

  it('refuses what intake refuses, itself included', async () => {
    const container = complete(rsa, rsa.sign(CONTENT), byOcsp(rsa));
    const values = { certificates: [], ocspAnswers: [], lists: [] };
    await expect(() => completeToLongTerm(container, values)).toRejectWithCode('ballot-malformed');
    await expect(() => completeToLongTerm(toUtf8('no'), values)).toRejectWithCode('ballot-malformed');
  });
});

const NCA = new URL('../../../shared/nca/', import.meta.url);
const isThere = existsSync(NCA);
(isThere ? describe : describe.skip)(`НУЦ's own CAdES-T${isThere ? '' : ' (skipped: no ../shared)'}`, () => {
  const read = (name: string): Uint8Array => new Uint8Array(readFileSync(new URL(name, NCA)));

  it.each(['attached', 'detached'])('keeps its time-stamp when it is completed: %s', (form) => {
    const cms = read(`cms/gost512_cades_t_${form}.der`);
    const { der } = parseOcspResponse(read('ocsp/gost512_revoked_2022.der'));
    const certificates = [gost.pathDer[1]!, gost.pathDer[2]!];
    const container = completeToLongTerm(cms, { certificates, ocspAnswers: [der], lists: [] });
    expect(unsignedOf(container).get(OID.signatureTimeStamp)).toEqual(unsignedOf(cms).get(OID.signatureTimeStamp));
    const { signer } = parseSignedMessage(cms);
    expect(unsignedOf(cms).get(OID.signatureTimeStamp)).toEqual([signer.timeStampToken!.map((byte) => byte)]);
    const [choice] = elementsOf(unsignedOf(container).get(OID.revocationValues)?.[0]);
    expect(childrenOf(childrenOf(choice)[0]).map((each) => toHex(new Uint8Array(each.toBER())))).toEqual([toHex(der)]);
    openssl('asn1parse', '-inform', 'DER', '-in', scratch.put('nca.p7s', container));
  });
});

describe('longTermValuesOf', () => {
  it('has nothing where nobody was asked', async () => {
    const kept = { values: rsa.facts('off'), lists: [] };
    await expect(() => complete(rsa, rsa.sign(CONTENT), kept)).toRejectWithCode('revocation-unavailable');
  });

  it('takes the lists that were used, and no others', () => {
    const { values, lists } = byLists(rsa);
    const more = { values, lists: [rsa.list({ number: 9 }), ...lists] };
    expect(complete(rsa, rsa.sign(CONTENT), more)).toEqual(complete(rsa, rsa.sign(CONTENT), { values, lists }));
  });

  it('brings the certificate along that a list is signed with', () => {
    const ca = testCa();
    const key = newKeyLike(ca.intermediate, random);
    const signer = issueAuthority(ca.anchor, { name: ca.intermediate.name, key, now: TEST_NOW, random });
    const files = trustFiles(ca);
    const trust = createTrustSet({ ...files, intermediates: [...files.intermediates, signer.certificateDer] }, sha256);
    const list = parseCrl(issueCrl(ca.intermediate, { thisUpdate: day(-1), nextUpdate: day(1), key }));
    const path = rsa.pathDer.map((der) => parseCertificate(der));
    const record = encodeCrlRecord(findRevocation(path, [list], TEST_NOW, trust.intermediates));
    const values = [
      ...rsa.facts('crl').map((each) => (each.tag === 2 ? { tag: 2, value: trust.fingerprint } : each)),
      { tag: 6, value: record },
    ];
    const kept = { values, lists: [list] };
    const decision = repeatDecision({ cms: rsa.sign(CONTENT) }, kept, trust, () => true);
    const { certificates } = longTermValuesOf(decision, kept, trust);
    expect(certificates.map(toHex)).toEqual([...rsa.pathDer.slice(1), signer.certificateDer].map(toHex));
  });
});
