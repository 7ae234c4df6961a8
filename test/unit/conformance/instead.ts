import assert from 'node:assert/strict';
import type { Capability, DeploymentChange } from '../../../src/connectors/index.ts';
import type { Fault } from '../../platforms/kit/faults.ts';
import type { Stage } from './stage.ts';
import { can, failure, often, placeOf } from './stage.ts';

/** Where a list cannot fail: the row stays and says what keeps it from being read. */
export async function toldOnTheRow(stage: Stage): Promise<void> {
  const id = await stage.active();
  const faults: Fault[] = [
    stage.refusal(401),
    { kind: 'gateway', status: 502 },
    { kind: 'resetBeforeHeaders' },
  ];
  for (const fault of faults) {
    stage.fault({ ...placeOf(stage, 'list'), times: often, fault });
    // One look that fails may be chance; after three it must not pass for healthy.
    for (let looks = 0; looks < 2; looks++) await stage.connector.list({ fresh: true });
    const { deployments, problems } = await stage.connector.list({ fresh: true });
    assert.deepEqual(problems, []);
    const row = deployments.find((one) => one.id === id);
    assert.ok(row, 'the row stays');
    assert.notEqual(row.status, 'active', fault.kind);
    assert.match(row.error ?? row.detail.message ?? '', /\S/, fault.kind);
    stage.clearFaults();
  }
}

/** What a connection that lacks a capability does in place of it. */
export async function absent(stage: Stage): Promise<void> {
  const { connector } = stage;
  const id = await stage.active();
  const { allowed } = await connector.get(id);
  const change: DeploymentChange = { description: 'anything' };
  const tries: [Capability, () => Promise<unknown>][] = [
    ['update', () => connector.update(id, change)],
    ['stop', () => connector.stop(id)],
    ['start', () => connector.start(id)],
  ];
  for (const [capability, attempt] of tries) {
    if (can(stage, capability)) continue;
    const word = allowed[capability as 'update' | 'stop' | 'start'];
    assert.ok(word !== true, `${capability} is offered`);
    assert.match(word.no, /\S/);
    assert.equal((await failure(attempt())).code, 'unsupported');
  }
}
