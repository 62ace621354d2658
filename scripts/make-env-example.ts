// Writes .env.example from the settings themselves.
import { writeFileSync } from 'node:fs';
import { envExample } from '../src/config.ts';

writeFileSync(new URL('../.env.example', import.meta.url), envExample());
