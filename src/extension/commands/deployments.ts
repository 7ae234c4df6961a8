import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { PlatformId } from '../../connectors/domain.ts';
import { PlatformError } from '../../connectors/errors.ts';
import type { DeploymentService } from '../deployments/service.ts';
import type { DeploymentView } from '../deployments/types.ts';
import type { Dialogs, Question } from '../dialogs.ts';
import type { Handlers, PanelType, Target } from '../ids.ts';
import { openWebPage } from '../panels/common.ts';
import {
  allowing,
  hasDashboard,
  hasUrl,
  isCancellableDeploy,
  isDeployed,
  isDraft,
  isRestartable,
  resolveTarget,
  type Wanted,
} from './targets.ts';
import {
  deleteCancelled,
  deployCancelled,
  deleteQuestion,
  deployQuestion,
  isLastOfGroup,
  restartQuestion,
  startQuestion,
  stopQuestion,
} from './wording.ts';

export interface DeploymentCommandsOptions {
  service: DeploymentService;
  dialogs: Dialogs;
  /** Resolves when there is something to choose from. */
  ready: () => Promise<void>;
  openPanel: (type: PanelType, target?: string) => Promise<void>;
  /** Takes a row off the list that stands for a registered server: false where it stands for something else. */
  removeServer: (view: DeploymentView) => Promise<boolean>;
}

type Ids =
  | 'slipway.editDeployment'
  | 'slipway.deployDraft'
  | 'slipway.continueDraft'
  | 'slipway.discardDraft'
  | 'slipway.test'
  | 'slipway.metrics'
  | 'slipway.stop'
  | 'slipway.start'
  | 'slipway.restart'
  | 'slipway.cancelDeploy'
  | 'slipway.delete'
  | 'slipway.cancelDelete'
  | 'slipway.openDashboard'
  | 'slipway.copyUrl';

/** The commands that act on one deployment. */
export function deploymentCommands(options: DeploymentCommandsOptions): Pick<Handlers, Ids> {
  const { service, dialogs, ready, openPanel } = options;

  const on =
    (wanted: Wanted, run: (view: DeploymentView) => unknown) =>
    async (target?: Target): Promise<void> => {
      await ready();
      const view = await resolveTarget(service, target, wanted);
      if (view) await run(view);
    };
  const platformName = (id: PlatformId): string =>
    service.fleet().platforms.find((platform) => platform.id === id)?.displayName ?? id;
  const asked =
    (ask: (view: DeploymentView, platform: string) => Question, run: (key: string) => Promise<void>) =>
    async (view: DeploymentView): Promise<void> => {
      if (await dialogs.confirm(ask(view, platformName(view.platform)))) await run(view.key);
    };

  return {
    'slipway.editDeployment': on(
      want(
        t('Edit which deployment?'),
        t('There is no deployment that can be changed now.'),
        allowing('update'),
      ),
      ({ key }) => openPanel('wizard', key),
    ),
    'slipway.test': on(
      want(
        t('Test which deployment?'),
        t('There is no deployment that can be tested now.'),
        allowing('test'),
      ),
      ({ key }) => openPanel('tester', key),
    ),
    'slipway.metrics': on(
      want(
        t('Show metrics of which deployment?'),
        t('There is no deployment that can be measured now.'),
        isDeployed,
      ),
      ({ key }) => openPanel('metrics', key),
    ),
    'slipway.stop': on(
      want(
        t('Stop which deployment?'),
        t('There is no deployment that can be stopped now.'),
        allowing('stop'),
      ),
      asked(stopQuestion, (key) => service.stop(key)),
    ),
    'slipway.start': on(
      want(
        t('Start which deployment?'),
        t('There is no deployment that can be started now.'),
        allowing('start'),
      ),
      asked(startQuestion, (key) => service.start(key)),
    ),
    'slipway.restart': on(
      want(
        t('Restart which deployment?'),
        t('There is no deployment that can be restarted now.'),
        isRestartable,
      ),
      asked(restartQuestion, (key) => service.restart(key)),
    ),
    'slipway.delete': on(
      want(
        t('Delete which deployment?'),
        t('There is no deployment that can be deleted now.'),
        allowing('remove'),
      ),
      async (view) => {
        if (await options.removeServer(view)) return;
        const last = isLastOfGroup(view, service.fleet().deployments);
        const ask = (_: DeploymentView, platform: string) => deleteQuestion(view, platform, last);
        await asked(ask, (key) => service.remove(key))(view);
      },
    ),
    'slipway.cancelDelete': on(
      {
        title: t('Cancel the delete of which deployment?'),
        none: t('No delete waits.'),
        can: ({ busy }) =>
          busy?.cancellable && busy.action === 'remove' ? true : { no: t('Nothing waits to delete it.') },
      },
      async (view) => {
        if ((await service.cancelRemoval(view.key)) && service.get(view.key))
          dialogs.inform(deleteCancelled(view));
      },
    ),
    'slipway.cancelDeploy': on(
      {
        title: t('Cancel which deploy?'),
        none: t('No deploy can be cancelled now.'),
        can: isCancellableDeploy,
      },
      async ({ draft, name }) => {
        if (draft && (await service.cancelDeploy(draft.id))) dialogs.inform(deployCancelled(name));
      },
    ),
    'slipway.continueDraft': on(wantDraft(t('Continue which draft?')), ({ key }) => openPanel('wizard', key)),
    // At once, with a way back: a question would cost more than the mistake.
    'slipway.discardDraft': on(wantDraft(t('Discard which draft?')), ({ draft, name }) => {
      if (!draft) return;
      service.discardDraft(draft.id);
      void dialogs.offer(t`The draft "${name}" was discarded.`, t('Undo')).then((undo) => {
        if (undo) service.saveDraft({ id: draft.id, platform: draft.platform, spec: draft.spec });
      });
    }),
    'slipway.deployDraft': on(wantDraft(t('Deploy which draft?')), async (view) => {
      if (view.draft && (await confirmDeploy(options, view, platformName(view.platform))))
        await service.deploy(view.draft.id);
    }),
    'slipway.openDashboard': on(
      want(
        t('Open the dashboard of which deployment?'),
        t('There is no deployment that can be opened in a dashboard now.'),
        hasDashboard,
      ),
      async ({ dashboardUrl }) => {
        if (dashboardUrl !== undefined) await openWebPage(dashboardUrl);
      },
    ),
    'slipway.copyUrl': async (target) => {
      const part = typeof target === 'object' ? target.part : undefined;
      await on(
        want(
          t('Copy the URL of which deployment?'),
          t('There is no deployment that can be reached by URL now.'),
          part ? isDeployed : hasUrl,
        ),
        async ({ endpoint }) => {
          const url = part?.url ?? endpoint?.url;
          if (url === undefined) return;
          await vscode.env.clipboard.writeText(url);
          dialogs.mention(t`Copied ${url}`);
        },
      )(target);
    },
  };
}

/** Asks with the platform's own price; a draft that its platform would refuse is not offered at all. */
export async function confirmDeploy(
  { service, dialogs }: Pick<DeploymentCommandsOptions, 'service' | 'dialogs'>,
  view: DeploymentView,
  platform: string,
): Promise<boolean> {
  if (!view.draft) return false;
  const plan = await service.catalog.plan(view.platform, view.draft.spec);
  const wrong = plan.checks.filter(({ level }) => level === 'error');
  if (wrong.length > 0)
    throw new PlatformError({
      code: 'invalid',
      platform: view.platform,
      message: t`"${view.name}" cannot be deployed yet. ${wrong.map(({ message }) => message).join(' ')}`,
      hint: t('Continue the draft to correct it.'),
    });
  return dialogs.confirm(deployQuestion(view, platform, plan));
}

export const want = (title: string, none: string, can: Wanted['can']): Wanted => ({
  title,
  none,
  can,
});

const wantDraft = (title: string): Wanted => ({
  title,
  none: t('There are no drafts.'),
  can: isDraft,
});
