import './older-browsers.ts';
import { startPage } from './page.ts';
import { startWorker } from './worker.ts';

// One program in one file: the page hands its own text to a worker, which finds no document.
if (typeof document === 'undefined') startWorker();
else startPage(document.currentScript?.textContent ?? '');
