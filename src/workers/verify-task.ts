/**
 * What crosses the worker boundary: plain data, ballots in batches (one message costs as much as many), their bytes one
 * after the other in a buffer that is handed over. A view into a socket's buffer would take all of that buffer along.
 */
export interface VerifyTask {
  readonly contestIds: readonly string[];
  readonly packedCms: Uint8Array;
  readonly cmsLengths: readonly number[];
  readonly candidateIds: readonly (string | undefined)[];
  readonly atMs: readonly number[];
}

/** Exactly one of `code` and the other two. */
export type VerifyResult = { readonly iin: string; readonly candidateNumber: number } | { readonly code: string };

/** Handed to each worker once, at its start. */
export interface VerifyWorkerData {
  readonly anchors: readonly Uint8Array[];
  readonly intermediates: readonly Uint8Array[];
  readonly tsa: readonly Uint8Array[];
  readonly crls: readonly Uint8Array[];
  readonly contests: readonly VerifyContest[];
}

export interface VerifyContest {
  readonly id: string;
  readonly candidates: readonly { readonly id: string; readonly number: number; readonly ballot: Uint8Array }[];
}
