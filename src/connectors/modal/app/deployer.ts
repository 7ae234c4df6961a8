import { t } from '@vscode/l10n';
import type { PlatformError } from '../../errors.ts';
import type { Check, DeploymentChange, DeploymentSpec, Plan } from '../../plan.ts';
import { problem } from '../errors.ts';
import { appChecks } from './checks.ts';
import { changed, choose } from './choose.ts';
import { generate } from './generate.ts';
import type { AppAt, DeployerParts, DeployOptions } from './parts.ts';
import { Planner } from './planner.ts';
import { Pythons } from './python.ts';
import { runDriver } from './run.ts';
import { settle } from './settle.ts';
import type { Deployed } from './settle.ts';
import type { KeptApp } from './spec-book.ts';
import type { AppChoice } from './spec.ts';
import { tagOf } from './tag.ts';
import { updateChecks } from './update-checks.ts';
import { standingOf, unfinishedApps } from './verify.ts';
import type { Standing } from './verify.ts';

/** What has to be there before: nothing of that name, the app as it runs, or an app that was stopped. */
type Expected = 'nothing' | 'running' | 'stopped';

/** Apps that Slipway generates: a file of the person's, deployed by the person's own Python. */
export class AppDeployer {
  readonly #parts: DeployerParts;
  readonly #pythons: Pythons | undefined;
  readonly #planner: Planner;
  /** Being deployed now, by environment and name. */
  readonly #busy = new Set<string>();

  constructor(parts: DeployerParts) {
    this.#parts = parts;
    this.#pythons = parts.workbench && new Pythons(parts.workbench);
    this.#planner = new Planner(parts, this.#pythons);
  }

  async plan(spec: DeploymentSpec, signal?: AbortSignal): Promise<Plan> {
    return this.#planner.plan(choose(spec), signal);
  }

  async deploy(spec: DeploymentSpec, options: DeployOptions = {}): Promise<Deployed> {
    return this.#deploy(choose(spec), 'nothing', options);
  }

  async planUpdate(at: AppAt, change: DeploymentChange, signal?: AbortSignal): Promise<Plan> {
    const kept = this.#kept(at);
    return this.#planner.planUpdate(kept, changed(kept.choice, change), signal);
  }

  /** A new version of an app that runs. Only of apps that were deployed from here. */
  async update(at: AppAt, change: DeploymentChange, options: DeployOptions = {}): Promise<Deployed> {
    const { choice } = this.#kept(at);
    const next = changed(choice, change);
    throwFirst(updateChecks(choice, next));
    return this.#deploy(next, 'running', options);
  }

  /** Deploys a stopped app again as it was: a new app of the same name, with a history of its own. */
  async start(at: AppAt, options: DeployOptions = {}): Promise<Deployed> {
    return this.#deploy(this.#kept(at).choice, 'stopped', options);
  }

  #kept({ environment, name }: AppAt): KeptApp {
    const kept = this.#parts.specs.get(environment, name);
    if (kept) return kept;
    throw problem('unsupported', t`${name} was not deployed by Slipway on this machine.`, {
      hint: t('Deploy it from its own Python file. Its scaling can be changed here.'),
    });
  }

  async #deploy(choice: AppChoice, expected: Expected, options: DeployOptions): Promise<Deployed> {
    throwFirst(appChecks(choice));
    const key = JSON.stringify([choice.environment, choice.spec.app]);
    if (this.#busy.has(key))
      throw problem('conflict', t`${choice.spec.app} is being deployed already.`, {
        hint: t('Wait for its end.'),
      });
    this.#busy.add(key);
    try {
      return await this.#run(choice, expected, options);
    } finally {
      this.#busy.delete(key);
    }
  }

  async #run(asked: AppChoice, expected: Expected, { signal, progress = quiet }: DeployOptions) {
    const { api, workbench, tokenId, tokenSecret } = this.#parts;
    if (!workbench || !this.#pythons) throw noWorkbench();
    const { app, serving } = asked.spec;
    progress(t('Asking Modal for the name…'));
    const before = await standingOf(api, asked.environment, app, signal);
    throwUnexpected(before, expected, app);
    progress(t('Looking for Python…'));
    const python = await this.#pythons.ready(serving, signal);
    progress(t`Writing ${asked.file}…`);
    const choice = { ...asked, environment: before.environment };
    const file = await workbench.save(choice.file, generate(choice.spec), signal);
    const tag = await tagOf(file.text, choice.spec);
    const where = { environment: before.environment, name: app };
    const unfinished = before.appId === undefined ? await unfinishedApps(api, { ...where, signal }) : [];
    const { path } = file;
    const { strategy, environment } = choice;
    const run = await runDriver(
      { workbench, clock: api.clock, redact: api.redact, server: api.server, tokenId, tokenSecret },
      { python, path, app, environment, tag, strategy },
      progress,
      signal,
    );
    progress(t('Asking Modal what was deployed…'));
    // Not with the signal: whoever called it off wants to know what became of it.
    const cancelled = signal?.aborted === true;
    return settle(this.#parts, { before, choice, file, tag, unfinished }, run, cancelled);
  }
}

function throwUnexpected({ appId }: Standing, expected: Expected, name: string): void {
  if (expected === 'running' && appId === undefined)
    throw problem('conflict', t`${name} does not run any more.`, { hint: t('Start it instead.') });
  if (expected === 'nothing' && appId !== undefined)
    throw problem('already-exists', t`There is an app with the name ${name} already.`, {
      hint: t('Choose another name, or change the app that is there.'),
      field: 'name',
    });
  if (expected === 'stopped' && appId !== undefined)
    throw problem('conflict', t`An app with the name ${name} runs already.`, {
      hint: t('Refresh the list.'),
    });
}

function throwFirst(checks: Check[]): void {
  const wrong = checks.find(({ level }) => level === 'error');
  if (!wrong) return;
  const { message, field } = wrong;
  throw problem('invalid', message, field === undefined ? {} : { field });
}

function noWorkbench(): PlatformError {
  return problem('unsupported', t('Modal deploys with Python, and none can be run from here.'), {
    hint: t('Open a folder of this machine in the editor.'),
  });
}

function quiet(): void {
  // Nobody watches.
}
