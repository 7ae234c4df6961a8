import { t } from '@vscode/l10n';
import type { Clock } from '../../connectors/connector.ts';
import type {
  DeploymentView,
  MetricsCalls,
  MetricsEvents,
  MetricsReport,
  MetricsState,
} from '../../webviews/protocol.ts';
import { metricsValidators } from '../../webviews/validators.ts';
import type { DeploymentService } from '../deployments/service.ts';
import { breakEvenOf } from '../metrics/breakEven.ts';
import { combinedCost } from '../metrics/combined.ts';
import type { MetricsService } from '../metrics/service.ts';
import { definitions } from '../metrics/definitions.ts';
import { ServerlessPrices } from '../metrics/serverlessPrices.ts';
import { openSetting, saveAs } from '../saving.ts';
import { commonHandlers, type PanelNeeds } from './common.ts';
import type { PanelKind } from './kind.ts';
import { standingOf } from './standing.ts';
import { found, nameOf } from './tester.ts';

export interface MetricsOptions extends PanelNeeds {
  service: DeploymentService;
  metrics: MetricsService;
  refreshSeconds: () => number;
  clock: Clock;
}

/** The panel with the numbers of one deployment, or of all of them when it has no target. */
export function metricsPanel(options: MetricsOptions): PanelKind<MetricsCalls, MetricsEvents> {
  const { service, metrics } = options;
  const byToken = new ServerlessPrices({
    clock: options.clock,
    list: async (platform, text) => (await service.serverless.list(platform, { text })).items,
  });
  const withBreakEven = (report: MetricsReport, view: DeploymentView | undefined): MetricsReport => {
    const dedicated = view?.price && !view.serverless ? view.price : undefined;
    const serverless = dedicated && view && byToken.of(view.platform, view.model);
    const breakEven = serverless && breakEvenOf(report, dedicated, serverless);
    return breakEven ? { ...report, cost: { ...report.cost, breakEven } } : report;
  };
  return {
    type: 'metrics',
    title: (target) =>
      target === undefined ? t('Metrics: All Deployments') : t`Metrics: ${nameOf(service, target)}`,
    validators: metricsValidators,
    open: (context, emit) => {
      const heard = service.testing.recorded(({ deployment }) => {
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
            context.setTitle(t`Metrics: ${deployment.name}`);
            return { ...state, deployment, standing: standingOf(service, deployment.key) };
          },
          report: ({ key, window }) => withBreakEven(metrics.report(key, window), service.get(key)),
          platformReport: async ({ key, window }, signal) => {
            const reported = await service.insight.report(key, window, signal);
            if (!reported.usage) return reported;
            // Of the window that the platform answered for.
            const combined = combinedCost(metrics.cost(key, reported.usage.window), reported.usage);
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
