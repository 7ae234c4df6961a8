import { spawn } from 'node:child_process';

/** Shows an address in the person's browser, where there is a screen to show it on; does nothing elsewhere. */
export function showInBrowser(address: string): void {
  if (process.env['CI'] || !process.stdout.isTTY || !hasScreen()) return;
  const commands: Partial<Record<string, string[]>> = {
    darwin: ['open'],
    win32: ['cmd', '/c', 'start', ''],
    linux: ['xdg-open'],
  };
  const [command, ...args] = commands[process.platform] ?? ['xdg-open'];
  if (command === undefined) return;
  // It is a convenience: the address is printed as well.
  spawn(command, [...args, address], { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref();
}

export function hasScreen(): boolean {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
}
