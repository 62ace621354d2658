import { existsSync } from 'node:fs';
import { describe } from '@jest/globals';
import { chromium, type Browser } from 'playwright-core';

const EXECUTABLE = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);

/** A suite in a real browser; says "skipped" where there is none. */
export function describeInChromium(name: string, suite: () => void): void {
  if (EXECUTABLE === undefined) describe.skip(`${name} (skipped: no chromium)`, suite);
  else describe(name, suite);
}

/** Debian's own Chromium, with all that would ask somebody on the internet switched off. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    ...(EXECUTABLE === undefined ? {} : { executablePath: EXECUTABLE }),
    args: [
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
