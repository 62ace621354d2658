import { join } from 'node:path';
import type { Config } from '../config.ts';
import { equalBytes } from '../encoding/bytes.ts';
import { makePrivateDirectory, writePrivateFile } from '../files/private-files.ts';
import { openTrust, readBallot } from '../installation.ts';
import { completeToLongTerm, longTermValuesOf } from '../signature/cades-lt.ts';
import { encodeEvidenceFile, parseEvidenceLists } from '../signature/evidence-file.ts';
import { repeatDecision } from '../signature/evidence.ts';
import type { CommandResult } from './output.ts';

export interface BallotFlags {
  readonly contest: string;
  readonly out: string;
}

/** `dauys ballot evidence INDEX`: what was received and what it was decided by, for `verify cms --evidence`. */
export async function ballotEvidence(
  index: number,
  { contest, out }: BallotFlags,
  config: Config,
): Promise<CommandResult> {
  const { cms, evidence, lists } = readBallot(config, contest, index);
  const file = encodeEvidenceFile({ contest, index, values: evidence, lists });
  makePrivateDirectory(out);
  const files = { cms: join(out, 'ballot.cms'), evidence: join(out, 'evidence.json') };
  writePrivateFile(files.cms, cms);
  writePrivateFile(files.evidence, file);
  return {
    lines: (texts) => [texts.ballotWritten(files.cms), texts.ballotWritten(files.evidence), texts.personalData],
    json: { contest, index, ...files, lists: lists.length },
  };
}

/** `dauys ballot container INDEX`: the citizen's signature with all that proves it good, for other people's tools. */
export async function ballotContainer(
  index: number,
  { contest, out }: BallotFlags,
  config: Config,
): Promise<CommandResult> {
  const { set: trust } = openTrust(config);
  const { cms, content, evidence, lists } = readBallot(config, contest, index);
  const kept = { values: evidence, lists: parseEvidenceLists(lists) };
  const isBallot = (signed: Uint8Array): true | undefined => equalBytes(signed, content) || undefined;
  const decision = repeatDecision({ cms, detachedContent: content }, kept, trust, isBallot);
  const container = completeToLongTerm(cms, longTermValuesOf(decision, kept, trust));
  writePrivateFile(out, container);
  return {
    lines: (texts) => [texts.ballotWritten(out), texts.personalData],
    json: { contest, index, file: out, bytes: container.length, source: decision.source },
  };
}
