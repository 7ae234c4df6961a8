import { t } from '@vscode/l10n';
import type {
  AdapterChoice,
  Clock,
  OutputFile,
  PromptSetting,
  TestForm,
} from '../../connectors/connector.ts';
import { isCancelled, PlatformError } from '../../connectors/errors.ts';
import type { ErrorData } from '../../connectors/errors.ts';
import type { InvokeEvent, InvokeRequest, SnippetLanguage } from '../../connectors/inference.ts';
import { Emitter } from '../events.ts';
import { Recorder, refused, type RecordedTest } from '../metrics/recorder.ts';
import type { TestRun } from '../metrics/types.ts';
import type { Store } from '../store/store.ts';
import { gone, type Actions, type Target } from './actions.ts';
import { secretTexts, withoutSecrets } from './secretInputs.ts';
import type { DeploymentKey, DeploymentView } from './types.ts';

const notDeployed: ErrorData = {
  code: 'not-ready',
  message: t('It has not been deployed yet.'),
  hint: t('Deploy it first.'),
};

export interface TestingOptions {
  store: Store;
  clock: Clock;
  actions: Actions;
  view: (key: DeploymentKey) => DeploymentView | undefined;
  newId: () => string;
  /** Takes note of texts that must appear in no log and in nothing that is kept. */
  hide: (secrets: Iterable<string>) => void;
}

/** Requests to deployments by hand: what they can be given, how they went, and the last ten of each. */
export class Testing {
  readonly #options: TestingOptions;
  readonly #recorder: Recorder;
  readonly #recorded = new Emitter<TestRun>();
  /** Fires once for each test that has ended. */
  readonly recorded = this.#recorded.event;
  /** The forms as last read: they say which inputs are secret. */
  readonly #forms = new Map<DeploymentKey, TestForm>();

  constructor(options: TestingOptions) {
    this.#options = options;
    this.#recorder = new Recorder({ clock: options.clock, record: (run) => this.#keep(run) });
  }

  /** Events as they come; afterwards `.run` is what was recorded. Stopping the iteration cancels the request. */
  test(key: DeploymentKey, request: InvokeRequest, signal?: AbortSignal): RecordedTest {
    const { newId, view: viewOf, clock } = this.#options;
    const id = newId();
    const view = viewOf(key);
    if (!view || view.draft) return refused(id, view ? notDeployed : gone, clock);
    const forms = this.#forms;
    return this.#recorder.test({
      id,
      key,
      // Asked when it is recorded: by then the form is known.
      get request() {
        return withoutSecrets(request, forms.get(key));
      },
      signal,
      ...(view.tokenPrice ? { tokenPrice: view.tokenPrice } : {}),
      begin: (stop) => this.#begin(this.#options.actions.target(key), request, stop),
    });
  }

  /** The last ten, newest first. */
  tests(key: DeploymentKey): TestRun[] {
    return this.#options.store.tests(key);
  }

  clear(key: DeploymentKey): void {
    this.#options.store.clearTests(key);
  }

  /** What a test of it can be given, asked of its platform each time. */
  async form(key: DeploymentKey, signal?: AbortSignal): Promise<TestForm> {
    const { connector, id } = this.#options.actions.target(key);
    const form = connector.testForm
      ? await connector.testForm(id, signal)
      : plainForm(await connector.adapters(id, signal).catch(noneUnlessCancelled));
    this.#forms.set(key, form);
    return form;
  }

  /** A file that a test gave as output. */
  async file(key: DeploymentKey, url: string, signal?: AbortSignal): Promise<OutputFile> {
    const { connector } = this.#options.actions.target(key);
    if (connector.file) return connector.file(url, signal);
    throw new PlatformError({
      code: 'unsupported',
      platform: connector.platform,
      message: t('This platform gives no files as output.'),
    });
  }

  snippet(key: DeploymentKey, request: InvokeRequest, language: SnippetLanguage): string {
    const { connection, connector, id } = this.#options.actions.target(key);
    const row = connection.row(id);
    const shown = withoutSecrets(request, this.#forms.get(key));
    return row ? connector.snippet(row.deployment, shown, language) : '';
  }

  /** Before the store's: tests that are under way are still recorded. */
  dispose(): void {
    this.#recorder.dispose();
    this.#recorded.dispose();
  }

  async *#begin(
    { connector, id, key }: Target,
    request: InvokeRequest,
    stop: AbortSignal,
  ): AsyncIterable<InvokeEvent> {
    if (request.inputs) {
      // Without it nobody knows which of them are secret; if it cannot be read, none of them is kept.
      if (!this.#forms.has(key)) await this.form(key, stop).catch(() => undefined);
      this.#options.hide(secretTexts(request.inputs, this.#forms.get(key)));
    }
    yield* connector.invoke(id, request, stop);
  }

  #keep(run: TestRun): void {
    if (!run.unsent) this.#options.store.recordRequest(run.sample);
    this.#options.store.recordTest(run);
    this.#recorded.fire(run);
  }
}

const settings: PromptSetting[] = ['system', 'maxTokens', 'temperature', 'topP', 'stream'];

/** The form of a connector that has none of its own. */
export function plainForm(adapters: AdapterChoice[] = []): TestForm {
  return {
    prompt: { settings },
    inputs: [],
    ...(adapters.length > 0 ? { adapters: { choices: adapters, sources: [], freeText: false } } : {}),
  };
}

function noneUnlessCancelled(error: unknown): AdapterChoice[] {
  if (isCancelled(error)) throw PlatformError.from(error);
  return [];
}
