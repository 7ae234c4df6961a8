import { t } from '@vscode/l10n';
import { access, constants, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join, sep } from 'node:path';
import type { Python } from '../../connectors/connector.ts';
import { PlatformError } from '../../connectors/errors.ts';

/** What finding a Python needs to know about the machine and the editor. */
export interface PythonSources {
  /** The setting `slipway.modal.python`; empty: not set. */
  configured: string;
  /** The one that the Python extension uses for the folder, where that extension is there. */
  active: () => Promise<string | undefined>;
  /** Whether it starts and says that it is Python. */
  starts: (python: Python) => Promise<boolean>;
  env: Readonly<Record<string, string | undefined>>;
  home: string;
  windows: boolean;
}

/** In the order of how much a person has said about it. Rejects with `unsupported` and a way to choose one. */
export async function findPython(sources: PythonSources): Promise<Python> {
  const { configured, active, starts } = sources;
  if (configured.trim() !== '') {
    const chosen = await fromSetting(configured.trim(), sources);
    if (chosen && (await starts(chosen))) return chosen;
    throw none(t`The Python of the setting slipway.modal.python, ${configured.trim()}, does not start.`);
  }
  const selected = await active();
  if (selected !== undefined) {
    const python = { program: selected, args: [], source: t('the Python extension') };
    if (await starts(python)) return python;
  }
  for (const python of await onPath(sources)) if (await starts(python)) return python;
  throw none(t('No Python was found on this machine.'));
}

/** An absolute path, or the name of a program. Relative ones would name another program in each folder. */
async function fromSetting(text: string, sources: PythonSources): Promise<Python | undefined> {
  const source = t('the setting slipway.modal.python');
  const path = text.startsWith('~/') ? join(sources.home, text.slice(2)) : text;
  if (isAbsolute(path)) return { program: path, args: [], source };
  if (path.includes('/') || path.includes(sep)) return undefined;
  const program = await search(path, sources);
  return program === undefined ? undefined : { program, args: [], source };
}

async function onPath(sources: PythonSources): Promise<Python[]> {
  const commands = sources.windows ? [['py', '-3'], ['python']] : [['python3'], ['python']];
  const found: Python[] = [];
  for (const [name = '', ...args] of commands) {
    const program = await search(name, sources);
    if (program !== undefined) found.push({ program, args, source: 'PATH' });
  }
  return found;
}

/** By hand and to an absolute path: else Windows looks into the open folder before anything else. */
async function search(name: string, { env, windows }: PythonSources): Promise<string | undefined> {
  const file = windows && !/\.exe$/i.test(name) ? `${name}.exe` : name;
  const path = env['PATH'] ?? env['Path'] ?? '';
  for (const folder of path.split(delimiter)) {
    if (!isAbsolute(folder)) continue;
    const candidate = join(folder, file);
    if (await isProgram(candidate)) return candidate;
  }
  return undefined;
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

const none = (message: string): PlatformError =>
  new PlatformError({
    code: 'unsupported',
    message,
    hint: t('Install Python 3, or choose the one to use.'),
    remedy: 'choose-python',
  });
