// npm run storm: the long form of the tests in test/unit/storm, with its figures in docs/reliability.md.
import { onProjectNode } from '../setup.mjs';

if (await onProjectNode(import.meta.url)) await import('./main.ts');
