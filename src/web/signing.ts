/** How pages of this installation ask for signatures. */
export interface SigningSettings {
  readonly ncalayer: NcalayerSettings;
}

export interface NcalayerSettings {
  /** On the citizen's own machine. */
  readonly url: string;
  /** True where keys of other authorities than НУЦ's may be chosen: development and tests. */
  readonly anyKey: boolean;
  /** NCALayer adds НУЦ's time-stamp to each signature. */
  readonly timeStamp: boolean;
}
