/** What the page says to its program. */
export interface MobileData {
  readonly language: string;
  readonly contest: string;
  readonly subject: { readonly candidate: string } | { readonly purpose: 'statement' };
  readonly url: string;
  readonly receipt: string;
  readonly help: string;
  readonly texts: Readonly<
    Record<
      'starting' | 'pending' | 'pendingHere' | 'opened' | 'done' | 'left' | 'expired' | 'again' | 'offline' | 'help',
      string
    >
  >;
}

/** A code that was given to this page. */
export interface Signing {
  readonly id: string;
  readonly token: string;
  readonly qr: { readonly size: number; readonly path: string };
  readonly link: string;
  /** By this machine's clock. */
  readonly endsAtMs: number;
}

export interface Problem {
  readonly code: string;
  readonly title: string;
  readonly detail: string;
}

export type SigningNews =
  | { readonly state: 'pending' | 'opened' | 'expired' | 'unreachable' }
  | { readonly state: 'refused'; readonly problem: Problem }
  /** The receipt or statement, as the service sent it. */
  | { readonly state: 'done'; readonly answer: string };

/** @returns undefined where the service cannot be reached */
export async function requestSigning(data: MobileData): Promise<Signing | Problem | undefined> {
  const headers = { 'content-type': 'application/json', 'accept-language': data.language };
  try {
    const answer = await fetch(data.url, { method: 'POST', headers, body: JSON.stringify(data.subject) });
    if (answer.status !== 201) return (await answer.json()) as Problem;
    const { id, token, qr, link, expiresIn } = (await answer.json()) as Signing & { readonly expiresIn: number };
    return { id, token, qr, link, endsAtMs: Date.now() + expiresIn * 1000 };
  } catch {
    return undefined;
  }
}

export async function askSigning(data: MobileData, { id, token }: Signing): Promise<SigningNews> {
  const headers = { authorization: `Bearer ${token}`, 'accept-language': data.language };
  try {
    const answer = await fetch(`${data.url}/${id}`, { headers });
    // Of another installation, or older than its key: nothing will come of it.
    if (answer.status === 401 || answer.status === 404) return { state: 'expired' };
    if (!answer.ok) return { state: 'unreachable' };
    const text = await answer.text();
    const news = JSON.parse(text) as SigningNews;
    if (news.state !== 'done') return news;
    // Not parsed and written anew: a receipt stays what the service made.
    const mark = '"answer":';
    return { state: 'done', answer: text.slice(text.indexOf(mark) + mark.length, -1) };
  } catch {
    return { state: 'unreachable' };
  }
}

/** Until the tab is closed: phones throw a page away while another app is in front. */
export function keepSigning(data: MobileData, signing: Signing | undefined): void {
  try {
    if (signing === undefined) sessionStorage.removeItem(keyOf(data));
    else sessionStorage.setItem(keyOf(data), JSON.stringify(signing));
  } catch {
    // A browser that keeps nothing: the page goes on as long as it lives.
  }
}

export function keptSigning(data: MobileData): Signing | undefined {
  try {
    const text = sessionStorage.getItem(keyOf(data));
    return text === null ? undefined : (JSON.parse(text) as Signing);
  } catch {
    return undefined;
  }
}

function keyOf({ contest, subject }: MobileData): string {
  return `dauys-mobile ${contest} ${'candidate' in subject ? subject.candidate : ''}`;
}
