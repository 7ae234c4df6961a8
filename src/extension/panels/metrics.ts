import type { MetricsCalls, MetricsEvents, MetricsState } from '../../webviews/protocol.ts';
import { metricsValidators } from '../../webviews/validators.ts';
import type { DeploymentService } from '../deployments/service.ts';
import { combinedCost } from '../metrics/combined.ts';
import type { MetricsService } from '../metrics/service.ts';
import { definitions } from '../metrics/definitions.ts';
import { openSetting, saveAs } from '../saving.ts';
import { commonHandlers, type PanelNeeds } from './common.ts';
import type { PanelKind } from './panelHost.ts';
import { standingOf } from './standing.ts';
import { found, nameOf } from './tester.ts';

export interface MetricsOptions extends PanelNeeds {
  service: DeploymentService;
  metrics: MetricsService;
  refreshSeconds: () => number;
}

/** The panel with the numbers of one deployment, or of all of them when it has no target. */
export function metricsPanel(options: MetricsOptions): PanelKind<MetricsCalls, MetricsEvents> {
  const { service, metrics } = options;
  return {
    type: 'metrics',
    title: (target) =>
      target === undefined ? 'Metrics: All Deployments' : `Metrics: ${nameOf(service, target)}`,
    validators: metricsValidators,
    open: (context, emit) => {
      const heard = service.recorded(({ deployment }) => {
        if (context.visible) emit('recorded', { key: deployment });
      });
      return {
        handlers: {
          ...commonHandlers(context, options),
          load: async (_input, signal) => {
            await options.start();
            const refreshSeconds = options.refreshSeconds();
            const state: MetricsState = { fleet: service.fleet(), refreshSeconds, definitions };
            if (context.target === undefined) return state;
            const deployment = await found(service, context.target, signal);
            context.setTitle(`Metrics: ${deployment.name}`);
            return { ...state, deployment, standing: standingOf(service, deployment.key) };
          },
          report: ({ key, window }) => metrics.report(key, window),
          platformReport: async ({ key, window }, signal) => {
            const reported = await service.platformReport(key, window, signal);
            if (!reported.usage) return reported;
            // Of the window that the platform answered for.
            const own = metrics.report(key, reported.usage.window).cost;
            const combined = combinedCost(own, reported.usage);
            return combined ? { ...reported, combined } : reported;
          },
          fleet: ({ window }) => metrics.fleet(window),
          spend: () => metrics.spend(),
          history: () => metrics.history(),
          save: ({ name, text }) => saveAs(name, text),
          openSetting: ({ setting }) => openSetting(setting),
          refresh: (_input, signal) => service.refresh({ signal }),
        },
        update: () => {
          emit('fleet', service.fleet());
          if (context.target === undefined) return;
          const view = service.get(context.target);
          if (view) emit('deployment', view);
          emit('standing', standingOf(service, context.target));
        },
        dispose: () => heard.dispose(),
      };
    },
  };
}
