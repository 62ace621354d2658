// Fills a prepared installation: a process of its own, so that two cores have something to do.
import { fillInstallation, type FillJob } from './installation.ts';

await fillInstallation(JSON.parse(process.argv[2] ?? '{}') as FillJob);
