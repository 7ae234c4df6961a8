import type { DeploymentPart, PlatformId } from '../../connectors/domain.ts';
import type { DeploymentKey } from '../deployments/types.ts';
import type { Entry } from './arrange.ts';

/** One row. The same object from one reading to the next, so that expansion and selection stay. */
export class TreeNode {
  readonly id: string;
  entry: Entry;
  parent: TreeNode | undefined;
  children: TreeNode[] = [];

  constructor(entry: Entry, parent: TreeNode | undefined) {
    this.id = entry.id;
    this.entry = entry;
    this.parent = parent;
  }

  /** What a command that was run on this row acts on. */
  get key(): DeploymentKey | undefined {
    if (this.entry.kind === 'part') return this.entry.key;
    return this.entry.kind === 'deployment' ? this.entry.view.key : undefined;
  }

  /** The part of the deployment that this row stands for. */
  get part(): DeploymentPart | undefined {
    return this.entry.kind === 'part' ? this.entry.part : undefined;
  }

  get platform(): PlatformId | undefined {
    if (this.entry.kind === 'deployment') return this.entry.view.platform;
    return 'platform' in this.entry ? this.entry.platform : undefined;
  }
}

export interface Changes {
  /** Groups came or went at the top: read everything again. */
  all: boolean;
  nodes: TreeNode[];
}

/** Keeps nodes across arrangements and says which of them have to be drawn again. */
export class TreeModel {
  #roots: TreeNode[] = [];
  #byId = new Map<string, TreeNode>();
  #byKey = new Map<DeploymentKey, TreeNode>();

  get roots(): readonly TreeNode[] {
    return this.#roots;
  }

  deployment(key: DeploymentKey): TreeNode | undefined {
    return this.#byKey.get(key);
  }

  unfinished(): string[] {
    return [...this.#byId.values()].flatMap(({ entry }) => (entry.kind === 'more' ? entry.group : []));
  }

  update(entries: Entry[]): Changes {
    const before = this.#byId;
    this.#byId = new Map();
    this.#byKey = new Map();
    const changed = new Set<TreeNode>();

    const place = (entry: Entry, parent: TreeNode | undefined): TreeNode => {
      const known = before.get(entry.id);
      const node = known ?? new TreeNode(entry, parent);
      this.#byId.set(node.id, node);
      if (entry.kind === 'deployment') this.#byKey.set(entry.view.key, node);
      if (known && !sameRow(known.entry, entry)) changed.add(node);
      node.entry = entry;
      node.parent = parent;
      const children = entry.children.map((child) => place(child, node));
      if (known && !sameNodes(known.children, children)) changed.add(node);
      node.children = children;
      return node;
    };

    const roots = entries.map((entry) => place(entry, undefined));
    const all = !sameNodes(this.#roots, roots);
    this.#roots = roots;
    return { all, nodes: all ? [] : [...changed].filter((node) => !hasAncestorIn(node, changed)) };
  }
}

/** Drawing a parent again draws what is under it. */
function hasAncestorIn(node: TreeNode, nodes: Set<TreeNode>): boolean {
  for (let parent = node.parent; parent; parent = parent.parent)
    if (nodes.has(parent) && structural(parent)) return true;
  return false;
}

const structural = (node: TreeNode): boolean => node.children.length > 0;

const sameNodes = (a: readonly TreeNode[], b: readonly TreeNode[]): boolean =>
  a.length === b.length && a.every((node, index) => node === b[index]);

function sameRow(a: Entry, b: Entry): boolean {
  if (a.kind === 'deployment' && b.kind === 'deployment' && a.view === b.view) return true;
  return facts(a) === facts(b);
}

/** Everything that a row or its tooltip says. When it was read changes each time and is not a change. */
const facts = (entry: Entry): string =>
  JSON.stringify(entry, (key, value: unknown) =>
    key === 'readAt' || key === 'children' ? undefined : value,
  );
