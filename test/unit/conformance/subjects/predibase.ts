import assert from 'node:assert/strict';
import type { DeploymentSpec } from '../../../../src/connectors/index.ts';
import { definitions } from '../../../../src/connectors/index.ts';
import { startPredibase } from '../../../platforms/predibase/index.ts';
import type { Stage, Subject } from '../stage.ts';
import { contextOf, patientClock, replacing, rewritingFetch } from '../stage.ts';
import { hits } from './hits.ts';

const qwen = { id: 'qwen3-8b', name: 'qwen3-8b', kind: 'model' as const };
const serving = '/*/deployments/v2/llms/**';

export const predibase: Subject = { name: 'Predibase', open };

async function open(): Promise<Stage> {
  const sim = await startPredibase();
  const { control, baseUrls } = sim;
  const { apiToken } = sim.credentials;
  const clock = patientClock(control);
  const wire = rewritingFetch();
  const credentials = { apiKey: apiToken };
  const { context, logged } = contextOf({ credentials, baseUrls, clock, fetch: wire.fetch });
  const definition = definitions.predibase;
  const connector = (await definition.load())(context);
  const spec = async (name: string): Promise<DeploymentSpec> => {
    const [variant] = await connector.variants(qwen);
    assert.ok(variant);
    const config = {
      minReplicas: 1,
      maxReplicas: 2,
      instanceType: 'a10_24gb_100',
      idleTimeoutMinutes: 30,
      description: 'From a test.',
    };
    return { name, model: qwen, variant: variant.id, config };
  };
  return {
    definition,
    connector,
    control,
    lacks: [],
    secrets: [apiToken],
    places: {
      list: { method: 'GET', path: '/v2/deployments' },
      get: { method: 'GET', path: '/v2/deployments/*' },
      create: { method: 'POST', path: '/v2/deployments' },
      change: { method: 'PUT', path: '/v2/deployments/*' },
      remove: { method: 'DELETE', path: '/v2/deployments/*' },
      invoke: { method: 'POST', path: serving },
      stream: { method: 'POST', path: serving },
    },
    refusal: (status) => ({ kind: 'status', status, body: { error: `refused with ${status}` } }),
    tooMany: (seconds) => ({
      kind: 'status',
      status: 429,
      body: { error: 'rate limit exceeded' },
      headers: { 'retry-after': String(seconds) },
    }),
    nameTaken: 'already-exists',
    fault: (rule) => void control.addFault(rule),
    clearFaults: () => control.clearFaults(),
    advance: (ms) => control.advance(ms),
    count: hits(
      () => control.requests(),
      () => control.clearRequests(),
    ),
    spec,
    change: { maxReplicas: 3 },
    active: async () => {
      const { deployments } = await connector.list();
      return (
        deployments.find(({ name }) => name === 'support-prod')?.id ?? assert.fail('support-prod is missing')
      );
    },
    doomed: async () => {
      control.scriptNext({ kind: 'failed', message: 'Failed to download model weights' });
      return (await connector.deploy(await spec('doomed'))).id;
    },
    fill: (count) => control.addMany(count),
    rewrite: wire.set,
    unknownWord: replacing('"status":"ready"', '"status":"of-tomorrow"'),
    close: async () => {
      connector.dispose();
      await sim.close();
      assert.ok(!logged.join('\n').includes(apiToken), 'the key is in the log');
    },
  };
}
