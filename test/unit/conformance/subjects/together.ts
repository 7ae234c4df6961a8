import assert from 'node:assert/strict';
import type { DeploymentSpec } from '../../../../src/connectors/index.ts';
import { definitions } from '../../../../src/connectors/index.ts';
import { startTogether } from '../../../platforms/together/index.ts';
import type { Stage, Subject } from '../stage.ts';
import { contextOf, patientClock, replacing, rewritingFetch } from '../stage.ts';
import { hits } from './hits.ts';

const qwen = { id: 'arch_qwen9', name: 'Qwen/Qwen3.5-9B', kind: 'model' as const };
const words: Record<number, string> = {
  401: 'Invalid API key provided.',
  403: 'You do not have access to this project.',
  404: 'not found',
  409: 'conflict',
  422: 'name: must not be empty',
};

export const together: Subject = { name: 'Together AI', open };

async function open(): Promise<Stage> {
  const sim = await startTogether();
  const { control, credentials, baseUrls } = sim;
  const clock = patientClock(control);
  const wire = rewritingFetch();
  const { context, logged } = contextOf({ credentials, baseUrls, clock, fetch: wire.fetch });
  const definition = definitions.together;
  const connector = (await definition.load())(context);
  const spec = async (name: string): Promise<DeploymentSpec> => {
    const variants = await connector.variants(qwen);
    const small = variants.find(({ instanceType }) => instanceType === '1xnvidia-h100-80gb');
    assert.ok(small);
    return { name, model: qwen, variant: small.id, config: { minReplicas: 1, maxReplicas: 2 } };
  };
  return {
    definition,
    connector,
    control,
    lacks: [],
    secrets: [credentials.apiKey],
    places: {
      list: { method: 'GET', path: '/v2/projects/*/endpoints' },
      get: { method: 'GET', path: '/v2/projects/*/endpoints/*/deployments/*' },
      create: { method: 'POST', path: '/v2/projects/*/endpoints' },
      change: { method: 'PATCH', path: '/v2/projects/*/endpoints/*/deployments/*' },
      remove: { method: 'DELETE', path: '/v2/projects/*/endpoints/*/deployments/*' },
      invoke: { method: 'POST', path: '/inference/**' },
      stream: { method: 'POST', path: '/inference/**' },
    },
    refusal: (status) => ({
      kind: 'status',
      status,
      body: {
        error: { message: words[status] ?? 'no', type: 'invalid_request_error', param: null, code: null },
      },
    }),
    tooMany: (seconds) => ({
      kind: 'status',
      status: 429,
      body: { error: { message: 'Rate limit exceeded', type: 'rate_limit', param: null, code: null } },
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
      return deployments.find(({ name }) => name === 'qwen-fp8')?.id ?? assert.fail('qwen-fp8 is missing');
    },
    doomed: async () => {
      control.scriptNext({ kind: 'failed', message: 'Timed out waiting for readiness' });
      return (await connector.deploy(await spec('doomed'))).id;
    },
    fill: (count) => control.fillDeployments(count),
    rewrite: wire.set,
    unknownWord: replacing('DEPLOYMENT_STATE_READY', 'DEPLOYMENT_STATE_OF_TOMORROW'),
    close: async () => {
      connector.dispose();
      await sim.close();
      assert.ok(!logged.join('\n').includes(credentials.apiKey), 'the key is in the log');
    },
  };
}
