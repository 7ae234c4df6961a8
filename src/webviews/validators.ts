/**
 * What a webview may send to the extension host, call by call. A webview's page shows text from platforms;
 * so the host believes nothing that comes out of one until it has this shape.
 */
import { t } from '@vscode/l10n';
import * as v from 'valibot';
import { platformIds } from '../connectors/domain.ts';
import { PlatformError } from '../connectors/errors.ts';
import type { Calls, CommonCalls, MetricsCalls, TesterCalls, WizardCalls } from './protocol.ts';
import type { Validators } from './rpc.ts';

type Schemas<C extends Calls<C>> = { [K in keyof C]: v.GenericSchema<unknown, C[K]['in']> };

const text = (max: number) => v.pipe(v.string(), v.maxLength(max));
const id = v.pipe(v.string(), v.minLength(1), v.maxLength(1000));
const count = v.pipe(v.number(), v.finite(), v.minValue(0));
const nothing = v.undefined();
const webAddress = v.pipe(text(100_000), v.url(), v.regex(/^https?:\/\//i));
const platform = v.picklist(platformIds);

const model = v.object({
  id,
  name: text(1000),
  kind: v.picklist(['model', 'adapter']),
  base: v.exactOptional(text(1000)),
});

const config = v.object({
  minReplicas: v.exactOptional(count),
  maxReplicas: v.exactOptional(count),
  autoscaling: v.exactOptional(
    v.object({
      metric: id,
      target: count,
      percentile: v.exactOptional(id),
      scaleUpSeconds: v.exactOptional(count),
      scaleDownSeconds: v.exactOptional(count),
    }),
  ),
  instanceType: v.exactOptional(id),
  concurrency: v.exactOptional(count),
  batchSize: v.exactOptional(count),
  timeoutSeconds: v.exactOptional(count),
  idleTimeoutMinutes: v.exactOptional(count),
  regions: v.exactOptional(v.array(id)),
  regionsRequired: v.exactOptional(v.boolean()),
  environment: v.exactOptional(v.record(v.string(), text(65_536))),
  description: v.exactOptional(text(10_000)),
  tags: v.exactOptional(v.array(text(1000))),
  options: v.exactOptional(
    v.record(id, v.union([text(10_000), v.pipe(v.number(), v.finite()), v.boolean(), v.array(text(10_000))])),
  ),
});

// A draft is kept as it is typed, so its name may still be empty.
const spec = v.object({ name: text(1000), model, variant: v.exactOptional(id), config });

const requestFields = v.object({
  prompt: text(2_000_000),
  system: v.exactOptional(text(2_000_000)),
  maxTokens: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  temperature: v.exactOptional(v.pipe(v.number(), v.minValue(0), v.maxValue(2))),
  topP: v.exactOptional(v.pipe(v.number(), v.gtValue(0), v.maxValue(1))),
  stream: v.boolean(),
  adapter: v.exactOptional(id),
  adapterSource: v.exactOptional(id),
  mode: v.exactOptional(id),
  inputs: v.exactOptional(v.record(id, v.unknown())),
});

const request = v.pipe(
  requestFields,
  v.check(({ prompt, inputs }) => prompt !== '' || inputs !== undefined, t('There is nothing to send.')),
  v.check(({ inputs }) => JSON.stringify(inputs ?? {}).length <= 12_000_000, t('The inputs are too large.')),
);

const window = v.pipe(
  v.object({ from: count, to: count }),
  v.check(({ from, to }) => from < to, t('The window ends before it begins.')),
);

const common: Schemas<CommonCalls> = {
  action: v.object({
    key: id,
    action: v.picklist([
      'stop',
      'start',
      'restart',
      'route',
      'remove',
      'cancelDelete',
      'edit',
      'test',
      'metrics',
      'dashboard',
      'copyUrl',
      'events',
      'logs',
    ]),
  }),
  connect: v.object({ platform }),
  addServer: v.object({ platform }),
  remedy: v.object({
    remedy: v.picklist(['install-python-client', 'choose-python', 'manage-trust', 'issue-credential']),
    platform: v.exactOptional(platform),
  }),
  copy: v.object({ text: text(10_000_000) }),
  // Only the web: no command:, file: or vscode: address may come out of a page.
  openExternal: v.object({ url: webAddress }),
  closePanel: nothing,
};

export const wizardValidators = validators<WizardCalls>({
  ...common,
  load: nothing,
  models: v.object({
    platform,
    query: v.object({
      text: v.exactOptional(text(1000)),
      scope: v.picklist(['catalogue', 'own']),
      cursor: v.exactOptional(text(10_000)),
    }),
  }),
  variants: v.object({ platform, model }),
  hardware: v.object({ platform }),
  choices: v.object({ platform, field: id, config }),
  checkName: v.object({ platform, name: text(1000) }),
  suggestName: v.object({ platform, model: text(1000) }),
  plan: v.object({ platform, spec }),
  planUpdate: v.object({ key: id, change: config }),
  saveDraft: v.object({ id: v.exactOptional(id), platform, spec }),
  discardDraft: v.object({ id }),
  deploy: v.object({ draftId: id }),
  cancelDeploy: v.object({ draftId: id }),
  update: v.object({ key: id, change: config }),
});

export const testerValidators = validators<TesterCalls>({
  ...common,
  load: nothing,
  run: request,
  snippet: v.object({ request, language: v.picklist(['curl', 'python', 'typescript']) }),
  clearHistory: nothing,
  testForm: nothing,
  // Which hosts files are read from is the connector's to say.
  file: v.object({ url: webAddress }),
});

export const metricsValidators = validators<MetricsCalls>({
  ...common,
  load: nothing,
  report: v.object({ key: id, window }),
  platformReport: v.object({ key: id, window }),
  fleet: v.object({ window }),
  spend: nothing,
  history: nothing,
  // A name of a file, not a path: where it goes is asked.
  save: v.object({
    name: v.pipe(text(120), v.regex(/^[\w .-]+\.(csv|json)$/)),
    text: text(20_000_000),
  }),
  openSetting: v.object({
    setting: v.picklist(['slipway.history.maxSizeMB', 'slipway.history.retentionDays', 'slipway.prices']),
  }),
  refresh: nothing,
});

function validators<C extends Calls<C>>(schemas: Schemas<C>): Validators<C> {
  const table: Partial<Validators<C>> = {};
  for (const name of Object.keys(schemas) as (keyof C & string)[]) {
    table[name] = (input) => {
      const result = v.safeParse(schemas[name], input);
      if (result.success) return result.output;
      // Where, and not what: the value may be a secret environment variable.
      const where = v.getDotPath(result.issues[0]);
      const message = t`The panel sent a request that Slipway does not accept (${name}${where ? `: ${where}` : ''}).`;
      throw new PlatformError({ code: 'invalid', message, ...(where ? { field: where } : {}) });
    };
  }
  return table as Validators<C>;
}
