import { isDauysError } from '../domain/errors.ts';
import { EVIDENCE } from '../domain/evidence.ts';
import { fromUtf8 } from '../encoding/bytes.ts';
import { canonicalJson } from '../encoding/canonical-json.ts';
import { parseRevocationPolicy, type RevocationPolicy } from '../signature/revocation.ts';
import { valueOf } from './evidence-form.ts';
import { splitEvidence } from './export-record.ts';

export const POLICY_FILE = 'public/policy.json';

/** `policy.json` as it stands before the first ballot. */
export const NO_POLICY: Uint8Array = canonicalJson({ revocation: null, software: null });

/** `policy.json` as this ballot's evidence has it; undefined when it cannot be read, which is told elsewhere. */
export function encodePolicyOf(evidence: Uint8Array): Uint8Array | undefined {
  try {
    const values = splitEvidence(evidence);
    return canonicalJson({
      revocation: parseRevocationPolicy(valueOf(values, EVIDENCE.revocationPolicy)),
      software: fromUtf8(valueOf(values, EVIDENCE.softwareVersion)),
    });
  } catch (error) {
    if (isDauysError(error) || error instanceof TypeError) return undefined;
    throw error;
  }
}

/** The policy that a `policy.json` names; undefined where it names none or cannot be read. */
export function readPolicyFile(bytes: Uint8Array | undefined): RevocationPolicy | undefined {
  try {
    const { revocation } = JSON.parse(fromUtf8(bytes ?? new Uint8Array())) as { readonly revocation: object };
    return parseRevocationPolicy(canonicalJson(revocation));
  } catch {
    return undefined;
  }
}
