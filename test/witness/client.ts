import { parseSignatureLines, signatureLine, type NoteSignature } from '../../src/log/note.ts';
import { formatAddCheckpoint, type AddCheckpoint } from '../../src/log/witness-request.ts';

export interface WitnessReply {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** What a log says to a witness. */
export async function offer(url: string, request: AddCheckpoint | string): Promise<WitnessReply> {
  const body = typeof request === 'string' ? request : formatAddCheckpoint(request);
  const answer = await fetch(`${url}/add-checkpoint`, { method: 'POST', body });
  return { status: answer.status, type: answer.headers.get('content-type') ?? '', body: await answer.text() };
}

/** The one cosignature of an answer. */
export function cosignatureOf({ body }: WitnessReply): { line: string; signature: NoteSignature } {
  const [signature, ...more] = parseSignatureLines(body);
  if (signature === undefined || more.length > 0) throw new Error('not one cosignature');
  return { line: signatureLine(signature), signature };
}
