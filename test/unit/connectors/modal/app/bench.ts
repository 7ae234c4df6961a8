import assert from 'node:assert/strict';
import { AppDeployer } from '../../../../../src/connectors/modal/app/deployer.ts';
import { resultMark } from '../../../../../src/connectors/modal/app/driver.ts';
import type { DeployerParts } from '../../../../../src/connectors/modal/app/parts.ts';
import { SpecBook } from '../../../../../src/connectors/modal/app/spec-book.ts';
import { ModalApi } from '../../../../../src/connectors/modal/api.ts';
import type { ControlPlane } from '../../../../../src/connectors/modal/wire.ts';
import { processMemory } from '../../../../../src/connectors/memory.ts';
import { redactor } from '../../../../../src/connectors/redact.ts';
import { systemClock } from '../../../../../src/connectors/clock.ts';
import type {
  Command,
  DeploymentSpec,
  ErrorData,
  Ending,
  Python,
  Workbench,
} from '../../../../../src/connectors/index.ts';
import { PlatformError } from '../../../../../src/connectors/index.ts';
import { fails } from '../../kit.ts';

export const tokens = { tokenId: 'ak-TokenIdOfTheTests1234', tokenSecret: 'as-SecretOfTheTests56789' };

interface FakeApp {
  id: string;
  name: string;
  state: number;
  version: number;
  tags: string[];
}

/** What Modal has, as far as a deployment asks for it. */
export class FakeModal {
  apps: FakeApp[] = [];
  readonly calls: string[] = [];
  /** A call that is to fail. */
  failing: ((call: string) => Error | undefined) | undefined;
  #count = 0;

  live(name: string): FakeApp | undefined {
    return this.apps.find((app) => app.name === name && app.state === 3);
  }

  /** As Modal's client does it: begun first, published last. */
  begin(name: string): FakeApp {
    const live = this.live(name);
    if (live) return live;
    const app = { id: `ap-${String(++this.#count).padStart(22, '0')}`, name, state: 6, version: 0, tags: [] };
    this.apps.push(app);
    return app;
  }

  publish(name: string, tag: string): FakeApp {
    const app =
      this.live(name) ?? this.apps.find((each) => each.name === name && each.state === 6) ?? this.begin(name);
    app.state = 3;
    app.version += 1;
    app.tags.push(tag);
    return app;
  }

  plane(): ControlPlane {
    const answer = {
      appGetByDeploymentName: ({ name, environmentName }: { name: string; environmentName: string }) => {
        const app = this.live(name);
        return {
          appId: app?.id ?? '',
          previousAppId: '',
          environmentName: environmentName === '' ? 'main' : environmentName,
          lifecycle: app && { appState: app.state, version: app.version },
        };
      },
      appDeploymentHistory: ({ appId }: { appId: string }) => ({
        appDeploymentHistories: (this.apps.find(({ id }) => id === appId)?.tags ?? []).map((tag, index) => ({
          version: index + 1,
          tag,
        })),
      }),
      appList: () => ({
        apps: this.apps.map(({ id, name, state }) => ({ appId: id, description: name, name: '', state })),
      }),
      appStop: ({ appId }: { appId: string }) => {
        for (const app of this.apps) if (app.id === appId) app.state = 5;
        return {};
      },
    };
    const asked = Object.entries(answer).map(([name, reply]) => [
      name,
      (request: never) => {
        this.calls.push(name);
        const failure = this.failing?.(name);
        return failure ? Promise.reject(failure) : Promise.resolve(reply(request));
      },
    ]);
    return Object.fromEntries(asked) as ControlPlane;
  }
}

export interface Job {
  path: string;
  app: string;
  environment: string;
  tag: string;
  strategy: string;
}

export const ended = (code?: number, stderr: string[] = []): Ending => ({
  ...(code === undefined ? {} : { code }),
  stdout: [],
  stderr,
});

export const result = (value: object): string => resultMark + JSON.stringify(value);

type Deploy = (job: Job, command: Command, signal: AbortSignal | undefined) => Ending | Promise<Ending>;

/** A machine with files, a Python, and Modal's client that does what a test says. */
export class FakeWorkbench implements Workbench {
  readonly files = new Map<string, string>();
  readonly commands: Command[] = [];
  /** What a person answers when their version differs. */
  answer: 'replace' | 'keep' | 'neither' = 'replace';
  interpreter: Python = { program: '/usr/bin/python3', args: [], source: 'PATH' };
  pythonVersion = '3.12.4';
  /** The end of `-m modal --version`; text: the version it says. */
  client: string | Ending = '1.5.4';
  deploy: Deploy;

  constructor(deploy: Deploy) {
    this.deploy = deploy;
  }

  file(name: string) {
    const text = this.files.get(name);
    return Promise.resolve({ ...this.#at(name), ...(text === undefined ? {} : { text }) });
  }

  save(name: string, text: string) {
    const before = this.files.get(name);
    if (before === text) return Promise.resolve({ ...this.#at(name), text, outcome: 'same' as const });
    if (before !== undefined && this.answer === 'keep')
      return Promise.resolve({ ...this.#at(name), text: before, outcome: 'kept' as const });
    if (before !== undefined && this.answer === 'neither')
      return Promise.reject(new PlatformError({ code: 'cancelled', message: 'Cancelled.' }));
    this.files.set(name, text);
    return Promise.resolve({ ...this.#at(name), text, outcome: 'written' as const });
  }

  python() {
    return Promise.resolve(this.interpreter);
  }

  async run(command: Command, signal?: AbortSignal): Promise<Ending> {
    this.commands.push(command);
    const args = command.args.slice(this.interpreter.args.length);
    if (args.join(' ') === '-m modal --version')
      return typeof this.client === 'string'
        ? { ...ended(0), stdout: [`modal client version: ${this.client}`] }
        : this.client;
    if (args[1]?.includes('sys.version_info')) return { ...ended(0), stdout: [this.pythonVersion] };
    const [path = '', app = '', environment = '', tag = '', strategy = ''] = args.slice(2);
    return this.deploy({ path, app, environment, tag, strategy }, command, signal);
  }

  #at(name: string) {
    return { path: `/home/ada/project/modal_apps/${name}`, shown: `modal_apps/${name}` };
  }
}

export interface Bench {
  modal: FakeModal;
  workbench: FakeWorkbench;
  memory: Map<string, string>;
  specs: SpecBook;
  deployer: AppDeployer;
  /** Steps that were shown. */
  steps: string[];
  progress: (step: string) => void;
}

/** Modal's client as it usually goes: builds, creates, publishes. */
export function usual(modal: FakeModal): Deploy {
  return (job, command) => {
    modal.begin(job.app);
    for (const line of ['build starting', '✓ Created objects.', '✓ App deployed in 2.345s! 🎉'])
      command.onLine?.(line, 'stdout');
    const { id } = modal.publish(job.app, job.tag);
    command.onLine?.(result({ ok: true, app_id: id, client: '1.5.4' }), 'stdout');
    return ended(0);
  };
}

export function openBench(parts: Partial<DeployerParts> = {}): Bench {
  const modal = new FakeModal();
  const workbench = new FakeWorkbench(usual(modal));
  const memory = new Map<string, string>();
  const specs = new SpecBook(processMemory(memory));
  const api = new ModalApi({
    ...tokens,
    server: 'https://api.modal.com',
    clock: systemClock,
    log: undefined,
    redact: redactor(Object.values(tokens)),
    plane: modal.plane(),
  });
  const price = () => ({ perReplicaHour: 3_950_000_000, source: { kind: 'user' } as const });
  const deployer = new AppDeployer({ api, workbench, specs, ...tokens, price, ...parts });
  const steps: string[] = [];
  return { modal, workbench, memory, specs, deployer, steps, progress: (step) => steps.push(step) };
}

export const spec: DeploymentSpec = {
  name: 'my-llm',
  model: { id: 'Qwen/Qwen3-8B', name: 'Qwen3 8B', kind: 'model' },
  variant: 'app',
  config: { instanceType: 'H200', maxReplicas: 2 },
};

export const at = { environment: 'main', name: 'my-llm' };

/** Fails with an error that has all of this. */
export async function refused(
  action: Promise<unknown>,
  expected: Partial<ErrorData> & Pick<ErrorData, 'code'>,
): Promise<PlatformError> {
  const error = await fails(expected.code, action);
  assert.deepEqual({ ...error.data, ...expected }, error.data);
  return error;
}
