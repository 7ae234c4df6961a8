import { t } from '@vscode/l10n';
import type { PlatformError } from '../../errors.ts';
import type { Python, Workbench } from '../../workbench.ts';
import { problem } from '../errors.ts';
import type { AppSpec } from './spec.ts';

/** A Python with Modal's client, ready to deploy. */
export interface ReadyPython extends Python {
  /** Of Modal's client: `1.5.4`. */
  clientVersion: string;
}

/** The first with a choice of strategy, and the first with servers (Modal's changelog). */
const oldestClients = { web: '1.4.0', server: '1.5.1' } as const;
/** Modal's client takes these minor versions of Python 3; a newer one may be fine. */
const oldestPython = 10;
/** Its first import compiles the client. Milliseconds. */
const patience = 60_000;

const askVersion = 'import sys; print(".".join(map(str, sys.version_info[:3])))';

/** The person's Python. What was found is remembered for the session, what is missing is looked for again. */
export class Pythons {
  readonly #workbench: Workbench;
  readonly #ready = new Map<string, ReadyPython>();

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
  }

  /** Rejects with `unsupported` where Python or Modal's client is missing or too old, and says what to do. */
  async ready(serving: AppSpec['serving'], signal?: AbortSignal): Promise<ReadyPython> {
    const python = await this.#workbench.python(signal);
    const key = JSON.stringify([python.program, ...python.args]);
    const known = this.#ready.get(key);
    if (known && isEnough(known, serving)) return known;
    const ready = await this.#asked(python, signal);
    if (!isEnough(ready, serving)) throw oldClient(ready, serving);
    this.#ready.set(key, ready);
    return ready;
  }

  async #asked(python: Python, signal?: AbortSignal): Promise<ReadyPython> {
    const version = (await this.#says(python, ['-c', askVersion], signal)).text.trim();
    const [, minor] = /^3\.(\d+)/.exec(version) ?? [];
    if (minor === undefined || Number(minor) < oldestPython) throw oldPython(python, version);
    const { code, text } = await this.#says(python, ['-m', 'modal', '--version'], signal);
    const [, clientVersion] = /client version: (\d+(?:\.\w+)*)/.exec(text) ?? [];
    if (code !== 0 || clientVersion === undefined) throw noClient(python, text);
    return { ...python, clientVersion };
  }

  async #says(python: Python, args: string[], signal?: AbortSignal): Promise<{ code: number; text: string }> {
    const ending = await this.#workbench.run(
      {
        program: python.program,
        args: [...python.args, ...args],
        // Not the folder of the files: what lies there could be taken for a module of Python's.
        folder: /[\\/]/.test(python.program) ? folderOf(python.program) : '.',
        env: { PYTHONUTF8: '1', PYTHONIOENCODING: 'utf-8', NO_COLOR: '1', MODAL_PROFILE: undefined },
        timeoutMs: patience,
      },
      signal,
    );
    signal?.throwIfAborted();
    return { code: ending.code ?? -1, text: [...ending.stdout, ...ending.stderr].join('\n') };
  }
}

function isEnough({ clientVersion }: ReadyPython, serving: AppSpec['serving']): boolean {
  const [had, needed] = [clientVersion, oldestClients[serving]].map((text) => text.split('.').map(Number));
  for (const [index, part] of (needed ?? []).entries()) {
    const mine = had?.[index] ?? 0;
    if (mine !== part) return mine > part;
  }
  return true;
}

function oldPython({ program, source }: Python, version: string): PlatformError {
  const which = version === '' ? t('did not say its version') : t`is version ${version.slice(0, 40)}`;
  return problem(
    'unsupported',
    t`${program} (from ${source}) ${which}: Modal’s client needs Python 3.10 or newer.`,
    {
      hint: t('Choose another Python.'),
      remedy: 'choose-python',
    },
  );
}

function noClient({ program, source }: Python, said: string): PlatformError {
  if (/No module named ['"]?modal\b/.test(said))
    return problem('unsupported', t`${program} (from ${source}) does not have Modal’s client.`, {
      hint: t('Install it with “pip install modal”, or choose the Python that has it.'),
      remedy: 'install-python-client',
    });
  const lastLine = said.trim().split('\n').at(-1) ?? '';
  return problem('unsupported', t`Modal’s client does not start with ${program} (from ${source}).`, {
    hint: t('Install it again, or choose another Python.'),
    remedy: 'install-python-client',
    ...(lastLine === '' ? {} : { platformMessage: lastLine.slice(0, 300) }),
  });
}

function oldClient({ clientVersion }: ReadyPython, serving: AppSpec['serving']): PlatformError {
  const what = serving === 'server' ? t('a server needs') : t('Slipway needs');
  return problem(
    'unsupported',
    t`Modal’s client for Python is version ${clientVersion}: ${what} ${oldestClients[serving]} or newer.`,
    { hint: t('Update it with “pip install --upgrade modal”.'), remedy: 'install-python-client' },
  );
}

/** The folder that a file is in. Paths are the machine's own, so both ways of writing them. */
export function folderOf(path: string): string {
  return path.replace(/[\\/][^\\/]*$/, '') || '/';
}
