import { t } from '@vscode/l10n';
import { isCancelled, PlatformError } from '../../connectors/errors.ts';
import type { TesterCalls, TesterEvents, TesterState } from '../../webviews/protocol.ts';
import { testerValidators } from '../../webviews/validators.ts';
import type { DeploymentService } from '../deployments/service.ts';
import { plainForm } from '../deployments/testing.ts';
import type { DeploymentView } from '../deployments/types.ts';
import { commonHandlers, type PanelNeeds } from './common.ts';
import type { PanelContext, PanelKind } from './kind.ts';
import { missing, standingOf } from './standing.ts';

export interface TesterOptions extends PanelNeeds {
  service: DeploymentService;
}

/** The panel that sends a prompt to one deployment and shows what comes back. */
export function testerPanel(options: TesterOptions): PanelKind<TesterCalls, TesterEvents> {
  const { service, start } = options;
  return {
    type: 'tester',
    title: (target) => t`Test: ${nameOf(service, target)}`,
    validators: testerValidators,
    open: (context, emit) => ({
      handlers: {
        ...commonHandlers(context, options),
        load: async (_input, signal) => {
          await start();
          const deployment = await found(service, context.target, signal);
          context.setTitle(t`Test: ${deployment.name}`);
          const standing = standingOf(service, deployment.key);
          const history = service.testing.tests(deployment.key);
          return { deployment, standing, history, ...(await formOf(service, deployment.key, signal)) };
        },
        testForm: (_input, signal) => service.testing.form(keyOf(context), signal),
        file: ({ url }, signal) => service.testing.file(keyOf(context), url, signal),
        run: async (request, signal) => {
          const key = keyOf(context);
          const test = service.testing.test(key, request, signal);
          for await (const event of test) emit('invoke', event);
          if (!test.run)
            throw new PlatformError({ code: 'malformed', message: t('The test ended without a result.') });
          emit('history', service.testing.tests(key));
          return test.run;
        },
        snippet: ({ request, language }) => service.testing.snippet(keyOf(context), request, language),
        clearHistory: () => {
          service.testing.clear(keyOf(context));
          emit('history', []);
        },
      },
      update: () => {
        if (context.target === undefined) return;
        const view = service.get(context.target);
        if (view) emit('deployment', view);
        emit('standing', standingOf(service, context.target));
      },
    }),
  };
}

/** A form that cannot be read must not keep the panel from opening: a prompt can be sent all the same. */
async function formOf(
  service: DeploymentService,
  key: string,
  signal: AbortSignal,
): Promise<Pick<TesterState, 'testForm' | 'formProblem'>> {
  try {
    return { testForm: await service.testing.form(key, signal) };
  } catch (error) {
    if (isCancelled(error)) throw PlatformError.from(error);
    return { testForm: plainForm(), formProblem: PlatformError.from(error).data };
  }
}

/** The key's own last part, where the deployment is not (or no longer) known. */
export function nameOf(service: DeploymentService, target: string | undefined): string {
  if (target === undefined) return 'deployment';
  return service.get(target)?.name ?? target.slice(target.lastIndexOf('/') + 1);
}

export const keyOf = ({ target }: PanelContext): string => {
  if (target !== undefined) return target;
  throw missing({ state: 'gone' });
};

/** The deployment; after a reload its platform may have to be read first. */
export async function found(
  service: DeploymentService,
  key: string | undefined,
  signal: AbortSignal,
): Promise<DeploymentView> {
  if (key === undefined) throw missing({ state: 'gone' });
  const known = service.get(key);
  if (known) return known;
  const served = await service.serverless.read(key, signal);
  if (served) return served;
  await service.refresh({ signal });
  const view = service.get(key);
  if (view) return view;
  throw missing(standingOf(service, key));
}
