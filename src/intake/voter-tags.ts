/** The voter tags that stand in the ledger, for filling a gate that was lost. */
export interface VoterTags {
  /**
   * At most `limit` tags of a contest in bytewise order, after `after`.
   * @returns fewer than `limit` at the end
   */
  page(contestId: string, after: Uint8Array | undefined, limit: number): readonly Uint8Array[];
}
