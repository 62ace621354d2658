/** What pages say of whoever runs the service. */
export interface Operator {
  /** Where citizens can turn to: e-mail and https addresses, telephone numbers, or words. */
  readonly contact: readonly string[];
  /** Keys of the witnesses that checkpoints are offered to. */
  readonly witnesses: readonly string[];
}
