import { t } from '@vscode/l10n';
import type { Allowed } from '../../connectors/domain.ts';
import type { DeploymentService } from '../deployments/service.ts';
import type { DeploymentView } from '../deployments/types.ts';
import type { Dialogs } from '../dialogs.ts';
import type { Handlers } from '../ids.ts';
import { resolveTarget } from './targets.ts';
import { routeQuestion } from './trafficText.ts';

export interface TrafficCommandOptions {
  service: DeploymentService;
  dialogs: Dialogs;
  ready: () => Promise<void>;
}

/** Sends requests to what runs and gets none, after saying who will then get how many. */
export function trafficCommand(options: TrafficCommandOptions): Pick<Handlers, 'slipway.route'> {
  const { service, dialogs, ready } = options;
  return {
    'slipway.route': async (target) => {
      await ready();
      const view = await resolveTarget(service, target, {
        title: t('Send traffic to which deployment?'),
        none: t('Every deployment that runs receives traffic.'),
        can: canBeRouted,
      });
      if (!view) return;
      const plan = await service.planRoute(view.key);
      if (await dialogs.confirm(routeQuestion(view, plan))) await service.route(view.key);
    },
  };
}

function canBeRouted(view: DeploymentView): Allowed {
  if (view.busy) return { no: t`Wait until this is done: ${view.busy.step}` };
  return view.routable ?? { no: t('It receives traffic already, or it does not run.') };
}
