// npm run platforms: the simulators alone. See test/platforms/main.ts.
import { onProjectNode } from '../setup.mjs';

if (await onProjectNode(import.meta.url)) await import('./main.ts');
