import type { SimulatorControl } from './control.ts';

/** What may go differently on this machine, as `MODAL_SIM_SWITCHES` and the simulator tell it. */
export interface Switches {
  /** A switch without a value, e.g. `slow-build`. */
  on(name: string): boolean;
  /** A switch with a value, e.g. `version=1.3.5`. */
  value(name: string): string | undefined;
}

/** The simulator is asked as well, so that a running VS Code can be given another Python. */
export async function readSwitches(
  env: NodeJS.ProcessEnv,
  control: Pick<SimulatorControl, 'switches'>,
): Promise<Switches> {
  const own = (env['MODAL_SIM_SWITCHES'] ?? '').split(',').map((one) => one.trim());
  return switchesOf([...own, ...(await control.switches())]);
}

/** Of two values of one switch the last holds. */
export function switchesOf(list: readonly string[]): Switches {
  return {
    on: (name) => list.includes(name),
    value: (name) => list.findLast((one) => one.startsWith(`${name}=`))?.slice(name.length + 1),
  };
}

export const clientVersion = (switches: Switches): string => switches.value('version') ?? '1.5.4';

export function pythonVersion(switches: Switches): string {
  const asked = switches.value('python') ?? '3.12.4';
  return asked.split('.').length < 3 ? `${asked}.0` : asked;
}

/** Whether this client has what came with that version, e.g. `[1, 4, 0]`. */
export function clientHas(switches: Switches, since: readonly [number, number, number]): boolean {
  const have = clientVersion(switches).split('.').map(Number);
  const differs = since.findIndex((part, at) => part !== (have[at] ?? 0));
  return differs < 0 || (have[differs] ?? 0) > since[differs]!;
}
