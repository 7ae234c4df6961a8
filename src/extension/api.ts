import { t } from '@vscode/l10n';
import type { DeploymentChange, DeploymentSpec, TimeWindow } from '../connectors/connector.ts';
import type { PlatformId } from '../connectors/domain.ts';
import { PlatformError } from '../connectors/errors.ts';
import type { InvokeEvent, InvokeRequest } from '../connectors/inference.ts';
import { deployQuestion, stopQuestion, updateQuestion } from './commands/wording.ts';
import type { DeploymentService } from './deployments/service.ts';
import type { DeploymentKey, DeploymentView, FleetFilter } from './deployments/types.ts';
import type { Dialogs } from './dialogs.ts';
import type { MetricsService } from './metrics/service.ts';
import type { MetricsReport, PlatformReport, TestRun } from './metrics/types.ts';

/** `confirmed`: your extension has already asked the person. Otherwise Slipway asks, with the cost. */
export interface SpendingOptions {
  confirmed?: boolean;
}

/**
 * What `vscode.extensions.getExtension('slipway.slipway').activate()` resolves to. Every call connects the
 * platforms that have a saved key, if that has not happened yet; a platform's key is in no answer. Calls
 * reject with an error that has `data.code` (see ErrorCode); a person's "no" has the code `cancelled`.
 */
export interface SlipwayApi {
  /** Goes up when a call changes in a way that callers notice. */
  readonly version: 1;
  /** The person is in the Sandbox: what is listed is simulated, and what is deployed goes nowhere. */
  readonly simulated: boolean;
  /** All deployments and drafts, or those that the filter lets through. */
  listDeployments(filter?: FleetFilter): Promise<DeploymentView[]>;
  getDeployment(key: DeploymentKey): Promise<DeploymentView | undefined>;
  /** Keeps a configuration as a draft (status `pending`). Sends nothing and costs nothing. */
  createDeployment(platform: PlatformId, spec: DeploymentSpec): Promise<DeploymentView>;
  /** Sends a draft to its platform; resolves when the platform has accepted it, with the new key. */
  deploy(draft: DeploymentKey, options?: SpendingOptions): Promise<DeploymentKey>;
  updateDeployment(key: DeploymentKey, change: DeploymentChange, options?: SpendingOptions): Promise<void>;
  stopDeployment(key: DeploymentKey, options?: SpendingOptions): Promise<void>;
  /** Sends one request and records it. A failure of the endpoint is in the result, not a rejection. */
  testEndpoint(
    key: DeploymentKey,
    request: InvokeRequest,
    options?: { signal?: AbortSignal; onEvent?: (event: InvokeEvent) => void },
  ): Promise<TestRun>;
  /** Numbers of the requests sent through Slipway, and beside them what the platform counted. */
  getUsageMetrics(
    key: DeploymentKey,
    window?: TimeWindow,
  ): Promise<{ slipway: MetricsReport; platform: PlatformReport }>;
}

/** The application that answers, as it is at each call. */
export interface ApiParts {
  simulated: boolean;
  service: DeploymentService;
  metrics: () => Promise<MetricsService>;
  dialogs: Dialogs;
  ready: () => Promise<void>;
}

const dayMs = 24 * 3600 * 1000;

export function createApi(parts: () => ApiParts): SlipwayApi {
  const find = async (key: DeploymentKey): Promise<ApiParts & { view: DeploymentView }> => {
    const found = parts();
    await found.ready();
    const view = found.service.get(key);
    if (view) return { ...found, view };
    throw new PlatformError({ code: 'not-found', message: t`There is no deployment ${key}.` });
  };
  const platformName = ({ service, view: { platform } }: ApiParts & { view: DeploymentView }): string =>
    service.fleet().platforms.find(({ id }) => id === platform)?.displayName ?? platform;

  return {
    version: 1,
    get simulated() {
      return parts().simulated;
    },
    listDeployments: async (filter) => {
      const { service, ready } = parts();
      await ready();
      return service.filter(filter ?? {});
    },
    getDeployment: async (key) => {
      const { service, ready } = parts();
      await ready();
      return service.get(key);
    },
    createDeployment: async (platform, spec) => {
      const { service, ready } = parts();
      await ready();
      return (await find(`draft:${service.saveDraft({ platform, spec }).id}`)).view;
    },
    deploy: async (key, options) => {
      const found = await find(key);
      const { service, dialogs, view } = found;
      if (!view.draft) throw new PlatformError({ code: 'invalid', message: t`${key} is not a draft.` });
      if (!options?.confirmed) {
        const plan = await service.catalog.plan(view.platform, view.draft.spec);
        await insist(dialogs.confirm(deployQuestion(view, platformName(found), plan)));
      }
      return service.deploy(view.draft.id);
    },
    updateDeployment: async (key, change, options) => {
      const found = await find(key);
      const { service, dialogs, view } = found;
      if (!options?.confirmed) {
        const plan = await service.planUpdate(key, change);
        await insist(dialogs.confirm(updateQuestion(view, platformName(found), plan)));
      }
      await service.update(key, change);
    },
    stopDeployment: async (key, options) => {
      const found = await find(key);
      const { service, dialogs, view } = found;
      if (!options?.confirmed) await insist(dialogs.confirm(stopQuestion(view, platformName(found))));
      await service.stop(key);
    },
    testEndpoint: async (key, request, options = {}) => {
      const { service } = await find(key);
      const test = service.testing.test(key, request, options.signal);
      for await (const event of test) options.onEvent?.(event);
      if (test.run) return test.run;
      throw new PlatformError({ code: 'malformed', message: t('The test ended without a result.') });
    },
    getUsageMetrics: async (key, window = { from: Date.now() - dayMs, to: Date.now() }) => {
      const { service, metrics } = await find(key);
      const [figures, platform] = await Promise.all([metrics(), service.insight.report(key, window)]);
      return { slipway: figures.report(key, window), platform };
    },
  };
}

async function insist(answer: Promise<boolean>): Promise<void> {
  if (!(await answer)) throw new PlatformError({ code: 'cancelled', message: t('Cancelled.') });
}
