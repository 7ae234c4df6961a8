import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { fetchStableVersions } from '@vscode/test-electron/out/download.js';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { onPath } from './browser.ts';
import { cacheFolder } from './paths.ts';
import { hasScreen } from './show.ts';

/** How to start a VS Code, with the arguments that come before those of the tests. */
export interface TestHost {
  readonly name: string;
  readonly why: string;
  readonly executable: string;
  readonly args: readonly string[];
}

/** Where desktop VS Code cannot be had, the reason. */
export type Absence = { readonly absent: string };

/** Desktop VS Code, downloaded by @vscode/test-electron; says no quickly where there is no screen or no network. */
export async function desktopHost(say: (line: string) => void): Promise<TestHost | Absence> {
  const screen = findScreen();
  if (screen === undefined) return { absent: 'there is no display and no xvfb-run' };
  let version: string | undefined;
  try {
    [version] = await fetchStableVersions(true, 5000);
  } catch {
    // reported below, like an empty list
  }
  if (version === undefined) return { absent: 'desktop VS Code cannot be downloaded from here' };
  const cachePath = join(cacheFolder, 'desktop');
  await mkdir(cachePath, { recursive: true });
  say(`Using desktop VS Code ${version} in ${cachePath} (downloaded when it is not there yet)`);
  try {
    const executable = await downloadAndUnzipVSCode({ version, cachePath, timeout: 30_000 });
    const { why, wrapper } = screen;
    const name = `desktop VS Code ${version}`;
    if (wrapper === undefined) return { name, why, executable, args: [] };
    return { name, why, executable: wrapper, args: ['-a', executable] };
  } catch (error) {
    return {
      absent: `downloading desktop VS Code failed: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}

function findScreen(): { wrapper?: string; why: string } | undefined {
  if (hasScreen()) return { why: 'this machine has a display' };
  const wrapper = onPath('xvfb-run');
  return wrapper === undefined ? undefined : { wrapper, why: 'xvfb-run gives a display' };
}
