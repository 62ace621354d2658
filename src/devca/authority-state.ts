import { z } from 'zod';
import { fromBase64, toBase64 } from '../encoding/bytes.ts';
import { parseCertificate } from '../signature/certificate.ts';
import { createDevAuthority, type DevAuthority } from './dev-authority.ts';
import type { Identity } from './dev-ca.ts';
import type { RandomBytes } from './dev-key.ts';
import { decodePrivateKey, encodePrivateKey } from './private-key.ts';

const base64 = z.string().transform((text) => fromBase64(text) ?? new Uint8Array());
const identity = z.object({ certificate: base64, privateKey: base64 });
const stateSchema = z.object({
  anchor: identity,
  intermediate: identity,
  responder: identity,
  tsa: identity,
  issued: z.array(z.string()),
  revoked: z.record(z.string(), z.object({ revokedAt: z.iso.datetime(), reason: z.number().optional() })),
});

/** Everything of a throw-away authority, its private keys in the clear. */
export function encodeAuthority({ ca, responder, tsa, snapshot }: DevAuthority): string {
  const { issued, revoked } = snapshot();
  return JSON.stringify({
    anchor: encodeIdentity(ca.anchor),
    intermediate: encodeIdentity(ca.intermediate),
    responder: encodeIdentity(responder),
    tsa: encodeIdentity(tsa),
    issued,
    revoked: Object.fromEntries(revoked),
  });
}

/** The authority of such a text, going on where it was. */
export function decodeAuthority(
  text: string,
  { clock, random }: { readonly clock: () => Date; readonly random: RandomBytes },
): DevAuthority {
  const state = stateSchema.parse(JSON.parse(text));
  const read = (part: 'anchor' | 'intermediate' | 'responder' | 'tsa'): Identity => decodeIdentity(state[part], random);
  const [anchor, intermediate] = [read('anchor'), read('intermediate')];
  const revoked = Object.entries(state.revoked).map(
    ([serial, { revokedAt, reason }]) => [serial, { revokedAt: new Date(revokedAt), reason }] as const,
  );
  return createDevAuthority({
    ca: {
      anchor,
      intermediate,
      anchorDer: anchor.certificateDer,
      intermediateDer: intermediate.certificateDer,
      ...{ now: clock(), random },
    },
    responder: read('responder'),
    tsa: read('tsa'),
    clock,
    known: { issued: state.issued, revoked: new Map(revoked) },
  });
}

function encodeIdentity({ certificateDer, key }: Identity): z.input<typeof identity> {
  return { certificate: toBase64(certificateDer), privateKey: toBase64(encodePrivateKey(key)) };
}

function decodeIdentity({ certificate, privateKey }: z.output<typeof identity>, random: RandomBytes): Identity {
  const { subject, issuer, serialNumber } = parseCertificate(certificate);
  const key = decodePrivateKey(privateKey, random);
  return { certificateDer: certificate, name: subject.der, issuerName: issuer.der, serialNumber, key };
}
