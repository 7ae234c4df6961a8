import { t } from '@vscode/l10n';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import type { SavedFile, WorkFile } from '../../connectors/connector.ts';
import { PlatformError } from '../../connectors/errors.ts';

export interface OpenFolder {
  name: string;
  /** Absolute. */
  path: string;
}

export type Replacement = 'replace' | 'keep';

export interface WorkFilesOptions {
  /** The folders that are open, in the editor's order. */
  folders: () => readonly OpenFolder[];
  /** The setting `slipway.modal.folder`. */
  subfolder: () => string;
  /** Which of several; undefined: the person wants none. */
  pickFolder: (folders: readonly OpenFolder[]) => Promise<OpenFolder | undefined>;
  /** Undefined: the person wants neither. */
  askReplace: (
    file: WorkFile,
    text: string,
    signal: AbortSignal | undefined,
  ) => Promise<Replacement | undefined>;
  /** Typed and not saved yet: from here on it counts. */
  settle: (path: string) => Promise<void>;
}

/** The generated files, which live in the open folder and belong to the person as soon as they are written. */
export class WorkFiles {
  readonly #options: WorkFilesOptions;
  #chosen: string | undefined;

  constructor(options: WorkFilesOptions) {
    this.#options = options;
  }

  async file(name: string): Promise<WorkFile> {
    const found = await this.#find(name);
    return found.text === undefined ? (this.#remembered(name) ?? found) : found;
  }

  async save(name: string, text: string, signal?: AbortSignal): Promise<SavedFile> {
    let file = await this.#find(name);
    if (file.text === undefined) file = await this.#choose(name);
    await this.#options.settle(file.path);
    const before = await read(file.path);
    if (before !== undefined && sameText(before, text)) return { ...file, text: before, outcome: 'same' };
    if (before !== undefined) {
      const answer = await this.#options.askReplace({ ...file, text: before }, text, signal);
      if (answer === undefined || signal?.aborted) throw cancelled();
      // Read again: the person may have changed it while they compared.
      if (answer === 'keep') return { ...file, text: (await read(file.path)) ?? before, outcome: 'kept' };
    }
    await write(file.path, text);
    return { ...file, text, outcome: 'written' };
  }

  /** Where it is; else where it would be in the first folder. */
  async #find(name: string): Promise<WorkFile> {
    const places = this.#folders().map((folder) => this.#place(folder, name));
    for (const place of places) {
      const text = await read(place.path);
      if (text !== undefined) return { ...place, text };
    }
    const [first] = places;
    if (first) return first;
    throw noFolder();
  }

  async #choose(name: string): Promise<WorkFile> {
    const folders = this.#folders();
    const known = this.#remembered(name);
    if (known) return known;
    const [only, ...others] = folders;
    const folder = others.length === 0 ? only : await this.#options.pickFolder(folders);
    if (!folder) throw cancelled();
    if (others.length > 0) this.#chosen = folder.path;
    return this.#place(folder, name);
  }

  #remembered(name: string): WorkFile | undefined {
    const folder = this.#folders().find(({ path }) => path === this.#chosen);
    return folder && this.#place(folder, name);
  }

  #folders(): readonly OpenFolder[] {
    const folders = this.#options.folders();
    if (folders.length === 0) throw noFolder();
    return folders;
  }

  #place(folder: OpenFolder, name: string): WorkFile {
    if (!/^[\w][\w.-]*$/.test(name))
      throw new PlatformError({ code: 'invalid', message: t`"${name}" is not the name of a file.` });
    const path = join(folder.path, this.#options.subfolder().trim(), name);
    const shown = relative(folder.path, path);
    if (isAbsolute(this.#options.subfolder().trim()) || isAbsolute(shown) || shown.startsWith('..'))
      throw new PlatformError({
        code: 'invalid',
        message: t('The setting slipway.modal.folder does not name a folder inside the one that is open.'),
        hint: t('Set it to a relative path such as modal_apps.'),
      });
    const within = shown.split(sep).join('/');
    const several = this.#options.folders().length > 1;
    return { path, shown: several ? `${folder.name}/${within}` : within };
  }
}

/** Line ends may have been changed by git or an editor; to Python they are the same. */
const sameText = (a: string, b: string): boolean => a.replaceAll('\r\n', '\n') === b.replaceAll('\r\n', '\n');

async function read(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw unusable(t`${path} could not be read.`, error);
  }
}

async function write(path: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  } catch (error) {
    throw unusable(t`${path} could not be written.`, error);
  }
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');

const unusable = (message: string, error: unknown): PlatformError =>
  new PlatformError({ code: 'invalid', message }, error);

const noFolder = (): PlatformError =>
  new PlatformError({
    code: 'unsupported',
    message: t('No folder is open for the Python file.'),
    hint: t('Open a folder first.'),
  });

const cancelled = (): PlatformError => new PlatformError({ code: 'cancelled', message: t('Cancelled.') });
