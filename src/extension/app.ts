import * as vscode from 'vscode';
import { systemClock } from '../connectors/clock.ts';
import type { ConnectorDefinition } from '../connectors/connector.ts';
import type { PlatformId } from '../connectors/domain.ts';
import { createApi, type SlipwayApi } from './api.ts';
import { allCommands } from './commands/all.ts';
import { EventPages } from './commands/events.ts';
import { registerCommands } from './commands/register.ts';
import { notDeleted } from './commands/wording.ts';
import { ContextFlags } from './contextKeys.ts';
import { ConnectFlow } from './credentials/connectFlow.ts';
import { Connections } from './credentials/connections.ts';
import { CredentialStore } from './credentials/credentialStore.ts';
import { PriceSetting } from './credentials/priceSetting.ts';
import { ServerFlow } from './credentials/serverFlow.ts';
import { ServerStore } from './credentials/serverStore.ts';
import { configuredBaseUrls, readLocalPlatforms } from './credentials/sources.ts';
import { Follower } from './deployments/follower.ts';
import { Poller } from './deployments/poller.ts';
import { DeploymentService } from './deployments/service.ts';
import { editorDialogs, type Dialogs } from './dialogs.ts';
import { Disposables } from './disposables.ts';
import { Failures } from './failures.ts';
import { settings } from './ids.ts';
import { ExtensionLog } from './log.ts';
import { LogPages } from './logs/logPages.ts';
import { holdOf } from './metrics/hold.ts';
import type { MetricsService } from './metrics/service.ts';
import type { PanelNeeds } from './panels/common.ts';
import { PanelHost } from './panels/panelHost.ts';
import { Redaction } from './redaction.ts';
import { Remembered } from './remembered/remembered.ts';
import { onSetting, setting, userSetting } from './settings.ts';
import { StatusBar } from './statusBar/statusBar.ts';
import { Store } from './store/store.ts';
import { DeploymentsView } from './tree/view.ts';
import { LateWorkbench } from './workbench/lateWorkbench.ts';
import { Remedies } from './workbench/remedies.ts';

export interface AppOptions {
  context: vscode.ExtensionContext;
  definitions: readonly ConnectorDefinition[];
}

/**
 * The composition root: everything is built here, by constructor, and ends here. Building reads no secret,
 * opens no file and calls nobody; `start` does, at the first look at the view, a command or a panel.
 */
export class App {
  readonly #owned = new Disposables();
  readonly #context: vscode.ExtensionContext;
  readonly #flags = new ContextFlags();
  readonly #poller: Poller;
  readonly #follower: Follower;
  readonly #failures: Failures;
  #firstRead: Promise<void> | undefined;

  readonly log: ExtensionLog;
  readonly store: Store;
  readonly service: DeploymentService;
  /** Read with the first figure that is asked for. */
  readonly metrics: () => Promise<MetricsService>;
  readonly credentials: CredentialStore;
  readonly servers: ServerStore;
  readonly connections: Connections;
  readonly workbench: LateWorkbench;
  readonly remedies: Remedies;
  readonly logs: LogPages;
  readonly flow: ConnectFlow;
  readonly serverFlow: ServerFlow;
  readonly view: DeploymentsView;
  readonly panels: PanelHost;
  readonly statusBar: StatusBar;
  readonly api: SlipwayApi;
  /** Replaceable, because modal dialogs cannot be clicked in a test. */
  dialogs: Dialogs = editorDialogs;

  constructor({ context, definitions }: AppOptions) {
    this.#context = context;
    const clock = systemClock;
    const pollSeconds = () => setting('slipway.refresh.statusSeconds');

    const redaction = new Redaction();
    const { redact } = redaction;
    this.log = this.#owned.add(new ExtensionLog(redact));
    const remedy: PanelNeeds['remedy'] = (wanted, platform) => this.remedies.run(wanted, platform);
    this.#failures = new Failures(this.log, remedy);
    this.store = this.#owned.add(
      new Store({
        folder: context.globalStorageUri.fsPath,
        clock,
        log: this.log,
        redact,
        retentionDays: () => userSetting('slipway.history.retentionDays'),
        holdMs: () => holdOf(pollSeconds()),
        maxSizeMB: () => userSetting('slipway.history.maxSizeMB'),
      }),
    );
    const { log } = this;
    const remembered = this.#owned.add(
      new Remembered({ folder: context.globalStorageUri.fsPath, clock, log, redact }),
    );
    this.service = this.#owned.add(
      new DeploymentService({
        ...{ definitions, store: this.store, clock, log, remembered },
        hide: (secrets) => redaction.hide(secrets),
      }),
    );
    const { store, service: deployments } = this;
    this.metrics = once(async () => {
      const { MetricsService } = await import('./metrics/service.ts');
      return new MetricsService({ store, clock, deployments, pollSeconds });
    });
    this.#poller = this.#owned.add(new Poller({ service: this.service, clock, seconds: pollSeconds }));
    this.#follower = this.#owned.add(new Follower({ clock, adopt: () => this.service.adopt() }));

    const dialogs = this.#currentDialogs();
    this.workbench = this.#owned.add(new LateWorkbench(dialogs, this.log));
    this.remedies = this.#owned.add(new Remedies(this.workbench, dialogs));
    this.credentials = this.#owned.add(new CredentialStore(context.secrets));
    this.servers = this.#owned.add(new ServerStore(context.secrets));
    this.connections = this.#owned.add(
      new Connections({
        definitions,
        credentials: this.credentials,
        servers: this.servers,
        service: this.service,
        store: this.store,
        log: this.log,
        redaction,
        baseUrls: configuredBaseUrls,
        print: (means) => remembered.print(means),
        prices: () => userSetting('slipway.prices'),
        local: () => readLocalPlatforms(context.extensionMode, this.log),
        workbench: this.workbench,
      }),
    );
    const prices = new PriceSetting();
    const { connections, servers, service } = this;
    this.serverFlow = new ServerFlow({ connections, servers, prices, service, dialogs });
    this.flow = new ConnectFlow({
      definitions,
      connections,
      credentials: this.credentials,
      servers: this.serverFlow,
      service: this.service,
      environment: process.env,
    });

    const start = () => this.start();
    const ready = () => this.ready();
    this.view = this.#owned.add(
      new DeploymentsView({
        service: this.service,
        store: this.store,
        memento: context.globalState,
        flags: this.#flags,
        clock,
        start,
        simulated: () => this.connections.anyLocal,
      }),
    );
    this.statusBar = this.#owned.add(new StatusBar({ service: this.service, metrics: this.metrics, clock }));
    this.logs = this.#owned.add(
      new LogPages({ service: this.service, flags: this.#flags, clock, redact, ready }),
    );
    this.panels = this.#owned.add(this.#buildPanels(definitions, remedy));
    this.#registerCommands(definitions, prices, redaction);
    this.#watch();
    this.api = createApi({
      service: this.service,
      metrics: this.metrics,
      dialogs,
      ready,
      now: () => clock.now(),
    });
  }

  /** Reads the saved keys and connects. */
  async start(): Promise<void> {
    await this.connections.start();
    this.#updateFlags();
    this.#flags.set('slipway.ready', true);
  }

  /** Started, and every platform read once: there is something to choose from. */
  async ready(): Promise<void> {
    await this.start();
    const unread = this.service
      .fleet()
      .platforms.some(({ connected, lastReadAt }) => connected && !lastReadAt);
    if (!unread) return;
    this.#firstRead ??= this.service.refresh().finally(() => (this.#firstRead = undefined));
    await this.#firstRead;
  }

  #buildPanels(definitions: readonly ConnectorDefinition[], remedy: PanelNeeds['remedy']): PanelHost {
    const { service, metrics } = this;
    const start = () => this.start();
    const connect = (platform: PlatformId) => this.flow.run(platform);
    const needs: PanelNeeds = { start, connect, remedy };
    const host = new PanelHost({
      extensionUri: this.#context.extensionUri,
      log: (message) => this.log.warn(message),
      start,
      onDidChangeVisibility: () => this.#look(),
    });
    const kinds = () => import('./panels/kinds.ts');
    host.register('wizard', async () => (await kinds()).wizardPanel({ service, definitions, ...needs }));
    host.register('tester', async () => (await kinds()).testerPanel({ service, ...needs }));
    const refreshSeconds = () => setting('slipway.refresh.metricsSeconds');
    const more = { ...needs, refreshSeconds, clock: systemClock };
    host.register('metrics', async () => {
      const [{ metricsPanel }, figures] = await Promise.all([kinds(), metrics()]);
      return metricsPanel({ service, metrics: figures, ...more });
    });
    return host;
  }

  #registerCommands(
    definitions: readonly ConnectorDefinition[],
    prices: PriceSetting,
    redaction: Redaction,
  ): void {
    const { service, connections, credentials, servers, serverFlow, flow, view } = this;
    const start = () => this.start();
    const ready = () => this.ready();
    const handlers = allCommands({
      ...{ definitions, service, connections, credentials, servers, serverFlow, prices, flow, view },
      ...{ start, ready, dialogs: this.#currentDialogs() },
      logs: this.logs,
      hide: (secrets) => redaction.hide(secrets),
      events: this.#owned.add(new EventPages(service, ready)),
      openPanel: (type, target) => this.panels.open(type, target),
      showLog: () => this.log.show(),
    });
    this.#owned.add(registerCommands(handlers, this.#failures));
  }

  #watch(): void {
    this.#owned.add(
      this.service.changed(() => {
        this.#updateFlags();
        this.panels.update();
      }),
    );
    this.#owned.add(
      this.service.removalFailed(({ name, error }) => this.#failures.report(notDeleted(name, error))),
    );
    this.#owned.add(this.view.onDidChangeVisibility(() => this.#look()));
    this.#owned.add(
      vscode.window.onDidChangeWindowState(({ focused }) => {
        this.#look();
        // Not every host tells a window that another one changed a secret.
        if (focused) this.connections.recheck();
      }),
    );
    this.#owned.add(onSetting('slipway.refresh', () => this.#poller.settingsChanged()));
    for (const id of Object.keys(settings))
      if (id.includes('.baseUrl.') || id === 'slipway.prices')
        this.#owned.add(onSetting(id, () => this.connections.recheck()));
  }

  /** Platforms are read on a timer only while somebody can see what comes of it, and by one window for all. */
  #look(): void {
    const seen = this.view.visible || this.panels.anyVisible;
    const { focused } = vscode.window.state;
    this.#follower.setFollowing(seen && !focused);
    this.#poller.setVisible(seen && focused);
  }

  #updateFlags(): void {
    const connected = this.service.fleet().platforms.filter((platform) => platform.connected);
    this.#flags.set('slipway.connected', connected.length > 0);
    const issues = connected.some(({ id }) => this.connections.definition(id)?.issued !== undefined);
    this.#flags.set('slipway.issues', issues);
  }

  /** Through an object that asks each time: `dialogs` may have been replaced. */
  #currentDialogs(): Dialogs {
    return {
      confirm: (question) => this.dialogs.confirm(question),
      choose: (choice) => this.dialogs.choose(choice),
      inform: (message) => this.dialogs.inform(message),
      offer: (message, action) => this.dialogs.offer(message, action),
      mention: (message) => this.dialogs.mention(message),
    };
  }

  dispose(): void {
    this.#owned.dispose();
  }
}

/** The same answer for whoever asks. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
