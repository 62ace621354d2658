import type { ExportedProtocol, ExportSource } from '../audit/export-source.ts';
import { DauysError } from '../domain/errors.ts';
import { toHex, toUtf8, type Sha256 } from '../encoding/bytes.ts';
import { createLogResources } from '../intake/log-resources.ts';
import type { ContestRow } from '../intake/ports.ts';
import { protocolCsv } from '../tally/protocol-csv.ts';
import type { Protocol } from '../tally/protocol.ts';
import type { ExportReader } from './export-reader.ts';

/** What an export takes from outside the ledger. */
export interface ExportSurroundings extends Pick<ExportSource, 'trust' | 'list'> {
  readonly sha256: Sha256;
}

/** Everything that goes into an export of one contest. */
export async function openExportSource(
  reader: ExportReader,
  { definition, vkey }: ContestRow,
  surroundings: ExportSurroundings,
): Promise<ExportSource> {
  const { size, checkpoint } = reader.head();
  return {
    ...reader,
    ...surroundings,
    contestId: definition.id,
    size,
    checkpoint,
    definition,
    vkey,
    isClosed: reader.state.closedIndex !== undefined,
    protocol: await protocolOf(reader, definition.id, surroundings.sha256),
  };
}

/** As it is answered over HTTP while the log has this size. */
async function protocolOf(
  reader: ExportReader,
  contest: string,
  sha256: Sha256,
): Promise<ExportedProtocol | undefined> {
  const { protocolIndex } = reader.state;
  if (protocolIndex === undefined) return undefined;
  const rows = {
    head: async () => reader.head(),
    leaves: async (_: string, from: number, to: number) => reader.leaves(from, to),
    nodes: async (_: string, level: number, from: number, to: number) => reader.nodes(level, from, to),
    openings: async () => [],
    timeAnchors: async () => [],
  };
  const text = reader.document(protocolIndex);
  const proof = await createLogResources(rows, sha256).inclusionProof(contest, protocolIndex);
  if (text === undefined || proof === undefined) {
    throw new DauysError('ledger-corrupt', 'the protocol entry has no document');
  }
  return {
    answer: `{"protocol":${text},"proof":${JSON.stringify(proof)}}`,
    csv: protocolCsv(JSON.parse(text) as Protocol, toHex(sha256(toUtf8(text)))),
  };
}
