import { TAG } from '../encoding/der.ts';
import { der, derOid, derPrintable, derSequence, derSetOf, derUtf8 } from '../encoding/der-writer.ts';
import { toUtf8 } from '../encoding/bytes.ts';
import { DEV_OID } from './profile.ts';

/** RFC 5280 §4.1.2.5: UTCTime through 2049, GeneralizedTime from 2050 on, whole seconds in UTC. */
export function derTime(time: Date): Uint8Array {
  const digits = time.toISOString().slice(0, 19).replaceAll(/\D/g, '');
  return time.getUTCFullYear() < 2050 && time.getUTCFullYear() >= 1950
    ? der(TAG.utcTime, toUtf8(`${digits.slice(2)}Z`))
    : der(TAG.generalizedTime, toUtf8(`${digits}Z`));
}

/** RFC 3161 §2.4.2: GeneralizedTime in UTC, its fraction of a second without trailing zeros or left out. */
export function derPreciseTime(time: Date): Uint8Array {
  const digits = time.toISOString().replaceAll(/[-:TZ]/g, '');
  return der(TAG.generalizedTime, toUtf8(`${digits.replace(/\.?0*$/, '')}Z`));
}

/** A named-bit BIT STRING with its trailing zero bits left out (X.690 §11.2.2). */
export function derNamedBits(bits: readonly number[]): Uint8Array {
  if (bits.length === 0) return der(TAG.bitString, Uint8Array.of(0));
  const last = Math.max(...bits);
  const octets = new Uint8Array((last >> 3) + 1);
  for (const bit of bits) octets[bit >> 3] = (octets[bit >> 3] ?? 0) | (0x80 >> (bit & 7));
  return der(TAG.bitString, Uint8Array.of(7 - (last & 7)), octets);
}

/** One attribute of a distinguished name: OID and the encoded string. */
export type Rdn = readonly [type: string, value: Uint8Array];

/** A distinguished name of single-valued RDNs in the order given. */
export function derName(rdns: readonly Rdn[]): Uint8Array {
  return derSequence(...rdns.map(([type, value]) => derSetOf(derSequence(derOid(type), value))));
}

/** String types as НУЦ writes them: PrintableString for serialNumber and C, UTF8String for the rest. */
export function rdn(type: string, text: string): Rdn {
  const printable = type === DEV_OID.serialNumber || type === DEV_OID.country;
  return [type, printable ? derPrintable(text) : derUtf8(text)];
}
