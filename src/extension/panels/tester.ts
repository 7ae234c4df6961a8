import { PlatformError } from '../../connectors/errors.ts';
import type { PlatformId } from '../../connectors/domain.ts';
import type { TesterCalls, TesterEvents } from '../../webviews/protocol.ts';
import { testerValidators } from '../../webviews/validators.ts';
import type { DeploymentService } from '../deployments/service.ts';
import type { DeploymentView } from '../deployments/types.ts';
import { commonHandlers } from './common.ts';
import type { PanelContext, PanelKind } from './panelHost.ts';

export interface TesterOptions {
  service: DeploymentService;
  start: () => Promise<void>;
  connect: (platform: PlatformId) => Promise<boolean>;
}

/** The panel that sends a prompt to one deployment and shows what comes back. */
export function testerPanel({
  service,
  start,
  connect,
}: TesterOptions): PanelKind<TesterCalls, TesterEvents> {
  return {
    type: 'tester',
    staysAlive: true,
    title: (target) => `Test: ${nameOf(service, target)}`,
    validators: testerValidators,
    open: (context, emit) => ({
      handlers: {
        ...commonHandlers(context, connect),
        load: async (_input, signal) => {
          await start();
          const deployment = await found(service, context.target, signal);
          context.setTitle(`Test: ${deployment.name}`);
          const adapters = await service.adapters(deployment.key, signal).catch(() => []);
          return { deployment, history: service.tests(deployment.key), adapters };
        },
        run: async (request, signal) => {
          const key = keyOf(context);
          const test = service.test(key, request, signal);
          for await (const event of test) emit('invoke', event);
          if (!test.run)
            throw new PlatformError({ code: 'malformed', message: 'The test ended without a result.' });
          emit('history', service.tests(key));
          return test.run;
        },
        snippet: ({ request, language }) => service.snippet(keyOf(context), request, language),
        clearHistory: () => {
          service.clearTests(keyOf(context));
          emit('history', []);
        },
      },
      update: () => {
        const view = context.target === undefined ? undefined : service.get(context.target);
        if (view) emit('deployment', view);
      },
    }),
  };
}

/** The key's own last part, where the deployment is not (or no longer) known. */
export function nameOf(service: DeploymentService, target: string | undefined): string {
  if (target === undefined) return 'deployment';
  return service.get(target)?.name ?? target.slice(target.lastIndexOf('/') + 1);
}

export const keyOf = ({ target }: PanelContext): string => {
  if (target !== undefined) return target;
  throw gone();
};

/** The deployment; after a reload its platform may have to be read first. */
export async function found(
  service: DeploymentService,
  key: string | undefined,
  signal: AbortSignal,
): Promise<DeploymentView> {
  if (key === undefined) throw gone();
  const known = service.get(key);
  if (known) return known;
  await service.refresh({ signal });
  const view = service.get(key);
  if (view) return view;
  throw gone();
}

const gone = (): PlatformError =>
  new PlatformError({
    code: 'not-found',
    message: 'This deployment is not there any more, or its platform is not connected.',
    hint: 'Connect its platform or close this panel.',
  });
