/** Everything behind the panels, read with the first one that is opened. */
export { fill, isDone, targetOf } from './fill.ts';
export { metricsPanel } from './metrics.ts';
export { testerPanel } from './tester.ts';
export { wizardPanel } from './wizard.ts';
