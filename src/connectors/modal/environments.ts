import { t } from '@vscode/l10n';
import type { ErrorData } from '../errors.ts';
import type { FieldChoice } from '../connector.ts';
import type { ModalApi } from './api.ts';
import { problem } from './errors.ts';
import type { Reply } from './wire.ts';

export type Environment = Reply<'environmentList'>['items'][number];

/** Numbers of `EnvironmentRole`. */
const viewer = 1;
const noAccess = 3;

/** The parts of the workspace, and which of them this connection is about. */
export class Environments {
  readonly #api: ModalApi;
  readonly #wanted: readonly string[];
  #known: Environment[] | undefined;

  /** `wanted`: names with commas between; empty = all. */
  constructor(api: ModalApi, wanted: string) {
    this.#api = api;
    this.#wanted = wanted
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '');
  }

  async read(signal?: AbortSignal): Promise<Environment[]> {
    const { items } = await this.#api.call('environmentList', {}, { signal });
    this.#known = items;
    return items;
  }

  /** As last read; asked for only when they never were. */
  async known(signal?: AbortSignal): Promise<Environment[]> {
    return this.#known ?? this.read(signal);
  }

  /** Those that are shown, and what is wrong with the choice. */
  watched(items: readonly Environment[]): { names: string[]; problems: ErrorData[] } {
    const all = items.filter((item) => roleOf(item) !== noAccess);
    if (this.#wanted.length === 0) return { names: all.map(({ name }) => name), problems: [] };
    const there = new Set(items.map(({ name }) => name));
    return {
      names: this.#wanted.filter((name) => there.has(name)),
      problems: this.#wanted.filter((name) => !there.has(name)).map(missing),
    };
  }

  /** An empty name is the workspace's default. */
  async resolve(name: string, signal?: AbortSignal): Promise<string> {
    if (name !== '') return name;
    const items = await this.known(signal);
    return items.find((item) => item.default)?.name ?? items[0]?.name ?? 'main';
  }

  find(name: string): Environment | undefined {
    return this.#known?.find((item) => item.name === name);
  }

  async choices(signal?: AbortSignal): Promise<FieldChoice[]> {
    const items = await this.read(signal);
    return items.map((item) => {
      const facts = [
        ...(item.default ? ['default'] : []),
        ...(item.blockUnauthenticatedResources === true ? [t('requires proxy tokens')] : []),
        ...(item.spendLimitReached ? [t('spending limit reached')] : []),
        ...(readOnly(item) ? [t('you may only look')] : []),
      ];
      return {
        value: item.name,
        label: item.name,
        ...(facts.length === 0 ? {} : { detail: facts.join(', ') }),
      };
    });
  }
}

export function readOnly(environment: Environment | undefined): boolean {
  const role = roleOf(environment);
  return role === viewer || role === noAccess;
}

function roleOf(environment: Environment | undefined): number | undefined {
  return environment?.effectiveRole;
}

function missing(name: string): ErrorData {
  return problem('not-found', t`There is no environment ${name} in the workspace.`, {
    hint: t('Choose environments again under Manage Platforms.'),
  }).data;
}

/** Modal then stops or disables what runs (Modal's guide on budgets). */
export function spendProblems(items: readonly Environment[]): ErrorData[] {
  return items
    .filter(({ spendLimitReached }) => spendLimitReached)
    .map(
      ({ name }) =>
        problem('payment-required', t`The spending limit of the environment ${name} is reached.`, {
          hint: t('Raise its budget in Modal’s settings: until then Modal may stop what runs there.'),
        }).data,
    );
}
