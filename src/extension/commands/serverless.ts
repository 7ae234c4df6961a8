import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ServerlessModel } from '../../connectors/connector.ts';
import type { PlatformId } from '../../connectors/domain.ts';
import { isCancelled, PlatformError } from '../../connectors/errors.ts';
import type { DeploymentService } from '../deployments/service.ts';
import type { Handlers, PanelType } from '../ids.ts';
import { answersPrompts, modelDetail, tokenPriceText } from './serverlessText.ts';
import { asPick } from '../plainText.ts';

export interface ServerlessCommandOptions {
  service: DeploymentService;
  start: () => Promise<void>;
  openPanel: (type: PanelType, target?: string) => Promise<void>;
}

interface Item extends vscode.QuickPickItem {
  model: ServerlessModel;
}

const settleMs = 150;

/** Opens the tester for a model that the platform serves to everyone. */
export function serverlessCommand({
  service,
  start,
  openPanel,
}: ServerlessCommandOptions): Pick<Handlers, 'slipway.testServerless'> {
  return {
    'slipway.testServerless': async () => {
      await start();
      const platform = await choosePlatform(service);
      if (platform === undefined) return;
      const model = await chooseModel((text, signal) =>
        service.serverless.list(platform, text === '' ? {} : { text }, signal),
      );
      if (model !== undefined) await openPanel('tester', await service.serverless.open(platform, model.id));
    },
  };
}

async function choosePlatform(service: DeploymentService): Promise<PlatformId | undefined> {
  const platforms = service.serverless.platforms();
  const [first, ...others] = platforms;
  if (!first)
    throw new PlatformError({
      code: 'unauthorized',
      message: t('No platform that serves models without a deployment is connected.'),
      hint: t('Connect one first.'),
    });
  if (others.length === 0) return first.id;
  const picked = await vscode.window.showQuickPick(
    platforms.map(({ id, displayName }) => ({ id, label: displayName })),
    { title: t('Test a serverless model of which platform?') },
  );
  return picked?.id;
}

type Search = (text: string, signal: AbortSignal) => Promise<{ items: ServerlessModel[] }>;

/** Searches the platform as one types. Rejects when it cannot be read; undefined: nothing was chosen. */
function chooseModel(search: Search): Promise<ServerlessModel | undefined> {
  return new Promise((resolve, reject) => {
    const pick = vscode.window.createQuickPick<Item>();
    pick.title = t('Test which serverless model?');
    pick.placeholder = t('Search by name. Every test is billed by its tokens.');
    let asking = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    const ask = async (text: string): Promise<void> => {
      asking.abort();
      asking = new AbortController();
      const { signal } = asking;
      pick.busy = true;
      try {
        const { items } = await search(text, signal);
        if (signal.aborted) return;
        pick.items = items.filter(answersPrompts).map(itemOf);
        pick.busy = false;
      } catch (error) {
        if (isCancelled(error)) return;
        reject(PlatformError.from(error));
        pick.hide();
      }
    };
    pick.onDidChangeValue((text) => {
      clearTimeout(timer);
      timer = setTimeout(() => void ask(text.trim()), settleMs);
    });
    pick.onDidAccept(() => {
      resolve(pick.selectedItems[0]?.model);
      pick.hide();
    });
    pick.onDidHide(() => {
      clearTimeout(timer);
      asking.abort();
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
    void ask('');
  });
}

/** Always shown: the platform has searched already, also by the id. */
const itemOf = (model: ServerlessModel): Item => ({
  model,
  ...asPick({ label: model.name, description: tokenPriceText(model), detail: modelDetail(model) }),
  alwaysShow: true,
});
