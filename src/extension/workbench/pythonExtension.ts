import * as vscode from 'vscode';

const id = 'ms-python.python';

/** The part of the Python extension's documented interface that is used here. */
interface PythonEnvironments {
  getActiveEnvironmentPath(resource?: vscode.Uri): unknown;
  resolveEnvironment(environment: unknown): Promise<unknown>;
}

export const hasPythonExtension = (): boolean => vscode.extensions.getExtension(id) !== undefined;

/** The interpreter that the Python extension uses for a folder. Undefined: it is not there, or has none. */
export async function activePython(folder: vscode.Uri | undefined): Promise<string | undefined> {
  const environments = environmentsOf(await vscode.extensions.getExtension<unknown>(id)?.activate());
  if (!environments) return undefined;
  const resolved = await environments.resolveEnvironment(environments.getActiveEnvironmentPath(folder));
  const executable = property(resolved, 'executable');
  // A Conda environment without Python has none.
  const uri = property(executable, 'uri');
  const path = property(uri, 'fsPath');
  return typeof path === 'string' && path !== '' ? path : undefined;
}

function environmentsOf(api: unknown): PythonEnvironments | undefined {
  const found = property(api, 'environments');
  const usable = ['getActiveEnvironmentPath', 'resolveEnvironment'].every(
    (name) => typeof property(found, name) === 'function',
  );
  return usable ? (found as PythonEnvironments) : undefined;
}

const property = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (Reflect.get(value, name) as unknown) : undefined;
