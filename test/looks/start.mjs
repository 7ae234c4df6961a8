// npm run looks: the tests that look at every state of every panel, in every theme and width. Some seven minutes.
import { onProjectNode } from '../setup.mjs';

if (await onProjectNode(import.meta.url)) await import('./main.ts');
