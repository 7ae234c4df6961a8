import { redactValue, type Redact } from '../../connectors/redact.ts';
import type { DeploymentKey } from '../deployments/types.ts';
import type { TreeNode } from './model.ts';
import { pictureKey, type Picture, type PictureNode, type PictureStorage } from './picture.ts';
import { row } from './rows.ts';

/** More than a screen has room for. */
const mostRows = 100;
/** What only changes a row may wait: each keeping is a message to the editor and a write to the disk. */
const everyMs = 15_000;

export interface PictureKeeperOptions {
  storage: PictureStorage;
  edition: string;
  redact: Redact;
}

/** Keeps how the view looks, for the first moment of the next window. */
export class PictureKeeper {
  readonly #options: PictureKeeperOptions;
  #kept: string;
  /** Of the deployments on it. */
  #keys: DeploymentKey[];
  #wanted: readonly TreeNode[] | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: PictureKeeperOptions) {
    this.#options = options;
    const kept = options.storage.get(pictureKey) as Picture | undefined;
    this.#kept = JSON.stringify(kept);
    this.#keys = keysOf(kept?.rows ?? []);
  }

  /** A deployment that is not there any more is gone at once: it may be of an account that was taken away. */
  keep(roots: readonly TreeNode[], isThere: (key: DeploymentKey) => boolean): void {
    this.#wanted = roots;
    if (this.#timer === undefined || !this.#keys.every(isThere)) this.#write();
  }

  #write(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { storage, edition, redact } = this.#options;
    if (this.#wanted === undefined) return;
    const rows = redactValue(pictureOf(this.#wanted), redact) as PictureNode[];
    this.#wanted = undefined;
    this.#keys = keysOf(rows);
    this.#timer = setTimeout(() => this.#write(), everyMs);
    const picture: Picture = { edition, rows };
    const text = JSON.stringify(picture);
    if (text === this.#kept) return;
    this.#kept = text;
    void storage.update(pictureKey, picture);
  }

  dispose(): void {
    this.#write();
    clearTimeout(this.#timer);
  }
}

/** The first rows, with the groups that they are in. Functions and servers are folded under theirs: they can wait. */
export function pictureOf(roots: readonly TreeNode[], most = mostRows): PictureNode[] {
  let left = most;
  const draw = (nodes: readonly TreeNode[]): PictureNode[] =>
    nodes.flatMap((node) => {
      if (left-- <= 0) return [];
      const { id, key, platform, entry } = node;
      return {
        id,
        row: row(entry),
        ...(key === undefined ? {} : { key }),
        ...(platform === undefined ? {} : { platform }),
        children: entry.kind === 'deployment' ? [] : draw(node.children),
      };
    });
  return draw(roots);
}

const keysOf = (nodes: readonly PictureNode[]): DeploymentKey[] =>
  nodes.flatMap(({ key, children }) => [key ?? [], keysOf(children)].flat());
