import type { Plan } from '../protocol.ts';
import { useResource, type Resource } from '../ui/useResource.ts';
import type { WizardHost } from './drafts.ts';
import type { WizardModel } from './useWizard.ts';

/** What would be sent and what it costs: asked while it is looked at, and again when anything in it changes. */
export function usePlan(host: WizardHost, wizard: WizardModel, looking: boolean): Resource<Plan> {
  const { editing, situation, spec } = wizard;
  const question = JSON.stringify([editing?.key, situation.change ?? spec]);
  return useResource(looking ? question : undefined, (signal) => askPlan(host, wizard, signal));
}

function askPlan({ rpc }: WizardHost, wizard: WizardModel, signal: AbortSignal): Promise<Plan> {
  const { editing, spec, situation } = wizard;
  if (editing !== undefined) {
    return rpc.call('planUpdate', { key: editing.key, change: situation.change ?? {} }, { signal });
  }
  if (spec === undefined || situation.platform === undefined) {
    return Promise.reject(new Error('There is nothing to plan yet.'));
  }
  return rpc.call('plan', { platform: situation.platform.id, spec }, { signal });
}
