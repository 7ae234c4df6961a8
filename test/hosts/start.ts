import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from './build.ts';
import { desktopCommand, openDesktop } from './code.ts';
import { cacheFolder, root, scratchFolder } from './paths.ts';
import { endsWithUs, start, toldToEnd } from './processes.ts';
import { startServer, type ServerOptions, type VSCodeServer } from './server.ts';
import { showInBrowser } from './show.ts';

const usage = `npm start              VS Code with Slipway and local simulators of the platforms
npm start -- --live    without simulators: connect with real keys; they and the history are kept
      --port N         the address's port, where VS Code runs in the browser
      --browser        in the browser even where there is a desktop VS Code
      --no-open        only print the address`;

/** Ports of their own, so that a browser keeps what belongs to simulators and to real platforms apart. */
const usualPort = { simulated: 8700, live: 8701 };

const say = (line: string): void => console.log(line);

/** Opens VS Code with Slipway and stays until it is told to end or VS Code is closed; returns the exit code. */
export async function startSlipway(argv: readonly string[]): Promise<number> {
  const options = readOptions(argv);
  if (options === undefined) return 2;
  await using running = new AsyncDisposableStack();
  const folder = running.use(await scratchFolder());
  say('Building Slipway');
  await build(say);
  const env: NodeJS.ProcessEnv = {};
  const settings: Record<string, unknown> = {};
  if (!options.live) {
    const simulators = await startSimulators(folder.path);
    running.defer(simulators.stop);
    env['SLIPWAY_LOCAL_PLATFORMS'] = simulators.file;
    // Modal is deployed to by a Python of the person's; the stand-in deploys to the simulator.
    env['MODAL_SIM_CONTROL'] = simulators.modalControl;
    settings['slipway.modal.python'] = join(root, 'test/platforms/modal/stand-in/python');
    say('Simulators of the platforms are running on this machine; nothing here costs money');
  }
  // Simulators forget at the end, so what belongs to them is not kept either.
  const home = options.live ? join(cacheFolder, 'live') : folder.path;
  const workspace = await sampleWorkspace(home);
  const common = {
    dataDir: join(home, 'data'),
    workspace,
    extension: root,
    env,
    machineSettings: settings,
    say,
  };
  const code = options.browser ? undefined : desktopCommand();
  if (code !== undefined) {
    const desktop = await openDesktop(code, common);
    running.defer(desktop.stop);
    say('Slipway is open in VS Code. Close its window or press Ctrl-C to end');
    return await Promise.race([toldToEnd().then(() => 0), desktop.exited]);
  }
  const server = await serve({ ...common, onLog: () => undefined }, options);
  running.defer(server.stop);
  say(`Slipway is open at ${server.origin}/\nOpen that address in a browser. Ctrl-C ends everything`);
  if (options.open) showInBrowser(`${server.origin}/`);
  const died = server.exited.then((status) => `VS Code's server ended with code ${status}`);
  const outcome = await Promise.race([toldToEnd(), died]);
  if (outcome === undefined) return 0;
  say(`${outcome}:\n${server.log.slice(-20).join('\n')}`);
  return 1;
}

interface Options {
  live: boolean;
  browser: boolean;
  open: boolean;
  port?: number;
}

function readOptions(argv: readonly string[]): Options | undefined {
  try {
    const flag = { type: 'boolean', default: false } as const;
    const { values } = parseArgs({
      args: [...argv],
      options: { live: flag, browser: flag, 'no-open': flag, help: flag, port: { type: 'string' } },
    });
    const port = values.port === undefined ? undefined : Number(values.port);
    const valid = port === undefined || (Number.isInteger(port) && port >= 0 && port < 65_536);
    if (values.help || !valid)
      throw new Error(values.help ? '' : `--port ${values.port ?? ''} is not a port`);
    const { live, browser } = values;
    // Who asks for a port asks for an address.
    return {
      live,
      browser: browser || port !== undefined,
      open: !values['no-open'],
      ...(port === undefined ? {} : { port }),
    };
  } catch (error) {
    say(`${(error as Error).message}\n${usage}`.trimStart());
    return undefined;
  }
}

async function serve(options: ServerOptions, { live, port }: Options): Promise<VSCodeServer> {
  if (port !== undefined) return await startServer({ ...options, port });
  const usual = live ? usualPort.live : usualPort.simulated;
  return await startServer({ ...options, port: usual, otherPort: true });
}

async function startSimulators(
  folder: string,
): Promise<{ file: string; modalControl: string; stop: () => Promise<void> }> {
  let ready: (line: string) => void = () => undefined;
  const first = new Promise<string>((resolve) => (ready = resolve));
  const child = start(process.execPath, [...endsWithUs, join(root, 'test/platforms/main.ts')], {
    onLine: (line) => (line.startsWith('{') ? ready(line) : say(line)),
  });
  const died = child.exited.then((code) => {
    throw new Error(`The simulators ended with code ${code}`);
  });
  died.catch(() => undefined);
  const file = join(folder, 'platforms.json');
  const said = await Promise.race([first, died]);
  await writeFile(file, said, { mode: 0o600 });
  const { modal } = JSON.parse(said) as { modal: { control: string } };
  return { file, modalControl: modal.control, stop: child.stop };
}

async function sampleWorkspace(home: string): Promise<string> {
  const workspace = join(home, 'my-model');
  await mkdir(workspace, { recursive: true });
  await writeFile(
    join(workspace, 'README.md'),
    '# A folder to try Slipway in\n\nSlipway is the ship in the activity bar. It works the same in any folder of yours.\n',
  );
  return workspace;
}
