import * as vscode from 'vscode';
import { systemClock } from '../connectors/clock.ts';
import type { ConnectorDefinition, Workbench } from '../connectors/connector.ts';
import type { PlatformId } from '../connectors/domain.ts';
import type { ApiParts } from './api.ts';
import { allCommands } from './commands/all.ts';
import { EventPages } from './commands/events.ts';
import { commandRunner, type RunCommand } from './commands/runner.ts';
import { notDeleted } from './commands/wording.ts';
import { ContextFlags } from './contextKeys.ts';
import { Connections } from './credentials/connections.ts';
import { CredentialStore } from './credentials/credentialStore.ts';
import { lateFlows, type Connecting, type Registering } from './credentials/lateFlows.ts';
import { PriceSetting } from './credentials/priceSetting.ts';
import { ServerStore } from './credentials/serverStore.ts';
import { configuredBaseUrls } from './credentials/sources.ts';
import { Follower } from './deployments/follower.ts';
import { Poller } from './deployments/poller.ts';
import { DeploymentService } from './deployments/service.ts';
import type { DeploymentView } from './deployments/types.ts';
import { editorDialogs, type Dialogs } from './dialogs.ts';
import { Disposables } from './disposables.ts';
import { Failures } from './failures.ts';
import { FleetFlags } from './fleetFlags.ts';
import type { Home } from './home.ts';
import { settings } from './ids.ts';
import { once } from './late.ts';
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
import type { TreeDoor } from './tree/door.ts';
import { DeploymentsView } from './tree/view.ts';
import { LateWorkbench } from './workbench/lateWorkbench.ts';
import { Remedies } from './workbench/remedies.ts';

export interface AppOptions {
  home: Home;
  /** The view, which the editor knows longer than any application. */
  door: TreeDoor;
  definitions: readonly ConnectorDefinition[];
  openSandbox: () => Promise<void>;
  closeSandbox: () => Promise<void>;
}

/**
 * The composition root: everything is built here, by constructor, and ends here. Building reads no secret,
 * opens no file and calls nobody; `start` does, at the first look at the view, a command or a panel.
 */
export class App {
  readonly #owned = new Disposables();
  readonly #home: Home;
  readonly #flags = this.#owned.add(new ContextFlags());
  readonly #poller: Poller;
  readonly #follower: Follower;
  readonly #failures: Failures;
  readonly #fleetFlags: FleetFlags;
  #firstRead: Promise<void> | undefined;
  #started = false;

  readonly log: ExtensionLog;
  readonly store: Store;
  readonly service: DeploymentService;
  /** Read with the first figure that is asked for. */
  readonly metrics: () => Promise<MetricsService>;
  readonly credentials: CredentialStore;
  readonly servers: ServerStore;
  readonly connections: Connections;
  readonly workbench: Workbench;
  readonly remedies: Remedies;
  readonly logs: LogPages;
  /** Read with the first thing that is connected. */
  readonly flow: Connecting;
  readonly serverFlow: Registering;
  readonly view: DeploymentsView;
  readonly panels: PanelHost;
  readonly statusBar: StatusBar;
  /** Runs a command of the manifest. What fails is reported, once. */
  readonly run: RunCommand;
  /** Replaceable, because modal dialogs cannot be clicked in a test. */
  dialogs: Dialogs = editorDialogs;

  constructor({ home, door, definitions, openSandbox, closeSandbox }: AppOptions) {
    this.#home = home;
    const { folder, sandbox } = home;
    const clock = systemClock;
    const pollSeconds = () => setting('slipway.refresh.statusSeconds');

    const redaction = new Redaction();
    const { redact } = redaction;
    this.log = this.#owned.add(new ExtensionLog(redact));
    const remedy: PanelNeeds['remedy'] = (wanted, platform) => this.remedies.run(wanted, platform);
    this.#failures = this.#owned.add(new Failures(this.log, remedy));
    this.store = this.#owned.add(
      new Store({
        ...{ folder, clock },
        log: this.log,
        redact,
        retentionDays: () => userSetting('slipway.history.retentionDays'),
        holdMs: () => holdOf(pollSeconds()),
        maxSizeMB: () => userSetting('slipway.history.maxSizeMB'),
      }),
    );
    const { log } = this;
    const remembered = this.#owned.add(new Remembered({ folder, clock, log, redact }));
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
    this.#poller = this.#owned.add(new Poller({ service: this.service, clock, log, seconds: pollSeconds }));
    this.#follower = this.#owned.add(new Follower({ clock, adopt: () => this.service.adopt() }));

    const dialogs = this.#currentDialogs();
    this.workbench = this.#owned.add(sandbox?.workbench ?? new LateWorkbench(dialogs, this.log));
    this.remedies = this.#owned.add(new Remedies(this.workbench, dialogs));
    this.credentials = this.#owned.add(new CredentialStore(home.secrets));
    this.servers = this.#owned.add(new ServerStore(home.secrets));
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
        // What a person has agreed with a platform is no price of a simulated one.
        prices: () => (sandbox ? {} : userSetting('slipway.prices')),
        local: () => home.local(this.log),
        workbench: this.workbench,
        drawn: () => this.view.drawn(),
        memento: home.memento,
      }),
    );
    const prices = new PriceSetting();
    const { connections, servers, service } = this;
    ({ flow: this.flow, serverFlow: this.serverFlow } = lateFlows({
      ...{ definitions, connections, servers, prices, service, dialogs },
      credentials: this.credentials,
      environment: process.env,
    }));

    const ready = () => this.ready();
    this.view = this.#owned.add(
      new DeploymentsView({
        door,
        service: this.service,
        store: this.store,
        memento: home.memento,
        flags: this.#flags,
        ...{ clock, redact },
        known: () => this.#known(),
        simulated: () => this.connections.anyLocal,
        sandbox: sandbox !== undefined,
      }),
    );
    this.#fleetFlags = new FleetFlags({
      ...{ service, connections, flags: this.#flags, log, sandbox: sandbox !== undefined },
      filtered: () => this.view.filtered,
    });
    this.statusBar = this.#owned.add(
      new StatusBar({ ...{ service, clock }, metrics: this.metrics, sandbox: sandbox !== undefined }),
    );
    this.logs = this.#owned.add(
      new LogPages({ service: this.service, flags: this.#flags, clock, redact, ready }),
    );
    this.panels = this.#owned.add(this.#buildPanels(definitions, remedy));
    const simulation = { openSandbox, closeSandbox };
    this.run = this.#commands(definitions, prices, redaction, simulation);
    this.#watch();
  }

  /** What the exported interface answers with. */
  get apiParts(): ApiParts {
    const { service, metrics } = this;
    const simulated = this.#home.sandbox !== undefined;
    return { simulated, service, metrics, dialogs: this.#currentDialogs(), ready: () => this.ready() };
  }

  /** A deployment that something is being done with, which would be cut off. */
  underway(): string | undefined {
    // Before the start nobody did anything, and looking would open the history.
    if (!this.#started) return undefined;
    const cutOff = ({ busy }: DeploymentView) => busy && !(busy.action === 'remove' && busy.cancellable);
    return this.service.fleet().deployments.find(cutOff)?.name;
  }

  /** What is remembered can be shown; the platforms come after it. */
  async #known(): Promise<void> {
    this.start().catch((error: unknown) => this.log.error(`The start broke off: ${String(error)}`));
    await this.connections.known();
  }

  /** Reads the saved keys and connects. */
  async start(): Promise<void> {
    this.#started = true;
    await this.connections.start();
    this.#fleetFlags.update();
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
      extensionUri: this.#home.extensionUri,
      sandbox: this.#home.sandbox !== undefined,
      log: (message) => this.log.warn(message),
      start,
      onDidChangeVisibility: () => this.#look(),
    });
    const kinds = () => import('./panels/kinds.ts');
    host.register('wizard', async () => (await kinds()).wizardPanel({ service, definitions, ...needs }));
    host.register('tester', async () => (await kinds()).testerPanel({ service, ...needs }), {
      staysAlive: true,
    });
    const refreshSeconds = () => setting('slipway.refresh.metricsSeconds');
    const more = { ...needs, refreshSeconds, clock: systemClock };
    host.register('metrics', async () => {
      const [{ metricsPanel }, figures] = await Promise.all([kinds(), metrics()]);
      return metricsPanel({ service, metrics: figures, ...more });
    });
    return host;
  }

  #commands(
    definitions: readonly ConnectorDefinition[],
    prices: PriceSetting,
    redaction: Redaction,
    simulation: Pick<AppOptions, 'openSandbox' | 'closeSandbox'>,
  ): RunCommand {
    const { service, connections, credentials, servers, serverFlow, flow, view } = this;
    const start = () => this.start();
    const ready = () => this.ready();
    const handlers = allCommands({
      ...{ definitions, service, connections, credentials, servers, serverFlow, prices, flow, view },
      ...{ start, ready, dialogs: this.#currentDialogs() },
      ...simulation,
      logs: this.logs,
      hide: (secrets) => redaction.hide(secrets),
      events: this.#owned.add(new EventPages(service, ready)),
      openPanel: (type, target) => this.panels.open(type, target),
      showLog: () => this.log.show(),
    });
    const instead = this.#home.sandbox?.commands(this.#currentDialogs());
    return commandRunner({ ...handlers, ...instead }, this.#failures);
  }

  #watch(): void {
    this.#owned.add(
      this.service.changed(() => {
        this.#fleetFlags.update();
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
    // The editor may have shown the view before there was anybody to tell.
    this.#look();
  }

  /** Platforms are read on a timer only while somebody can see what comes of it, and by one window for all. */
  #look(): void {
    const seen = this.view.visible || this.panels.anyVisible;
    const { focused } = vscode.window.state;
    this.#follower.setFollowing(seen && !focused);
    this.#poller.setVisible(seen && focused);
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
