import type { SitePorts } from './contest-view.ts';
import type { PageRoute } from './page.ts';
import { contestPage, startPage } from './pages/home.tsx';

/** Every page there is. */
export function createPages(ports: SitePorts): readonly PageRoute[] {
  return [startPage(ports), contestPage(ports)];
}
