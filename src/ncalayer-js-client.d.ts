/** The part of the field's own client library that is used; it brings no types. */
declare module 'ncalayer-js-client' {
  export class NCALayerClient {
    constructor(url?: string, allowKmdHttpApi?: boolean);
    wsConnection: { close(): void } | null;
    /** Called with the text of every answer, before it is parsed. */
    onResponseReady: ((text: string) => void) | null;
    /** @returns the version. Never settles while nothing is said. */
    connect(): Promise<string>;
    basicsSignCMS(
      allowedStorages: readonly string[] | null,
      data: string | readonly string[],
      signingParams: object,
      signerParams: object,
      locale?: string,
    ): Promise<unknown>;
    createCAdESFromBase64(storage: string, data: string, keyType?: string, attach?: boolean): Promise<unknown>;
  }
}
