// npm run bench: one line of JSON per figure. See test/bench/main.ts.
import { onProjectNode } from '../setup.mjs';

if (await onProjectNode(import.meta.url)) await import('./main.ts');
