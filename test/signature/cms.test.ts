import { describe, expect, it } from '@jest/globals';
import { attribute } from '../../src/devca/cms-builder.ts';
import { algorithmIdentifier, keyIdentifier } from '../../src/devca/dev-key.ts';
import { DEV_OID } from '../../src/devca/profile.ts';
import { concatBytes, toHex } from '../../src/encoding/bytes.ts';
import { der, derOctets, derOid, derSequence, derSetOf, derUnsigned } from '../../src/encoding/der-writer.ts';
import { newMessageMeter, parseSignedMessage } from '../../src/signature/cms.ts';
import { testCitizen } from '../support/ballots.ts';
import { attributes, citizen, cms, CONTENT, signerInfo, timeStampAttribute } from '../support/cms-builder.ts';

const keySid = der(0x80, keyIdentifier(citizen().key.spki));
const sha256 = algorithmIdentifier(DEV_OID.sha256);

describe('parseSignedMessage', () => {
  it('reads the shape NCALayer makes, as views', () => {
    const bytes = cms();
    const message = parseSignedMessage(bytes);
    expect(toHex(message.content!)).toBe(toHex(CONTENT));
    expect(message.certificates).toHaveLength(1);
    expect(message.signer.version).toBe(1);
    expect(message.signer.signedAttributes).toHaveLength(4);
    expect(message.signer.timeStampToken).toBeUndefined();
    expect(message.content!.buffer).toBe(bytes.buffer);
  });

  it('reads a detached signature, a key identifier in version 3, and keeps a time-stamp token unread', () => {
    const signerFields = { version: 3, sid: keySid, unsignedAttributes: [timeStampAttribute()] };
    const message = parseSignedMessage(cms({ signerFields, message: { version: 3, content: undefined } }));
    expect(message.content).toBeUndefined();
    expect(message.signer.sid).toHaveProperty('keyIdentifier');
    expect(message.signer.timeStampToken?.[0]).toBe(0x30);
  });

  it('takes up to four certificates, and none', () => {
    const one = citizen().certificateDer;
    expect(parseSignedMessage(cms({ message: { certificates: [one, one, one, one] } })).certificates).toHaveLength(4);
    expect(parseSignedMessage(cms({ message: { certificates: [] } })).certificates).toHaveLength(0);
  });

  it('takes absent parameters for NULL on either side', () => {
    const bare = derSequence(derOid(DEV_OID.sha256));
    expect(parseSignedMessage(cms({ message: { digestAlgorithms: [bare] } })).signer.version).toBe(1);
    expect(parseSignedMessage(cms({ signerFields: { digestAlgorithm: bare } })).signer.version).toBe(1);
  });

  describe('when there is not exactly one signer', () => {
    it.each([
      ['none', [], []],
      ['none, with a digest algorithm', [], [sha256]],
      ['two', [signerInfo(), signerInfo({ signer: testCitizen(2) })], [sha256]],
      ['the same one twice', [signerInfo(), signerInfo()], [sha256]],
    ])('refuses %s', async (_, signerInfos, digestAlgorithms) => {
      await expect(() => parseSignedMessage(cms({ message: { signerInfos, digestAlgorithms } }))).toRejectWithCode(
        'signer-count',
      );
    });
  });

  const [unsorted, ...rest] = attributes({});
  const cert = citizen().certificateDer;
  it.each<[string, Uint8Array]>([
    ['another content type outside', replaceOid(cms(), DEV_OID.signedData, DEV_OID.data)],
    ['version 2', cms({ message: { version: 2 } })],
    ['version 3 where 1 is due', cms({ message: { version: 3 } })],
    ['version 1 where 3 is due', cms({ message: { contentType: DEV_OID.signedData } })],
    ['SignerInfo version 3 with issuer and serial', cms({ signerFields: { version: 3 }, message: { version: 3 } })],
    ['SignerInfo version 1 with a key identifier', cms({ signerFields: { sid: keySid } })],
    ['SignerInfo version 2', cms({ signerFields: { version: 2 } })],
    ['a crls field', cms({ message: { crls: [derSequence()] } })],
    ['five certificates', cms({ message: { certificates: [cert, cert, cert, cert, cert] } })],
    ['an attribute certificate', cms({ message: { certificates: [cert, der(0xa2, cert)] } })],
    ['no digest algorithm', cms({ message: { digestAlgorithms: [] } })],
    ['another digest algorithm', cms({ message: { digestAlgorithms: [algorithmIdentifier(DEV_OID.sha512)] } })],
    [
      'a second digest algorithm',
      cms({ message: { digestAlgorithms: [sha256, algorithmIdentifier(DEV_OID.sha512)] } }),
    ],
    [
      'digest parameters that differ',
      cms({ message: { digestAlgorithms: [derSequence(derOid(DEV_OID.sha256), derOctets(CONTENT))] } }),
    ],
    ['no signed attributes', cms({ signerFields: { signedAttributes: [] } })],
    ['empty unsigned attributes', cms({ message: { signerInfos: [appendTo(signerInfo(), der(0xa1))] } })],
    [
      'an unknown unsigned attribute',
      cms({ signerFields: { unsignedAttributes: [attribute(DEV_OID.data, derSequence())] } }),
    ],
    [
      'two time-stamp attributes',
      cms({ signerFields: { unsignedAttributes: [timeStampAttribute('a'), timeStampAttribute('b')] } }),
    ],
    [
      'two time-stamps',
      cms({
        signerFields: {
          unsignedAttributes: [attribute(DEV_OID.signatureTimeStamp, derSequence(), derSequence(derOid('1.2.3')))],
        },
      }),
    ],
    [
      'a time-stamp that is no SEQUENCE',
      cms({ signerFields: { unsignedAttributes: [attribute(DEV_OID.signatureTimeStamp, derOctets(CONTENT))] } }),
    ],
    [
      'an attribute without values',
      cms({ signerFields: { signedAttributes: [...rest, derSequence(derOid(DEV_OID.data), der(0x31))] } }),
    ],
    ['33 attributes', cms({ signerFields: { signedAttributes: manyAttributes(33) } })],
    [
      'a field after the last',
      cms({ message: { signerInfos: [appendTo(signerInfo(), derUnsigned(Uint8Array.of(1)))] } }),
    ],
    ['trailing bytes', concatBytes(cms(), Uint8Array.of(0))],
    ['nothing', new Uint8Array()],
  ])('refuses %s as malformed', async (_, bytes) => {
    await expect(() => parseSignedMessage(bytes)).toRejectWithCode('ballot-malformed');
  });

  it('refuses attributes out of DER order', async () => {
    const sorted = derSetOf(unsorted!, ...rest);
    const body = sorted.subarray(2);
    const firstLength = (body[1] ?? 0) + 2;
    const swapped = concatBytes(body.subarray(firstLength), body.subarray(0, firstLength));
    const bytes = replace(cms(), body, swapped);
    await expect(() => parseSignedMessage(bytes)).toRejectWithCode('ballot-malformed');
  });

  it('reads a ballot in at most 250 steps, and stops at its bound', async () => {
    const meter = newMessageMeter();
    parseSignedMessage(cms(), meter);
    expect(meter.steps).toBeLessThan(80);
    await expect(() => parseSignedMessage(cms(), { steps: 0, maxSteps: 30 })).toRejectWithCode('ballot-malformed');
  });
});

function manyAttributes(count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, i) => attribute(`1.2.${i + 3}`, derSequence()));
}

function appendTo(element: Uint8Array, child: Uint8Array): Uint8Array {
  const header = (element[1] ?? 0) < 0x80 ? 2 : 2 + ((element[1] ?? 0) & 0x7f);
  return der(element[0] ?? 0, element.subarray(header), child);
}

function replaceOid(bytes: Uint8Array, from: string, to: string): Uint8Array {
  return replace(bytes, derOid(from), derOid(to));
}

/** Replaces the first occurrence by bytes of the same length. */
function replace(bytes: Uint8Array, from: Uint8Array, to: Uint8Array): Uint8Array {
  const at = Buffer.from(bytes).indexOf(from);
  if (at < 0 || from.length !== to.length) throw new Error('nothing to replace');
  const copy = bytes.slice();
  copy.set(to, at);
  return copy;
}
