import { unlessRefused } from '../domain/errors.ts';
import { EVIDENCE } from '../domain/evidence.ts';
import { equalBytes, toHex, toUtf8 } from '../encoding/bytes.ts';
import { annulmentCommit, parseAnnulmentDocument } from '../log/annulment.ts';
import { leafTime } from '../log/leaf.ts';
import { parseCrl, type CertificateList } from '../signature/crl.ts';
import { sha256 } from '../signature/digest.ts';
import { entriesOf, type AuditedLog, type LogEntry } from './audited-log.ts';
import { judgeBallot } from './ballot-judgement.ts';
import type { Finding } from './checks.ts';
import { acceptedAtMs, evidenceFaults, valueOf } from './evidence-form.ts';
import { annulmentPath, listsNamed, splitEvidence } from './export-record.ts';
import type { RestrictedFiles } from './restricted-files.ts';
import type { TrustSets } from './trust-sets.ts';

export interface AnnulmentLevel {
  readonly log: AuditedLog & { readonly trust: TrustSets };
  readonly restricted: RestrictedFiles;
  /** Entries below were audited before. */
  readonly since: number;
}

export interface AnnulmentOutcome {
  readonly findings: readonly Finding[];
  /** Fingerprints of trust sets that are not in hand: what they decided was not judged. */
  readonly unknownTrust: readonly string[];
}

type Annulment = LogEntry<Extract<LogEntry['leaf'], { readonly type: 'annulment' }>>;

/**
 * Both signatures under every annulment: they are the ones committed to, hold at its time with the evidence kept, over
 * the decision, and are of two persons. Who belongs to the commission is the operator's word.
 */
export async function checkAnnulmentSignatures(level: AnnulmentLevel): Promise<AnnulmentOutcome> {
  const findings: Finding[] = [];
  const unknownTrust = new Set<string>();
  for (const entry of entriesOf(level.log, 'annulment')) {
    if (entry.index < level.since) continue;
    const document = parseAnnulmentDocument(level.log.documents.get(entry.index)?.text ?? '');
    // Without the document that was committed to there is nothing to hold signatures against, which is told elsewhere.
    if (document === undefined || !equalBytes(annulmentCommit(document, sha256), entry.leaf.decisionCommit)) continue;
    const persons: string[] = [];
    for (const n of [1, 2] as const) {
      const read = await readSignature(entry.index, n, level.restricted);
      const judged = read && (await judge(read, entry, document.decision, level, unknownTrust));
      const digest = document.signatures[n - 1];
      const isOurs = read !== undefined && digest !== undefined && equalBytes(sha256(read.cms), digest);
      const fault = read === undefined ? 'signature-missing' : isOurs ? judged?.fault : 'another-signature';
      if (fault !== undefined) findings.push({ check: 'A16', index: entry.index, detail: fault });
      if (judged?.iin !== undefined) persons.push(judged.iin);
    }
    const [first, second] = persons;
    if (first !== undefined && first === second) {
      findings.push({ check: 'A16', index: entry.index, detail: 'same-person' });
    }
  }
  return { findings, unknownTrust: [...unknownTrust] };
}

/** Every file of annulments that entries of the log lead to, without what encrypted ones end in. */
export function annulmentPaths(log: Pick<AuditedLog, 'events'>): readonly string[] {
  return entriesOf(log, 'annulment').flatMap(({ index }) =>
    [1, 2].flatMap((n) => ['cms', 'evidence'].map((kind) => `${annulmentPath(index, n)}.${kind}`)),
  );
}

interface Signature {
  readonly cms: Uint8Array;
  readonly evidence: Uint8Array;
}

async function readSignature(index: number, n: number, restricted: RestrictedFiles): Promise<Signature | undefined> {
  const read = async (kind: string): Promise<Uint8Array | undefined> => {
    const path = `${annulmentPath(index, n)}.${kind}`;
    if (restricted.find(path) === undefined) return undefined;
    const chunks: Uint8Array[] = [];
    for await (const chunk of restricted.stream(path)) chunks.push(chunk);
    return Buffer.concat(chunks);
  };
  const [cms, evidence] = [await read('cms'), await read('evidence')];
  return cms && evidence && { cms, evidence };
}

interface Judged {
  readonly iin?: string;
  readonly fault?: string;
}

/** As a ballot is judged, over the decision. */
async function judge(
  { cms, evidence }: Signature,
  { leaf }: Annulment,
  decision: string,
  { log, restricted }: AnnulmentLevel,
  unknownTrust: Set<string>,
): Promise<Judged> {
  const values = unlessRefused(() => splitEvidence(evidence));
  const [malformed] = evidenceFaults(values);
  if (values === undefined || malformed !== undefined) return { fault: 'evidence' };
  if (leafTime(acceptedAtMs(values) ?? 0) !== leaf.time) return { fault: 'time' };
  const fingerprint = toHex(valueOf(values, EVIDENCE.trustFingerprint));
  const trust = log.trust.sets.get(fingerprint);
  if (trust === undefined) {
    const isNamed = log.events.some(
      ({ leaf: event }) =>
        (event.type === 'opened' || event.type === 'trust-changed') && toHex(event.trustFingerprint) === fingerprint,
    );
    if (isNamed) unknownTrust.add(fingerprint);
    return isNamed ? {} : { fault: 'trust-set' };
  }
  const lists = await readLists(evidence, restricted);
  const ground = { ballots: new Map([[DECISION, toUtf8(decision)]]), lists, policy: log.head.ground.policy };
  const { signature, refusal } = judgeBallot({ cms, number: DECISION }, values, true, trust, ground);
  return {
    ...(signature === undefined ? {} : { iin: signature.iin }),
    ...(refusal === undefined ? {} : { fault: refusal.detail }),
  };
}

/** The one content there is. */
const DECISION = 1;

async function readLists(evidence: Uint8Array, restricted: RestrictedFiles): Promise<readonly CertificateList[]> {
  const lists: CertificateList[] = [];
  for (const name of listsNamed(evidence)) {
    const der = await restricted.list(name);
    const list = der && unlessRefused(() => parseCrl(der));
    if (list !== undefined) lists.push(list);
  }
  return lists;
}
