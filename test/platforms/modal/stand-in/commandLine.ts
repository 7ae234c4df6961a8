import { basename } from 'node:path';
import { deploy, type Surroundings, type Wanted } from './deploy.ts';
import { PythonError } from './errors.ts';
import { clientHas, clientVersion, type Switches } from './switches.ts';

/** How the command was called wrongly, in the words of Click. */
class UsageError extends Error {}

const program = 'python -m modal';
const deployUsage = `Usage: ${program} deploy [OPTIONS] [APP_REF]`;

const help = `${deployUsage}

  Deploy a Modal application.

Options:
  --name TEXT                    Name of the deployment.
  -e, --env TEXT                 Environment to interact with.
  --stream-logs                  Stream logs from the app upon deployment.
  --tag TEXT                     Tag the deployment with a version.
  --strategy [rolling|recreate]  Strategy for rollover.
  -m                             Interpret argument as a Python module path.
  --timestamps                   Show timestamps for each log line.
  --profile TEXT                 Profile to use.
  --help                         Show this message and exit.
`;

const short: Readonly<Record<string, string>> = { '-e': '--env', '-m': '--module' };
const withValue = ['--name', '--env', '--tag', '--strategy', '--profile'];
const flags = ['--stream-logs', '--timestamps', '--module', '--help'];

/** `python -m modal …`. The exit code. */
export async function modalCommand(args: readonly string[], around: Surroundings): Promise<number> {
  const [command, ...rest] = args;
  if (command === '--version') {
    around.console.raw(`modal client version: ${clientVersion(around.switches)}`);
    return 0;
  }
  if (command === 'deploy') return deployCommand(rest, around);
  around.console.complain(
    `Usage: ${program} [OPTIONS] COMMAND [ARGS]...\nTry '${program} --help' for help.\n\n` +
      `Error: ${command === undefined ? 'Missing command.' : `No such command '${command}'.`}`,
  );
  return 2;
}

async function deployCommand(args: readonly string[], around: Surroundings): Promise<number> {
  if (args.length === 0 || args.includes('--help')) {
    around.console.raw(help);
    return args.length === 0 ? 2 : 0;
  }
  let file = '';
  try {
    const wanted = parse(args, around.switches);
    file = wanted.file;
    await deploy(wanted, around);
    return 0;
  } catch (error) {
    return failed(error, file, around);
  }
}

function failed(error: unknown, file: string, { console }: Surroundings): number {
  if (error instanceof UsageError) {
    console.complain(`${deployUsage}\nTry '${program} deploy --help' for help.\n\nError: ${error.message}`);
    return 2;
  }
  if (!(error instanceof PythonError)) throw error;
  if (error.type === 'KeyboardInterrupt') console.complain('Aborted!');
  else console.fail(error, file);
  return 1;
}

function parse(args: readonly string[], switches: Switches): Wanted {
  const given = new Map<string, string>();
  const places: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const [written, joined] = splitOption(args[at]!);
    const option = short[written] ?? written;
    if (!written.startsWith('-')) places.push(args[at]!);
    else if (flags.includes(option)) given.set(option, '');
    else if (known(option, switches)) given.set(option, joined ?? argument(written, args[(at += 1)]));
    else throw new UsageError(`No such option: ${written}`);
  }
  const strategy = given.get('--strategy') ?? 'rolling';
  if (strategy !== 'rolling' && strategy !== 'recreate') {
    throw new UsageError(
      `Invalid value for '--strategy': '${strategy}' is not one of 'rolling', 'recreate'.`,
    );
  }
  if (places.length > 1) throw new UsageError(`Got unexpected extra argument (${places[1]!})`);
  if (places[0] === undefined) throw new UsageError("Missing argument 'APP_REF'.");
  return {
    file: fileOf(places[0], given.has('--module')),
    name: given.get('--name') ?? '',
    environment: given.get('--env') ?? '',
    tag: given.get('--tag') ?? '',
    strategy,
  };
}

function splitOption(text: string): [string, string?] {
  const equals = text.startsWith('--') ? text.indexOf('=') : -1;
  return equals < 0 ? [text] : [text.slice(0, equals), text.slice(equals + 1)];
}

/** Clients before 1.4.0 do not know strategies. */
const known = (option: string, switches: Switches): boolean =>
  withValue.includes(option) && (option !== '--strategy' || clientHas(switches, [1, 4, 0]));

function argument(option: string, value: string | undefined): string {
  if (value === undefined) throw new UsageError(`Option '${option}' requires an argument.`);
  return value;
}

function fileOf(reference: string, asModule: boolean): string {
  const [path = '', object = 'app'] = reference.split('::');
  const file = asModule ? `${path.replaceAll('.', '/')}.py` : path;
  const name = basename(file);
  const stem = name.replace(/\.py$/, '');
  if (stem.includes('.')) {
    throw new PythonError(
      'InvalidError',
      `Invalid Modal source filename: '${name}'.\n\nSource filename cannot contain additional period characters.`,
    );
  }
  if (object !== 'app') {
    throw new PythonError('AttributeError', `module '${stem}' has no attribute '${object}'`);
  }
  return file;
}
