import { SimControl } from '../kit/control.ts';
import type { FaultBook } from '../kit/faults.ts';
import type { LoggedRequest, RequestLog } from '../kit/requestLog.ts';
import { living, reconcile, start } from './apps/containers.ts';
import { containerOf, disable, makeApp, stopApp } from './apps/life.ts';
import { publish } from './apps/versions.ts';
import { end } from './apps/containers.ts';
import type { Cost, Window } from './billing/ledger.ts';
import { type DeployRequest, deploy } from './deploy.ts';
import { failEndpoint, goOn } from './endpoints/life.ts';
import type { Said } from './logs/book.ts';
import type { Modes } from './options.ts';
import { addProxyToken } from './rpc/proxyTokens.ts';
import { demoConfig } from './seeds/configs.ts';
import { fillApps } from './seeds/fill.ts';
import type { App, Container, Endpoint, Fate, FunctionConfig, ProxyToken, Served } from './types.ts';
import { AppState, Result } from './words.ts';
import type { World } from './world.ts';

/** What a test (or `POST /control/…`) may do to the simulator behind the platform's back. */
export class Control extends SimControl {
  readonly world: World;
  /** Told to the stand-in of Modal's command line, which reads them; nothing here does. */
  #switches: readonly string[] = [];

  constructor(world: World, faults: FaultBook, log: RequestLog) {
    super(world.clock, faults, log);
    this.world = world;
  }

  setModes(modes: Partial<Modes>): void {
    Object.assign(this.world.modes, modes);
  }

  /** Every unary answer passes through it; undefined ends that. */
  rewriteReplies(change: World['rewrite']): void {
    this.world.rewrite = change;
  }

  setSwitches(list: readonly string[]): void {
    this.#switches = [...list];
  }

  switches(): readonly string[] {
    return this.#switches;
  }

  /** RPCs of one method, by its bare name. */
  rpcs(name: string): LoggedRequest[] {
    return this.requests({ method: 'GRPC' }).filter(({ path }) => path.endsWith(`/${name}`));
  }

  /** Requests of deployed functions: what a read of the state must never make. */
  dataRequests(): LoggedRequest[] {
    return this.requests().filter(({ method }) => method !== 'GRPC');
  }

  /** The true cost in a window of simulated time, of one app or of all. */
  invoice(window: Window = {}): Cost {
    return this.world.ledger.cost(window);
  }

  /** By id, or by name: the one that is deployed, else the newest. */
  app(idOrName: string): App {
    const { apps } = this.world;
    const named = [...apps.values()].filter(({ name }) => name === idOrName);
    const found =
      apps.get(idOrName) ?? named.find(({ state }) => state === AppState.deployed) ?? named.at(-1);
    if (!found) throw new Error(`no app ${idOrName}`);
    return found;
  }

  served(idOrName: string, tag?: string): Served {
    const { functions } = this.app(idOrName);
    const found = tag === undefined ? [...functions.values()][0] : functions.get(tag);
    if (!found) throw new Error(`no function ${tag ?? ''} in ${idOrName}`);
    return found;
  }

  endpoint(idOrName: string): Endpoint {
    const all = [...this.world.endpoints.values()];
    const found = all.findLast(({ id, name }) => id === idOrName || name === idOrName);
    if (!found) throw new Error(`no endpoint ${idOrName}`);
    return found;
  }

  urlOf(idOrName: string, tag?: string): string {
    return this.world.urlOf(this.served(idOrName, tag));
  }

  containers(idOrName: string): Container[] {
    return [...this.app(idOrName).functions.values()].flatMap(living);
  }

  /** A deploy without a command line, by the workspace's own person. */
  deploy(asked: Partial<DeployRequest> & { app: string; config?: Partial<FunctionConfig> }): App {
    const [token] = this.world.tokens;
    const { config, ...rest } = asked;
    deploy(this.world, {
      tokenId: token!.id,
      tokenSecret: token!.secret,
      functions: [{ tag: 'serve', kind: 'web', config: demoConfig(config) }],
      phase: 'publish',
      ...rest,
    });
    return this.app(asked.app);
  }

  /** Somebody else's app, in any state, by hand. */
  makeApp(name: string, state: AppState, environment = 'main'): App {
    const app = makeApp(this.world, { name, environment, state, by: 'grace' });
    if (state === AppState.initializing) return app;
    const functions = [{ tag: 'serve', kind: 'web' as const, config: demoConfig() }];
    publish(this.world, app, { functions, tag: '', clientVersion: '1.5.4' }, 'grace');
    app.state = state;
    if (state === AppState.stopped) app.stoppedAt = this.now();
    return app;
  }

  /** Somebody else stops it. */
  stopApp(idOrName: string, by = 'grace'): void {
    stopApp(this.world, this.app(idOrName), by);
  }

  disableApp(idOrName: string): void {
    disable(this.world, this.app(idOrName));
  }

  fillApps(count: number, prefix?: string): void {
    fillApps(this.world, count, prefix);
  }

  startContainer(idOrName: string, tag?: string): Container {
    return start(this.world, this.served(idOrName, tag));
  }

  /** As a preempted container: it is gone, and the scheduler decides what comes. */
  loseContainer(id: string): void {
    const container = containerOf(this.world, id);
    end(this.world, container, Result.terminated);
    reconcile(this.world, container.served);
  }

  /** What the coming containers go through; nothing heals it. */
  script(idOrName: string, fate: Fate | undefined, tag?: string): void {
    this.served(idOrName, tag).fate = fate;
  }

  log(idOrName: string, said: Said): string {
    return this.app(idOrName).logs.write(said).id;
  }

  /** A line of the server itself, which only open streams hear. */
  mention(idOrName: string, said: Said): void {
    this.app(idOrName).logs.mention(said);
  }

  failEndpoint(idOrName: string, message = 'Provisioning failed: the weights could not be loaded.'): void {
    failEndpoint(this.world, this.endpoint(idOrName), message);
  }

  finishEndpoint(idOrName: string): void {
    goOn(this.world, this.endpoint(idOrName));
  }

  revokeToken(id: string): void {
    for (const token of this.world.tokens) if (token.id === id) token.revoked = true;
  }

  setTokenExpiry(id: string, at: number | undefined): void {
    for (const token of this.world.tokens) if (token.id === id) token.expiresAt = at;
  }

  addProxyToken(made: { scoped?: boolean; name?: string } = {}): ProxyToken {
    return addProxyToken(this.world, made);
  }

  setBudget(environment: string, dollars: number | undefined, spendLimitReached = false): void {
    Object.assign(this.world.environment(environment), { budgetDollars: dollars, spendLimitReached });
  }
}
