import assert from 'node:assert/strict';
import type { DeploymentSpec } from '../../../../src/connectors/index.ts';
import { definitions } from '../../../../src/connectors/index.ts';
import { startReplicate } from '../../../platforms/replicate/index.ts';
import { checkReplicateLogged } from '../../../platforms/replicate/spec.ts';
import { arrivals, holdAgainstDocument } from '../../connectors/kit.ts';
import type { Stage, Subject } from '../stage.ts';
import { collect, contextOf, patientClock, question, rewritingFetch } from '../stage.ts';
import { hits } from './hits.ts';

const llama = { id: 'meta/llama-2-7b-chat', name: 'meta/llama-2-7b-chat', kind: 'model' as const };
const bodies: Record<number, object> = {
  401: { title: 'Unauthenticated', detail: 'You did not pass a valid authentication token', status: 401 },
  403: { detail: 'You do not have permission to do this.', status: 403 },
  422: {
    title: 'Validation failed',
    detail: 'The following errors occurred:\n- hardware: is not available',
    status: 422,
    errors: [{ pointer: '/hardware', detail: 'is not available' }],
  },
};

export const replicate: Subject = { name: 'Replicate', open };

async function open(): Promise<Stage> {
  const sim = await startReplicate();
  const { control, baseUrls } = sim;
  const { token } = sim.credentials;
  const clock = patientClock(control);
  const wire = rewritingFetch();
  const { context, logged } = contextOf({ credentials: { token }, baseUrls, clock, fetch: wire.fetch });
  const definition = definitions.replicate;
  const connector = (await definition.load())(context);
  const { all, take } = arrivals(control);
  const spec = async (name: string): Promise<DeploymentSpec> => {
    const [newest] = await connector.variants(llama);
    assert.ok(newest);
    const config = { minReplicas: 0, maxReplicas: 1, instanceType: 'gpu-t4' };
    return { name, model: llama, variant: newest.id, config };
  };
  const problem = (status: number): object => ({
    kind: 'status',
    status,
    body: bodies[status] ?? { detail: 'no', status },
    headers: { 'content-type': 'application/problem+json' },
  });
  return {
    definition,
    connector,
    control,
    lacks: [],
    secrets: [token],
    places: {
      list: { method: 'GET', path: '/v1/deployments' },
      get: { method: 'GET', path: '/v1/deployments/*/*' },
      create: { method: 'POST', path: '/v1/deployments' },
      change: { method: 'PATCH', path: '/v1/deployments/*/*' },
      remove: { method: 'DELETE', path: '/v1/deployments/*/*' },
      invoke: { method: 'POST', path: '/v1/deployments/*/*/predictions' },
      stream: { method: 'GET', path: '/v1/streams/*' },
    },
    refusal: (status) => problem(status) as ReturnType<Stage['refusal']>,
    tooMany: (seconds) => ({
      kind: 'status',
      status: 429,
      body: {
        detail: `Request was throttled. Your rate limit resets in ~${seconds}s.`,
        status: 429,
        retry_after: seconds,
      },
    }),
    nameTaken: 'already-exists',
    keepsAnswers: true,
    infers: true,
    fault: (rule) => void control.addFault(rule),
    clearFaults: () => control.clearFaults(),
    advance: (ms) => control.advance(ms),
    count: hits(() => control.requests(), take),
    spec,
    change: { maxReplicas: 2 },
    active: async () => {
      const { deployments } = await connector.list();
      return deployments.find(({ name }) => name === 'chat-prod')?.id ?? assert.fail('chat-prod is missing');
    },
    doomed: async () => {
      const { id } = await connector.deploy(await spec('doomed'));
      control.script('acme/doomed', { kind: 'bootFails' });
      // One failed run says nothing of a deployment; three in a row that never began do.
      for (let runs = 0; runs < 3; runs++)
        assert.equal((await collect(connector.invoke(id, question))).at(-1)?.type, 'error');
      return id;
    },
    picture: async () => {
      const { deployments } = await connector.list();
      const id = deployments.find(({ name }) => name === 'images')?.id ?? assert.fail('images is missing');
      const events = await collect(
        connector.invoke(id, { prompt: '', stream: false, inputs: { prompt: 'A ship' } }),
      );
      const parts = events.flatMap((event) => (event.type === 'output' ? event.parts : []));
      const file = parts.find((part) => part.kind === 'file') ?? assert.fail('there is no picture');
      return file.url;
    },
    fill: (count) => control.fillDeployments(count),
    rewrite: wire.set,
    close: async () => {
      connector.dispose();
      take();
      await sim.close();
      assert.ok(!logged.join('\n').includes(token), 'the key is in the log');
      // Streams and files live on hosts of their own, which no document describes.
      const described = all.filter(({ path }) => !/^\/(v1\/streams|pbxt)\//.test(path));
      holdAgainstDocument(checkReplicateLogged, described);
    },
  };
}
