import { readFileSync } from 'node:fs';
import { modalCommand } from './commandLine.ts';
import { Console } from './console.ts';
import { controlAddress, simulatorControl } from './control.ts';
import type { Surroundings } from './deploy.ts';
import { markIn, runDriver } from './driver.ts';
import { pythonVersion, readSwitches } from './switches.ts';

/**
 * Stands in for a person's Python: knows `--version`, `-m modal …` and programs that deploy, and deploys to the
 * simulator whose control address `MODAL_SIM_CONTROL` holds. Without one it does not start, so that nobody takes
 * it for the real thing.
 */
export async function standIn(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const address = controlAddress(env);
  if (address === undefined) {
    return refuse('MODAL_SIM_CONTROL must hold the control address of a simulator on this machine.');
  }
  const stop = new AbortController();
  process.on('SIGINT', () => stop.abort());
  const control = simulatorControl(address);
  const switches = await readSwitches(env, control);
  const console = new Console(env, switches);
  return run(args, { env, switches, control, console, signal: stop.signal });
}

async function run(args: readonly string[], around: Surroundings): Promise<number> {
  const [first = '', second = '', ...rest] = args;
  const { console, switches } = around;
  if (first === '--version' || first === '-V') {
    console.raw(`Python ${pythonVersion(switches)}`);
    return 0;
  }
  if (first === '-m') return runModule(second, rest, around);
  if (first === '-c') return runCode(second, rest, around);
  if (first === '' || first.startsWith('-')) return refuse(`cannot run: ${args.join(' ')}`);
  return runCode(readFileSync(first, 'utf8'), args.slice(1), around);
}

async function runModule(module: string, args: readonly string[], around: Surroundings): Promise<number> {
  if (module === 'modal' && !around.switches.on('no-module')) return modalCommand(args, around);
  around.console.complain(`${process.argv[1] ?? 'python'}: No module named ${module}`);
  return 1;
}

async function runCode(code: string, args: readonly string[], around: Surroundings): Promise<number> {
  const mark = markIn(code);
  if (mark !== undefined) return runDriver(code, mark, args, around);
  if (!code.includes('sys.version_info')) return refuse('knows only the programs of the extension.');
  around.console.raw(pythonVersion(around.switches));
  return 0;
}

function refuse(why: string): number {
  process.stderr.write(`This Python is a stand-in for tests: ${why}\n`);
  return 1;
}
