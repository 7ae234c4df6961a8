import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { DeploymentService } from '../deployments/service.ts';
import { Disposables } from '../disposables.ts';
import type { Handlers } from '../ids.ts';
import { want } from './deployments.ts';
import { eventsText } from './eventsText.ts';
import { isDeployed, resolveTarget } from './targets.ts';

const scheme = 'slipway-events';
const limit = 200;

/** What happened to a deployment, in the platform's words, as a read-only page of the editor. */
export class EventPages {
  readonly #service: DeploymentService;
  readonly #ready: () => Promise<void>;
  readonly #owned = new Disposables();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #pages = new Map<string, string>();

  constructor(service: DeploymentService, ready: () => Promise<void>) {
    this.#service = service;
    this.#ready = ready;
    this.#owned.add(this.#changed);
    this.#owned.add(
      vscode.workspace.registerTextDocumentContentProvider(scheme, {
        onDidChange: this.#changed.event,
        // After a reload the page is empty until its events are asked for again.
        provideTextDocumentContent: (uri) => this.#pages.get(uri.toString()) ?? this.#read(uri.query, uri),
      }),
    );
    this.#owned.add(
      vscode.workspace.onDidCloseTextDocument(({ uri }) => void this.#pages.delete(uri.toString())),
    );
  }

  commands(): Pick<Handlers, 'slipway.showEvents'> {
    return {
      'slipway.showEvents': async (target) => {
        await this.#ready();
        const view = await resolveTarget(
          this.#service,
          target,
          want(
            t('Show events of which deployment?'),
            t('There is no deployment whose events can be read.'),
            isDeployed,
          ),
        );
        if (!view) return;
        const name = view.name.replace(/[^\w.-]+/g, '-');
        const uri = vscode.Uri.from({ scheme, path: `/${name} events.log`, query: view.key });
        await this.#read(view.key, uri);
        this.#changed.fire(uri);
        const document = await vscode.workspace.openTextDocument(uri);
        await vscode.window.showTextDocument(document, { preview: true });
      },
    };
  }

  async #read(key: string, uri: vscode.Uri): Promise<string> {
    await this.#ready();
    const text = eventsText(await this.#service.insight.logs(key, { limit }));
    this.#pages.set(uri.toString(), text);
    return text;
  }

  dispose(): void {
    this.#owned.dispose();
  }
}
