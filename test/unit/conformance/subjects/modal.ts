import assert from 'node:assert/strict';
import type { DeploymentSpec, Workbench } from '../../../../src/connectors/index.ts';
import { definitions } from '../../../../src/connectors/index.ts';
import { startModal } from '../../../platforms/modal/index.ts';
import type { ModalSimulator } from '../../../platforms/modal/index.ts';
import type { Fault, FaultRule } from '../../../platforms/kit/faults.ts';
import { arrivals } from '../../connectors/kit.ts';
import type { Place, Stage } from '../stage.ts';
import { contextOf, patientClock } from '../stage.ts';
import { hits } from './hits.ts';

export const rpc = (name: string): Place => ({ method: 'GRPC', path: `/modal.client.ModalClient/${name}` });

/** Status codes of gRPC for what HTTP says with these. */
const grpcCodes: Record<number, number> = { 401: 16, 403: 7, 404: 5, 409: 10, 422: 3 };

export interface ModalStage extends Stage {
  readonly sim: ModalSimulator;
}

/** What both ways of running a model on Modal share: the account, its list, its tests. */
export async function openModal(
  own: Partial<Stage> & Pick<Stage, 'places' | 'lacks' | 'change'>,
  way: {
    model: DeploymentSpec['model'];
    variant: string;
    config: DeploymentSpec['config'];
    workbench?: (sim: ModalSimulator) => Workbench;
  },
): Promise<Omit<ModalStage, 'active'>> {
  const sim = await startModal();
  const { control, baseUrls, credentials } = sim;
  const clock = patientClock(control);
  const { context, logged, memory } = contextOf({ credentials: { ...credentials }, baseUrls, clock });
  const definition = definitions.modal;
  const workbench = way.workbench?.(sim);
  const connector = (await definition.load())({ ...context, ...(workbench ? { workbench } : {}) });
  const { take } = arrivals(control);
  const secrets = [credentials.tokenSecret, credentials.proxyTokenSecret];
  return {
    sim,
    definition,
    connector,
    control,
    secrets,
    refusal: (status) => ({ kind: 'status', status, body: { error: { message: 'Refused.', code: status } } }),
    tooMany: (seconds) => ({ kind: 'grpc', code: 8, details: 'Too many requests', retryAfterSecs: seconds }),
    nameTaken: 'already-exists',
    fault: (rule) => void control.addFault({ ...rule, fault: inForm(rule) }),
    clearFaults: () => control.clearFaults(),
    advance: (ms) => control.advance(ms),
    count: hits(() => control.requests(), take),
    spec: (name) => Promise.resolve({ name, model: way.model, variant: way.variant, config: way.config }),
    fill: (count) => control.fillApps(count),
    write: (id, line) => {
      const [, own = ''] = id.split('/');
      const app = id.startsWith('endpoint:') ? control.endpoint(own).app : control.app(own);
      app.logs.write({ data: `${line}\n` });
    },
    rewrite: (change) => control.rewriteReplies(change),
    close: async () => {
      connector.dispose();
      await sim.close();
      const kept = [...logged, ...memory.values()].join('\n');
      for (const secret of secrets) assert.ok(!kept.includes(secret), 'a secret is in the log or kept');
    },
    ...own,
    places: { list: rpc('AppList'), ...own.places },
  };
}

/** The control plane refuses by gRPC, what is deployed by HTTP. */
function inForm({ method, fault }: FaultRule): Fault {
  if (method !== 'GRPC' || fault.kind !== 'status') return fault;
  return { kind: 'grpc', code: grpcCodes[fault.status] ?? 13, details: 'Refused by the test.' };
}
