import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { InvokeRequest, SnippetLanguage } from '../../connectors/inference.ts';
import type { DeploymentService } from '../deployments/service.ts';
import type { DeploymentKey } from '../deployments/types.ts';
import type { Dialogs } from '../dialogs.ts';
import type { Handlers } from '../ids.ts';
import { want } from './deployments.ts';
import { hasUrl, resolveTarget } from './targets.ts';

const languages: { language: SnippetLanguage; label: string }[] = [
  { language: 'curl', label: 'cURL' },
  { language: 'python', label: 'Python' },
  { language: 'typescript', label: 'TypeScript' },
];

const example: InvokeRequest = { prompt: t('Say hello in one sentence.'), stream: true };

/** A prompt, or the inputs that a model without a prompt begins with. */
async function exampleFor(service: DeploymentService, key: DeploymentKey): Promise<InvokeRequest> {
  const form = await service.testing.form(key).catch(() => undefined);
  if (!form || form.prompt) return example;
  const defaults = form.inputs.flatMap((input) =>
    input.default === undefined ? [] : [[input.name, input.default] as const],
  );
  return { prompt: '', stream: false, inputs: form.example ?? Object.fromEntries(defaults) };
}

/** Copies a request to the deployment as code: the last one that was tested, or an example. */
export function codeCommand(
  service: DeploymentService,
  dialogs: Dialogs,
  ready: () => Promise<void>,
): Pick<Handlers, 'slipway.copyCode'> {
  return {
    'slipway.copyCode': async (target, language) => {
      await ready();
      const view = await resolveTarget(
        service,
        target,
        want(
          t('Copy code for which deployment?'),
          t('There is no deployment that can be called by code now.'),
          hasUrl,
        ),
      );
      if (!view) return;
      // A menu may hand over more than the row.
      const given = languages.find((one) => one.language === language);
      const chosen =
        given ??
        (await vscode.window.showQuickPick(languages, { title: t('Copy as code in which language?') }));
      if (!chosen) return;
      const request = service.testing.tests(view.key)[0]?.request ?? (await exampleFor(service, view.key));
      await vscode.env.clipboard.writeText(service.testing.snippet(view.key, request, chosen.language));
      dialogs.mention(t`Copied as ${chosen.label}. The key is read from the environment.`);
    },
  };
}
