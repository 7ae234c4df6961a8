import assert from 'node:assert/strict';
import type { InvokeEvent } from '../../../../src/connectors/index.ts';
import { last } from './bench.ts';
import type { Bench } from './bench.ts';

/** What tests of a deployment are looked at with. */
export const answer = ' You said: "Say something.".\nThat is all – ✓ nothing more.';
export const creates = ({ sim }: Bench) =>
  sim.control.requests({ method: 'POST', path: /\/deployments\/.*\/predictions$/ });
export const cancels = ({ sim }: Bench) => sim.control.requests({ method: 'POST', path: /\/cancel$/ });
export const waits = (events: readonly InvokeEvent[]) =>
  events.flatMap((event) => (event.type === 'waiting' ? [event.message] : []));
export const errorOf = (events: readonly InvokeEvent[]) => {
  const end = last(events);
  assert.equal(end.type, 'error', JSON.stringify(end));
  return end.error;
};
export const doneOf = (events: readonly InvokeEvent[]) => {
  const end = last(events);
  assert.equal(end.type, 'done', JSON.stringify(end));
  return end;
};
