import { t } from '@vscode/l10n';
import type { Clock, Progress } from '../../connector.ts';
import type { Redact } from '../../redact.ts';
import type { Command, Ending, Workbench } from '../../workbench.ts';
import { driver, resultMark } from './driver.ts';
import { masked } from './lines.ts';
import { folderOf } from './python.ts';
import type { ReadyPython } from './python.ts';
import type { AppChoice } from './spec.ts';
import { Steps } from './steps.ts';

/** Where and as whom Modal's client is run. */
export interface Runner {
  workbench: Workbench;
  clock: Clock;
  redact: Redact;
  /** Base address of the control plane. */
  server: string;
  tokenId: string;
  tokenSecret: string;
}

export interface Job {
  python: ReadyPython;
  /** Absolute path of the file. */
  path: string;
  app: string;
  environment: string;
  tag: string;
  strategy: AppChoice['strategy'];
}

/** How a run ended, as far as the program says so. Whether anything was deployed only Modal knows. */
export interface Run {
  ending: Ending;
  /** Absent: it did not come so far. */
  result?: Result;
}

export type Result = { ok: true } | { ok: false; type: string; message: string; line?: number };

/** Big images take long; after this something hangs. Milliseconds. */
const longest = 60 * 60_000;
/** Modal's client says nothing for a minute when it cannot reach Modal. */
const silence = 15_000;

/** Deploys a file with the person's own Python. An abort interrupts it; how it ended is told all the same. */
export async function runDriver(
  runner: Runner,
  job: Job,
  progress: Progress,
  signal?: AbortSignal,
): Promise<Run> {
  const steps = new Steps((step) => {
    progress(masked(step, runner.redact));
  });
  const quiet = new AbortController();
  let result: Result | undefined;
  const onLine: Command['onLine'] = (line) => {
    quiet.abort();
    const found = resultOf(line);
    if (found) result = found;
    else steps.line(line);
  };
  progress(t('Starting Modal’s client…'));
  void runner.clock.sleep(silence, quiet.signal).then(
    () => {
      progress(t('Waiting for Modal’s client…'));
    },
    () => undefined,
  );
  try {
    const ending = await runner.workbench.run(commandOf(runner, job, onLine), signal);
    return { ending, ...(result ? { result } : {}) };
  } finally {
    quiet.abort();
  }
}

function commandOf(runner: Runner, job: Job, onLine: Command['onLine']): Command {
  const { python, path, app, environment, tag, strategy } = job;
  return {
    program: python.program,
    args: [...python.args, '-c', driver, path, app, environment, tag, strategy],
    folder: folderOf(path),
    env: {
      MODAL_TOKEN_ID: runner.tokenId,
      MODAL_TOKEN_SECRET: runner.tokenSecret,
      MODAL_SERVER_URL: runner.server,
      MODAL_ENVIRONMENT: environment === '' ? undefined : environment,
      MODAL_MAX_THROTTLE_WAIT: '60',
      // The connection says who deploys, not a profile or another kind of sign-in.
      MODAL_PROFILE: undefined,
      MODAL_OAUTH_REFRESH_TOKEN: undefined,
      MODAL_OAUTH_CLIENT_ID: undefined,
      MODAL_OAUTH_CLIENT_SECRET: undefined,
      MODAL_OAUTH_JWT_KEY: undefined,
      MODAL_TRACEBACK: undefined,
      COLUMNS: '400',
      FORCE_COLOR: undefined,
      NO_COLOR: '1',
      TERM: 'dumb',
      // With another encoding Modal's client fails at its own check marks, before it publishes.
      PYTHONUTF8: '1',
      PYTHONIOENCODING: 'utf-8',
      PYTHONUNBUFFERED: '1',
    },
    timeoutMs: longest,
    ...(onLine ? { onLine } : {}),
  };
}

/** The line that the driver marks. It need not be the last: the person's code may print at its end. */
function resultOf(line: string): Result | undefined {
  const at = line.indexOf(resultMark);
  if (at < 0) return undefined;
  try {
    const value = JSON.parse(line.slice(at + resultMark.length)) as Record<string, unknown>;
    if (value['ok'] === true) return { ok: true };
    const { type, message, line: row } = value;
    return {
      ok: false,
      type: typeof type === 'string' ? type : 'Exception',
      message: typeof message === 'string' ? message : '',
      ...(typeof row === 'number' ? { line: row } : {}),
    };
  } catch {
    return undefined;
  }
}
