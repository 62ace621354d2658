import type { SigningNews } from './mobile-signing.ts';

const EVERY_MS = 2000;
const HIDDEN_EVERY_MS = 10_000;
const MOST_MS = 15_000;

/**
 * Asks again and again what became of a signing, until it ended: less often while nobody looks or nothing answers, and
 * at once when somebody looks again.
 * @returns ends it
 */
export function followSigning(ask: () => Promise<SigningNews>, tell: (news: SigningNews) => void): () => void {
  let timer: number | undefined;
  let isAsking = false;
  let isOver = false;
  let failures = 0;

  async function look(): Promise<void> {
    if (isAsking || isOver) return;
    isAsking = true;
    window.clearTimeout(timer);
    const news = await ask();
    isAsking = false;
    // Another code may have taken its place meanwhile.
    if (isOver as boolean) return;
    failures = news.state === 'unreachable' ? failures + 1 : 0;
    if (news.state === 'done' || news.state === 'expired') stop();
    else timer = window.setTimeout(again, waitMs());
    tell(news);
  }
  const waitMs = (): number => {
    const ms = document.hidden ? HIDDEN_EVERY_MS : EVERY_MS;
    return Math.min(MOST_MS, ms * 2 ** failures);
  };
  const again = (): void => {
    void look();
  };
  const onSight = (): void => {
    if (!document.hidden) again();
  };
  function stop(): void {
    isOver = true;
    window.clearTimeout(timer);
    document.removeEventListener('visibilitychange', onSight);
    window.removeEventListener('online', again);
  }

  document.addEventListener('visibilitychange', onSight);
  window.addEventListener('online', again);
  again();
  return stop;
}
