import assert from 'node:assert/strict';
import { definitions } from '../../../../src/connectors/index.ts';
import { startLorax } from '../../../platforms/predibase/index.ts';
import { checkLoraxLogged } from '../../../platforms/predibase/spec.ts';
import { arrivals, holdAgainstDocument } from '../../connectors/kit.ts';
import type { Stage, Subject } from '../stage.ts';
import { contextOf, patientClock, rewritingFetch } from '../stage.ts';
import { hits } from './hits.ts';

const proxyToken = 'proxy-token-of-the-lab-0001';

export const lorax: Subject = { name: 'a LoRAX server', open };

async function open(): Promise<Stage> {
  const sim = await startLorax({ proxyToken });
  const { control } = sim;
  const clock = patientClock(control);
  const wire = rewritingFetch();
  const server = {
    id: 'lab',
    label: 'Lab server',
    url: sim.baseUrls.server,
    token: proxyToken,
    addedAt: control.now(),
  };
  const { context, logged } = contextOf({ credentials: {}, servers: [server], clock, fetch: wire.fetch });
  const definition = definitions.predibase;
  const connector = (await definition.load())(context);
  const { all, take } = arrivals(control);
  return {
    definition,
    connector,
    control,
    lacks: ['deploy', 'update', 'stop', 'start'],
    rowsOnly: true,
    secrets: [proxyToken],
    places: {
      list: { method: 'GET', path: '/health' },
      get: { method: 'GET', path: '/health' },
      invoke: { method: 'POST', path: '/**' },
      stream: { method: 'POST', path: '/**' },
    },
    refusal: (status) => ({
      kind: 'status',
      status,
      body: { error: `refused with ${status}`, error_type: 'generation' },
    }),
    tooMany: () => ({
      kind: 'status',
      status: 429,
      body: { error: 'Model is overloaded', error_type: 'overloaded' },
    }),
    silent: true,
    nameTaken: 'already-exists',
    fault: (rule) => void control.addFault(rule),
    clearFaults: () => control.clearFaults(),
    advance: (ms) => control.advance(ms),
    count: hits(() => control.requests(), take),
    spec: (name) => Promise.reject(new Error(`${name}: nothing is deployed on a server of one's own`)),
    change: {},
    active: async () => {
      const { deployments } = await connector.list();
      assert.equal(deployments[0]?.status, 'active');
      return deployments[0].id;
    },
    rewrite: wire.set,
    close: async () => {
      connector.dispose();
      take();
      await sim.close();
      assert.ok(!logged.join('\n').includes(proxyToken), 'the key is in the log');
      assert.equal(control.crashes(), 0);
      holdAgainstDocument(checkLoraxLogged, all);
    },
  };
}
