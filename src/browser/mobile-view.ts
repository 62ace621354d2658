import type { MobileData, Problem, Signing } from './mobile-signing.ts';

export interface Parts {
  readonly root: HTMLElement;
  readonly button: HTMLButtonElement;
  readonly problem: HTMLElement;
  readonly status: HTMLElement;
  readonly code: HTMLElement;
  readonly link: HTMLAnchorElement;
  readonly qr: SVGElement;
  readonly left: HTMLElement;
}

/** @returns undefined where the page has no such part */
export function findParts(): Parts | undefined {
  const root = document.querySelector<HTMLElement>('#mobile');
  const button = document.querySelector<HTMLButtonElement>('#mobile-start');
  const problem = document.querySelector<HTMLElement>('#mobile-problem');
  const status = document.querySelector<HTMLElement>('#mobile-status');
  const code = document.querySelector<HTMLElement>('#mobile-code');
  const link = document.querySelector<HTMLAnchorElement>('#mobile-link');
  const qr = document.querySelector<SVGElement>('#mobile-qr');
  const left = document.querySelector<HTMLElement>('#mobile-left');
  if (!root || !button || !problem || !status || !code || !link || !qr || !left) return undefined;
  return { root, button, problem, status, code, link, qr, left };
}

/** True where the app can be on the machine that shows the page. */
export function isPhone(): boolean {
  return /Android|iPhone|iPad|iPod/.test(navigator.userAgent);
}

export function showCode(parts: Parts, signing: Signing): void {
  const { code, link, qr } = parts;
  link.href = signing.link;
  qr.setAttribute('viewBox', `0 0 ${signing.qr.size} ${signing.qr.size}`);
  qr.querySelector('path')?.setAttribute('d', signing.qr.path);
  code.classList.toggle('on-phone', isPhone());
  code.hidden = false;
  markOver(parts, false);
}

/** Another code is the next step once this one is over, and a way out before. */
export function markOver({ code, button }: Parts, isOver: boolean): void {
  code.classList.toggle('over', isOver);
  button.classList.toggle('button-large', isOver);
  button.classList.toggle('button-secondary', !isOver);
}

/** A live region: it is not written again while it says the same. */
export function showStatus({ status }: Parts, text: string): void {
  if (status.textContent !== text) status.textContent = text;
}

export function showProblem({ problem: place }: Parts, problem: Problem | undefined, data: MobileData): void {
  const text = problem === undefined ? '' : `${problem.title}. ${problem.detail} `;
  if ((place.firstChild?.textContent ?? '') === text) return;
  place.replaceChildren();
  if (problem === undefined) return;
  const paragraph = document.createElement('p');
  paragraph.append(text);
  if (problem.code !== '') {
    const help = document.createElement('a');
    help.href = `${data.help}#${problem.code}`;
    help.textContent = data.texts.help;
    paragraph.append(help);
  }
  place.append(paragraph);
}

/** Minutes and seconds that are left. @returns ends it */
export function showLeft({ left }: Parts, { texts }: MobileData, { endsAtMs }: Signing): () => void {
  const show = (): void => {
    const seconds = Math.max(0, Math.ceil((endsAtMs - Date.now()) / 1000));
    const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
    left.textContent = seconds === 0 ? '' : texts.left.replace('{time}', time);
  };
  show();
  const timer = window.setInterval(show, 1000);
  return () => {
    window.clearInterval(timer);
  };
}
