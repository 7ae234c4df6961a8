import { t } from '@vscode/l10n';
import { isCancelled, PlatformError } from '../../errors.ts';
import type { Check, Plan, PlannedFile } from '../../plan.ts';
import type { WorkFile } from '../../workbench.ts';
import { check, error, warning } from './check.ts';
import { appChecks } from './checks.ts';
import { generate } from './generate.ts';
import type { DeployerParts } from './parts.ts';
import { costChecks, estimateOf, plannedFile, plannedRun } from './plan.ts';
import type { Pythons } from './python.ts';
import type { KeptApp } from './spec-book.ts';
import type { AppChoice } from './spec.ts';
import { tagOf } from './tag.ts';
import { updateChecks } from './update-checks.ts';
import { standingOf } from './verify.ts';
import type { Standing } from './verify.ts';

/** What a deployment would write, run and cost. Nothing is written, and nothing is started but Python's versions. */
export class Planner {
  readonly #parts: DeployerParts;
  readonly #pythons: Pythons | undefined;

  constructor(parts: DeployerParts, pythons: Pythons | undefined) {
    this.#parts = parts;
    this.#pythons = pythons;
  }

  async plan(choice: AppChoice, signal?: AbortSignal): Promise<Plan> {
    const { checks, standing, ...plan } = await this.#planned(choice, signal);
    const { app } = choice.spec;
    if (standing?.appId !== undefined)
      checks.push(
        error(
          t`There is an app with the name ${app} already. Change that one, or choose another name.`,
          'name',
        ),
      );
    return { ...plan, checks };
  }

  async planUpdate({ choice, tag }: KeptApp, after: AppChoice, signal?: AbortSignal): Promise<Plan> {
    const { checks, standing, ...plan } = await this.#planned(after, signal);
    checks.push(...updateChecks(choice, after));
    if (standing && (await this.#isForeign(standing, tag, signal)))
      checks.push(
        warning(
          t(
            'What runs now was not deployed from here. The change starts from what Slipway deployed last, and replaces it.',
          ),
        ),
      );
    if (standing && standing.appId === undefined)
      checks.push(error(t('It does not run any more. Start it instead.')));
    return { ...plan, checks };
  }

  /** Deployed by somebody else since, or an older version that was brought back. */
  async #isForeign({ appId, version }: Standing, tag: string, signal?: AbortSignal): Promise<boolean> {
    if (appId === undefined || version === undefined) return false;
    const asked = this.#parts.api.optional('appDeploymentHistory', { appId }, { signal });
    const history = await asked.catch(() => undefined);
    const running = history?.appDeploymentHistories.find((each) => each.version === version);
    return running !== undefined && running.tag !== tag;
  }

  async #planned(
    choice: AppChoice,
    signal: AbortSignal | undefined,
  ): Promise<Plan & { standing: Standing | undefined }> {
    const { api, workbench } = this.#parts;
    const { spec } = choice;
    const checks = appChecks(choice);
    const named = !checks.some(({ level, field }) => level === 'error' && isOfName(field));
    const [standing, python, file] = await Promise.all([
      named
        ? this.#asked(checks, 'name', () => standingOf(api, choice.environment, spec.app, signal))
        : undefined,
      // A warning: deploying says it again, with a way to install or choose.
      this.#asked(checks, undefined, async () => this.#pythons?.ready(spec.serving, signal)),
      this.#asked(checks, 'options.file', async () => workbench?.file(choice.file, signal)),
    ]);
    const text = generate(spec);
    const tag = await tagOf(text, spec);
    const planned = fileOr(file, choice.file, text);
    const environment = standing?.environment ?? choice.environment;
    const hourly = this.#parts.price(spec);
    checks.push(...costChecks(spec, hourly));
    return {
      files: [planned],
      requests: [plannedRun(choice, { python, shown: planned.path, environment, tag })],
      estimate: estimateOf(spec, hourly),
      checks,
      standing,
    };
  }

  /** A question that fails is a check of its field, so that the rest of the plan still stands. */
  async #asked<T>(checks: Check[], field: Check['field'], ask: () => Promise<T>): Promise<T | undefined> {
    try {
      return await ask();
    } catch (thrown) {
      if (isCancelled(thrown)) throw thrown;
      const { code, message, hint } = PlatformError.from(thrown, 'modal').data;
      const level = field === 'name' && code !== 'network' && code !== 'timeout' ? 'error' : 'warning';
      checks.push(check(level, hint === undefined ? message : `${message} ${hint}`, field));
      return undefined;
    }
  }
}

const isOfName = (field: Check['field']): boolean => field === 'name' || field === 'options.environment';

function fileOr(file: WorkFile | undefined, name: string, text: string): PlannedFile {
  return plannedFile(file ?? { path: name, shown: name }, text);
}
