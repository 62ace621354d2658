import type { SitePorts } from './contest-view.ts';
import type { PageRoute } from './page.ts';
import { auditorsPage } from './pages/auditors.tsx';
import { auditPage } from './pages/audit.tsx';
import { candidatePage } from './pages/candidate.tsx';
import { candidatesPage } from './pages/candidates.tsx';
import { commissionPage } from './pages/commission.tsx';
import { helpPage } from './pages/help.tsx';
import { checkPage } from './pages/check.tsx';
import { contestPage, startPage } from './pages/home.tsx';
import { nominationsPage } from './pages/nominations.tsx';
import { receiptPage } from './pages/receipt.tsx';
import { readingPages } from './pages/reading-page.tsx';
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
    auditPage(ports),
    helpPage(ports),
    ...readingPages(ports),
    commissionPage(ports),
    auditorsPage(ports),
    votePage(ports),
    receiptPage(ports),
    checkPage(ports),
  ];
}
