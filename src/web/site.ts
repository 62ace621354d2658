import type { SitePorts } from './contest-view.ts';
import type { PageRoute } from './page.ts';
import { auditPage } from './pages/audit.tsx';
import { candidatePage } from './pages/candidate.tsx';
import { candidatesPage } from './pages/candidates.tsx';
import { helpPage } from './pages/help.tsx';
import { contestPage, startPage } from './pages/home.tsx';
import { nominationsPage } from './pages/nominations.tsx';
import { readingPages } from './pages/reading-page.tsx';
import { receiptPage } from './pages/receipt.tsx';
import { resultsPage } from './pages/results.tsx';
import { votePage } from './pages/vote.tsx';

/** Every page there is. */
export function createPages(ports: SitePorts): readonly PageRoute[] {
  return [
    startPage(ports),
    contestPage(ports),
    nominationsPage(ports),
    candidatesPage(ports),
    candidatePage(ports),
    resultsPage(ports),
    votePage(ports),
    receiptPage(ports),
    auditPage(ports),
    helpPage(ports),
    ...readingPages(ports),
  ];
}
