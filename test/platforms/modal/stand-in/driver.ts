import { deploy, type Surroundings } from './deploy.ts';
import { PythonError } from './errors.ts';
import { clientHas, clientVersion } from './switches.ts';

/** The text that a program which deploys marks its result with, if the code is such a program. */
export const markIn = (code: string): string | undefined => /@@[A-Z_]+@@/.exec(code)?.[0];

/**
 * A program of five arguments that imports the file, deploys its app and prints one marked line of JSON, whatever
 * happens. Without Modal's client it raises at its first lines, unless it imports the client later.
 */
export async function runDriver(
  code: string,
  mark: string,
  args: readonly string[],
  around: Surroundings,
): Promise<number> {
  const emit = (result: object): void => around.console.raw(`${mark} ${pythonJson(result)}`);
  try {
    emit(await drive(code, args, around));
    return 0;
  } catch (error) {
    if (!(error instanceof PythonError)) throw error;
    if (error instanceof UncaughtError) around.console.complain(uncaught(error));
    else emit({ ok: false, type: error.type, message: error.message });
    return 1;
  }
}

/** Raised outside the program's own `try`. */
class UncaughtError extends PythonError {}

async function drive(code: string, args: readonly string[], around: Surroundings): Promise<object> {
  if (around.switches.on('no-module')) {
    const Raised = /^import modal\b/m.test(code) ? UncaughtError : PythonError;
    throw new Raised('ModuleNotFoundError', "No module named 'modal'");
  }
  const [file, name, environment, tag, strategy] = args;
  if (
    file === undefined ||
    name === undefined ||
    environment === undefined ||
    tag === undefined ||
    !strategy
  ) {
    const count = String(args.length);
    throw new PythonError('ValueError', `not enough values to unpack (expected 5, got ${count})`);
  }
  if (!clientHas(around.switches, [1, 4, 0])) {
    const what = "App.deploy() got an unexpected keyword argument 'strategy'";
    throw new PythonError('TypeError', what);
  }
  if (strategy !== 'rolling' && strategy !== 'recreate') {
    throw new PythonError('InvalidError', `Invalid deployment strategy: '${strategy}'`);
  }
  const { appId, dashboard, ...made } = await deploy({ file, name, environment, tag, strategy }, around);
  // A server's address is not among what `get_web_url` of a function tells.
  const functions = Object.fromEntries(
    Object.entries(made.functions).map(([each, { id, url }]) => [
      each,
      { id, url: made.servers.includes(each) ? null : url },
    ]),
  );
  return { ok: true, app_id: appId, dashboard, functions, client: clientVersion(around.switches) };
}

const uncaught = ({ type, message }: PythonError): string =>
  `Traceback (most recent call last):\n  File "<string>", line 2, in <module>\n${type}: ${message}`;

/** As `json.dumps` writes: blanks after commas and colons, nothing beyond ASCII. */
function pythonJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return `{${members.map(([key, member]) => `${pythonJson(key)}: ${pythonJson(member)}`).join(', ')}}`;
  }
  return JSON.stringify(value ?? null).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
