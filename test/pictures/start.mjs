// npm run pictures: makes every picture of README and docs anew, in docs/pictures. See test/pictures/main.ts.
import { onProjectNode } from '../setup.mjs';

if (await onProjectNode(import.meta.url)) await import('./main.ts');
