import { BasicOCSPResponse, Certificate, ContentInfo, CryptoEngine, OCSPResponse, SignedData } from 'pkijs';

/** What a service on pkijs would do for a ballot and no more: parse, build the path, verify. */
export function createPkijsVerifier(
  anchorDer: Uint8Array,
  intermediateDer: Uint8Array,
  at: Date,
): (cms: Uint8Array) => Promise<void> {
  const engine = new CryptoEngine({ name: 'bench', crypto: globalThis.crypto });
  const anchor = Certificate.fromBER(new Uint8Array(anchorDer));
  const intermediate = Certificate.fromBER(new Uint8Array(intermediateDer));
  return async (cms) => {
    const signedData = new SignedData({ schema: ContentInfo.fromBER(new Uint8Array(cms)).content });
    signedData.certificates?.push(intermediate);
    const isGood = await signedData.verify(
      { signer: 0, checkChain: true, trustedCerts: [anchor], checkDate: at },
      engine,
    );
    if (!isGood) throw new Error('pkijs refuses the ballot');
  };
}

/** What a service on pkijs would do for an OCSP answer: its own verification, which knows no nonce and no time. */
export function createPkijsOcspVerifier(
  anchorDer: Uint8Array,
  issuerDer: Uint8Array,
): (response: Uint8Array) => Promise<void> {
  const [anchor, issuer] = [anchorDer, issuerDer].map((der) => Certificate.fromBER(new Uint8Array(der)));
  if (anchor === undefined || issuer === undefined) throw new TypeError('no authority');
  return async (response) => {
    const { responseBytes } = OCSPResponse.fromBER(new Uint8Array(response));
    const basic = BasicOCSPResponse.fromBER(new Uint8Array(responseBytes?.response.valueBlock.valueHexView ?? []));
    basic.certs = [issuer, ...(basic.certs ?? [])];
    if (!(await basic.verify({ trustedCerts: [anchor] }))) throw new Error('pkijs refuses the answer');
  };
}
