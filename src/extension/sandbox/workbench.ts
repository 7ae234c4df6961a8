import { t } from '@vscode/l10n';
import type { Command, Ending, Python, SavedFile, Workbench, WorkFile } from '../../connectors/connector.ts';
import { Programs } from '../workbench/programs.ts';
import { WorkFiles } from '../workbench/workFiles.ts';
import { asNode } from './simulators.ts';

export interface SandboxWorkbenchOptions {
  folder: string;
  /** The simulators' script: it stands in for Python too. */
  script: string;
  modalControl: string;
}

/** A workbench whose Python deploys to the simulator, and whose files are in the Sandbox's own folder. */
export class SandboxWorkbench implements Workbench {
  readonly #options: SandboxWorkbenchOptions;
  readonly #programs = new Programs();
  readonly #files: WorkFiles;

  constructor(options: SandboxWorkbenchOptions) {
    this.#options = options;
    this.#files = new WorkFiles({
      folders: () => [{ name: 'sandbox', path: options.folder }],
      subfolder: () => 'modal_apps',
      pickFolder: ([only]) => Promise.resolve(only),
      // Nobody but the wizard writes there.
      askReplace: () => Promise.resolve('replace'),
      settle: () => Promise.resolve(),
    });
  }

  file(name: string): Promise<WorkFile> {
    return this.#files.file(name);
  }

  save(name: string, text: string, signal?: AbortSignal): Promise<SavedFile> {
    return this.#files.save(name, text, signal);
  }

  python(): Promise<Python> {
    const args = [this.#options.script, 'python'];
    return Promise.resolve({ program: process.execPath, args, source: t('the Sandbox') });
  }

  run(command: Command, signal?: AbortSignal): Promise<Ending> {
    const env = { ...command.env, ...asNode, MODAL_SIM_CONTROL: this.#options.modalControl };
    return this.#programs.run({ ...command, env }, signal);
  }

  dispose(): void {
    this.#programs.dispose();
  }
}
