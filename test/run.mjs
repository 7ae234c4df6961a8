// npm test: everything, or the steps named (npm test -- unit e2e). See test/hosts/steps.ts.
import { onProjectNode } from './setup.mjs';

if (await onProjectNode(import.meta.url)) {
  const { runSteps } = await import('./hosts/steps.ts');
  process.exitCode = await runSteps(process.argv.slice(2));
}
