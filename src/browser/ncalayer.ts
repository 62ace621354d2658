import { NCALayerClient } from 'ncalayer-js-client';
import { unlessRefused } from '../domain/errors.ts';
import { removeArmour } from '../encoding/armour.ts';

/** How an installation asks for signatures. */
export interface NcalayerSettings {
  readonly url: string;
  readonly anyKey: boolean;
  readonly timeStamp: boolean;
}

/** Why there is no signature. */
export type NcalayerFailure = 'absent' | 'blocked' | 'silent' | 'too-old' | 'cancelled' | 'failed' | 'stopped';

export type NcalayerOutcome =
  { readonly kind: 'signed'; readonly cms: string } | { readonly kind: 'not-signed'; readonly why: NcalayerFailure };

/** What the person in front of it should know. */
export type NcalayerStage = 'connecting' | 'permission' | 'window';

export interface NcalayerRequest {
  /** What to sign, base64. */
  readonly content: string;
  readonly language: string;
  readonly onStage: (stage: NcalayerStage) => void;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
}

/** The library waits for ever where a program takes the connection and says nothing. */
const CONNECT_MS = 8_000;
/** Somebody may have to read and answer the browser's question first. */
const PERMISSION_MS = 90_000;
/** Signing certificates (emailProtection) of individuals. */
const CITIZENS = ['1.3.6.1.5.5.7.3.4', '1.2.398.3.3.4.1.1'];
/** Chromium's names for the permission to reach programs of one's own machine, newest first. */
const PERMISSIONS = ['loopback-network', 'local-network-access', 'local-network'];

/** Has NCALayer sign, as one attached CMS. Never rejects. */
export async function signWithNcalayer(settings: NcalayerSettings, request: NcalayerRequest): Promise<NcalayerOutcome> {
  const { signal, onStage } = request;
  // The library's own way around the socket would leave the choice of certificates out.
  const client = new NCALayerClient(settings.url, false);
  try {
    const permission = await permissionState();
    if (permission === 'denied') return failed('blocked');
    onStage(permission === 'prompt' ? 'permission' : 'connecting');
    const connected = await connect(client, permission === 'prompt' ? PERMISSION_MS : CONNECT_MS, signal);
    if (connected !== 'open') return failed(await whyNot(connected));
    onStage('window');
    return await sign(client, settings, request);
  } finally {
    client.wsConnection?.close();
  }
}

type Connected = 'open' | 'absent' | 'silent' | 'stopped';

async function connect(client: NCALayerClient, timeoutMs: number, signal: AbortSignal): Promise<Connected> {
  const greeted = client.connect().then(
    () => 'open' as const,
    () => 'absent' as const,
  );
  let timer = 0;
  const late = new Promise<'silent'>((resolve) => {
    timer = window.setTimeout(resolve, timeoutMs, 'silent');
  });
  try {
    return await Promise.race([greeted, late, stopped(signal)]);
  } finally {
    window.clearTimeout(timer);
  }
}

/** The browser tells nobody why a connection failed; what it was asked meanwhile shows in the permission. */
async function whyNot(connected: Exclude<Connected, 'open'>): Promise<NcalayerFailure> {
  return connected === 'absent' && (await permissionState()) === 'denied' ? 'blocked' : connected;
}

async function sign(
  client: NCALayerClient,
  { anyKey, timeStamp }: NcalayerSettings,
  { content, language, signal }: NcalayerRequest,
): Promise<NcalayerOutcome> {
  const unusable = watchAnswers(client);
  const answered = client
    .basicsSignCMS(
      null,
      content,
      { decode: true, encapsulate: true, digested: false, ...(timeStamp ? { tsaProfile: {} } : {}) },
      // No chain: only keys of НУЦ can be chosen. An empty one: any.
      { extKeyUsageOids: CITIZENS, ...(anyKey ? { chain: [] } : {}) },
      language === 'kk' ? 'kk' : 'ru',
    )
    .then(signatureIn, (error: unknown) => {
      return failed((error as { canceledByUser?: unknown }).canceledByUser === true ? 'cancelled' : 'failed');
    });
  return Promise.race([unusable, answered, stopped(signal).then(failed)]);
}

/** Answers that the library stumbles over before it tells anybody: no JSON, and no such module. */
function watchAnswers(client: NCALayerClient): Promise<NcalayerOutcome> {
  return new Promise((resolve) => {
    client.onResponseReady = (text) => {
      try {
        const answer = JSON.parse(text) as { errorCode?: unknown } | null;
        if (answer?.errorCode === 'MODULE_NOT_FOUND') resolve(failed('too-old'));
      } catch {
        resolve(failed('failed'));
      }
    };
  });
}

/** One text or a list of one, PEM or bare base64: versions differ. */
function signatureIn(result: unknown): NcalayerOutcome {
  const cms: unknown = Array.isArray(result) ? result[0] : result;
  return typeof cms === 'string' && isSignature(cms) ? { kind: 'signed', cms } : failed('failed');
}

/** Whether a text is what a service would look into at all. */
export function isSignature(cms: string | Uint8Array): boolean {
  return unlessRefused(() => removeArmour(cms).length > 0) ?? false;
}

function failed(why: NcalayerFailure): NcalayerOutcome {
  return { kind: 'not-signed', why };
}

function stopped(signal: AbortSignal): Promise<'stopped'> {
  return new Promise((resolve) => {
    const stop = (): void => {
      resolve('stopped');
    };
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop);
  });
}

/** Undefined in browsers that have no such permission, and so ask nobody. */
async function permissionState(): Promise<PermissionState | undefined> {
  for (const name of PERMISSIONS) {
    try {
      const { state } = await navigator.permissions.query({ name: name as PermissionName });
      // On a page of this machine it is not asked for.
      if (state !== 'prompt' || !isLoopback(location.hostname)) return state;
    } catch {
      // Another browser, or another version of it.
    }
  }
  return undefined;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || host.startsWith('127.');
}
