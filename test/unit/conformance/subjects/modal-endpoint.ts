import type { Stage, Subject } from '../stage.ts';
import { collect, question, replacing } from '../stage.ts';
import { openModal, rpc } from './modal.ts';

const model = { id: 'Qwen/Qwen3.6-27B-FP8', name: 'Qwen3.6 27B', kind: 'model' as const };

export const modalEndpoint: Subject = { name: 'a Modal Endpoint', open };

/** What Modal runs by itself: cannot be changed, and is made anew after a stop. */
async function open(): Promise<Stage> {
  const stage = await openModal(
    {
      lacks: ['update', 'rollback', 'revisions'],
      places: {
        // Without EndpointList a workspace has no Endpoints: what every list begins with is EnvironmentList.
        list: rpc('EnvironmentList'),
        get: rpc('EndpointGetInfo'),
        create: rpc('EndpointCreate'),
        remove: rpc('EndpointStop'),
        invoke: { method: 'POST', path: '/**/v1/chat/completions' },
        stream: { method: 'POST', path: '/**/v1/chat/completions' },
      },
      change: {},
      unknownWord: replacing('live', 'tomorrow'),
    },
    { model, variant: 'endpoint', config: { options: { weights: 'catalogue' } } },
  );
  const { sim, connector, spec } = stage;
  return {
    ...stage,
    active: async () => {
      const { deployments } = await connector.list();
      const found = deployments.find(({ id, status }) => id.startsWith('endpoint:') && status === 'active');
      if (!found) throw new Error('no Endpoint is active');
      // It has scaled to zero: the first request wakes it, and a fault of a stream is to hit a stream.
      await collect(connector.invoke(found.id, question));
      return found.id;
    },
    doomed: async () => {
      const { id } = await connector.deploy(await spec('doomed'));
      sim.control.failEndpoint('doomed');
      return id;
    },
  };
}
