import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Revision } from '../../connectors/connector.ts';
import { PlatformError } from '../../connectors/errors.ts';
import type { DeploymentService } from '../deployments/service.ts';
import type { DeploymentView } from '../deployments/types.ts';
import type { Dialogs } from '../dialogs.ts';
import type { Handlers } from '../ids.ts';
import { releaseItem, rollbackQuestion } from './releasesText.ts';
import { isDeployed, resolveTarget } from './targets.ts';
import { inLine } from '../plainText.ts';

export interface ReleasesCommandOptions {
  service: DeploymentService;
  dialogs: Dialogs;
  ready: () => Promise<void>;
}

/** What ran before, newest first; choosing one that does not run now goes back to it, after asking. */
export function releasesCommand(options: ReleasesCommandOptions): Pick<Handlers, 'slipway.releases'> {
  const { service, dialogs, ready } = options;
  return {
    'slipway.releases': async (target) => {
      await ready();
      const view = await resolveTarget(service, target, {
        title: t('Releases of which deployment?'),
        none: t('There is no deployment yet.'),
        can: isDeployed,
      });
      if (!view) return;
      const chosen = await pickRelease(view, service.insight.revisions(view.key));
      if (!chosen) return;
      if (view.busy)
        throw new PlatformError({
          code: 'conflict',
          platform: view.platform,
          message: t`Something else is under way for it: ${view.busy.step}`,
        });
      if (await dialogs.confirm(rollbackQuestion(view, chosen))) await service.rollback(view.key, chosen.id);
    },
  };
}

/** The one to go back to; undefined when there is none, or the person only looked. */
async function pickRelease(
  { name, platform }: DeploymentView,
  reading: Promise<Revision[]>,
): Promise<Revision | undefined> {
  const items = reading.then((revisions) =>
    revisions.map((revision) => ({ revision, ...releaseItem(revision) })),
  );
  const picked = await vscode.window.showQuickPick(items, {
    title: t`Releases of ${inLine(name)}`,
    placeHolder: t('Choose one to go back to it'),
    matchOnDetail: true,
  });
  if (picked?.revision.current !== false) return undefined;
  const { rollback = true } = picked.revision;
  if (rollback === true) return picked.revision;
  throw new PlatformError({ code: 'unsupported', platform, message: rollback.no });
}
