import type { Command, Log, Workbench } from '../../connectors/connector.ts';
import type { Dialogs } from '../dialogs.ts';

/** The workbench of this window, read with its first use: most people deploy without a program of their own. */
export class LateWorkbench implements Workbench {
  readonly #dialogs: Dialogs;
  readonly #log: Log;
  #loaded: Promise<Workbench & { dispose(): void }> | undefined;
  #disposed = false;

  constructor(dialogs: Dialogs, log: Log) {
    this.#dialogs = dialogs;
    this.#log = log;
  }

  async file(name: string): ReturnType<Workbench['file']> {
    return (await this.#load()).file(name);
  }

  async save(name: string, text: string, signal?: AbortSignal): ReturnType<Workbench['save']> {
    return (await this.#load()).save(name, text, signal);
  }

  async python(signal?: AbortSignal): ReturnType<Workbench['python']> {
    return (await this.#load()).python(signal);
  }

  async run(command: Command, signal?: AbortSignal): ReturnType<Workbench['run']> {
    return (await this.#load()).run(command, signal);
  }

  #load(): Promise<Workbench & { dispose(): void }> {
    this.#loaded ??= import('./editorWorkbench.ts').then(({ EditorWorkbench }) => {
      const workbench = new EditorWorkbench(this.#dialogs, this.#log);
      if (this.#disposed) workbench.dispose();
      return workbench;
    });
    return this.#loaded;
  }

  dispose(): void {
    this.#disposed = true;
    void this.#loaded?.then((workbench) => workbench.dispose());
  }
}
