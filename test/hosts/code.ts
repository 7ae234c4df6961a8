import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onPath } from './browser.ts';
import { start } from './processes.ts';
import type { ServerOptions } from './server.ts';
import { quietSettings } from './settings.ts';
import { hasScreen } from './show.ts';

/** The command of a desktop VS Code on this machine, where there is one and a screen for it. */
export function desktopCommand(): string | undefined {
  // In a terminal of a remote or browser VS Code, `code` is another program that takes other arguments.
  if (!hasScreen() || process.env['VSCODE_IPC_HOOK_CLI'] !== undefined) return undefined;
  return onPath('code');
}

/** Opens a window with data of its own: the person's VS Code, its settings and its extensions are left alone. */
export async function openDesktop(
  command: string,
  { dataDir, workspace, extension, env, machineSettings: own }: ServerOptions,
): Promise<{ exited: Promise<number>; stop: () => Promise<void> }> {
  await mkdir(join(dataDir, 'User'), { recursive: true });
  const settings = join(dataDir, 'User/settings.json');
  if (!existsSync(settings)) await writeFile(settings, JSON.stringify({ ...quietSettings, ...own }, null, 2));
  const child = start(
    command,
    [
      ...['--new-window', '--wait', '--skip-welcome', '--skip-release-notes', '--disable-workspace-trust'],
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ...['--user-data-dir', dataDir, '--extensions-dir', join(dataDir, 'extensions')],
      ...[`--extensionDevelopmentPath=${extension ?? ''}`, workspace],
    ],
    { env: { ...process.env, ...env } },
  );
  return {
    exited: child.exited,
    stop: async () => {
      await endApplication(dataDir);
      await child.stop();
    },
  };
}

/** The command starts the application in a process group of its own; its lock file tells which process it is. */
async function endApplication(dataDir: string): Promise<void> {
  const pid = Number(await readFile(join(dataDir, 'code.lock'), 'utf8').catch(() => ''));
  if (!Number.isInteger(pid) || pid <= 0) return;
  try {
    process.kill(pid, 'SIGTERM');
  } catch {
    // closed already
  }
}
