// npm start: VS Code with Slipway and local simulators of the platforms (npm start -- --live: without them).
import { onProjectNode } from '../setup.mjs';

if (await onProjectNode(import.meta.url)) {
  const { startSlipway } = await import('./start.ts');
  process.exitCode = await startSlipway(process.argv.slice(2));
}
