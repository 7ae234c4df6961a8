import { t } from '@vscode/l10n';
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type {
  ConnectorDefinition,
  CredentialField,
  ServerEntry,
  ServerSupport,
} from '../../connectors/connector.ts';
import type { PlatformId } from '../../connectors/domain.ts';
import { isCancelled, PlatformError } from '../../connectors/errors.ts';
import type { DeploymentService } from '../deployments/service.ts';
import type { Dialogs } from '../dialogs.ts';
import { askField, type FieldQuestion } from './askField.ts';
import type { Connections } from './connections.ts';
import { keySafety } from './hosts.ts';
import type { PriceSetting } from './priceSetting.ts';
import { dollarsOf } from './prices.ts';
import { noServers } from './problems.ts';
import type { ServerStore } from './serverStore.ts';
import {
  keyField,
  labelField,
  priceField,
  privateHttpQuestion,
  silentQuestion,
  suggestedLabel,
  urlField,
  urlNote,
} from './serverText.ts';

export interface ServerFlowOptions {
  connections: Connections;
  servers: ServerStore;
  prices: PriceSetting;
  service: DeploymentService;
  dialogs: Dialogs;
}

/** What was typed so far. */
interface Answers {
  url: string;
  label: string;
  token: string;
  price: string;
}

/** Registers a server of the person's own by its URL. */
export class ServerFlow {
  readonly #options: ServerFlowOptions;

  constructor(options: ServerFlowOptions) {
    this.#options = options;
  }

  /** Whether one was added. */
  async add(definition: ConnectorDefinition): Promise<boolean> {
    const { servers: support } = definition;
    if (!support) throw noServers(definition);
    const { connections, dialogs } = this.#options;
    const taken = (await connections.servers(definition)).map(({ label }) => label);
    const id = randomUUID();
    let complaint: string | undefined;
    for (let typed: Partial<Answers> = {}; ;) {
      const answers = await askAll(definition, support, taken, typed, complaint);
      if (!answers) return false;
      typed = answers;
      const server = entryOf(id, answers);
      const clear = server.token !== undefined && keySafety(server.url) === 'private-network';
      if (clear && !(await dialogs.confirm(privateHttpQuestion(server)))) continue;
      const outcome = await this.#ask(definition, support, server);
      if (outcome === 'closed') return false;
      complaint = outcome.complaint;
      if (complaint !== undefined) continue;
      await this.keep(definition, server, answers.price === '' ? undefined : dollarsOf(answers.price));
      void vscode.window.showInformationMessage(t`Added ${server.label}. ${outcome.said ?? ''}`.trim());
      return true;
    }
  }

  /** Who answers there; rejects with a PlatformError. Nothing is kept. */
  check(definition: ConnectorDefinition, server: ServerEntry, signal?: AbortSignal): Promise<string> {
    return this.#options.connections.checkServer(definition, server, signal);
  }

  async keep(definition: ConnectorDefinition, server: ServerEntry, dollars?: number): Promise<void> {
    const { servers, prices } = this.#options;
    // The price first: then the platform is connected with both at once.
    if (dollars !== undefined) await prices.set(definition.id, server.label, dollars);
    await servers.put(definition.id, server);
    await this.reconnect(definition.id);
  }

  /** Takes it off the list, with its key and its price. The server itself hears nothing of it. */
  async forget(platform: PlatformId, server: ServerEntry): Promise<void> {
    const { servers, prices } = this.#options;
    await servers.remove(platform, server.id);
    await prices.set(platform, server.label, undefined);
    await this.reconnect(platform);
  }

  async reconnect(platform: PlatformId): Promise<void> {
    await this.#options.connections.sync(platform);
    void this.#options.service.refresh({ platform });
  }

  /** Asks the server who it is. One that does not answer may be starting: the person decides. */
  async #ask(
    definition: ConnectorDefinition,
    { label }: ServerSupport,
    server: ServerEntry,
  ): Promise<{ said?: string; complaint?: string } | 'closed'> {
    try {
      return { said: await this.#checkWithProgress(definition, label, server) };
    } catch (error) {
      if (isCancelled(error)) return 'closed';
      const { code, message, hint } = PlatformError.from(error, definition.id).data;
      const said = [message, hint].filter(Boolean).join(' ');
      if (code === 'unauthorized' || code === 'forbidden') return { complaint: said };
      return (await this.#options.dialogs.confirm(silentQuestion(server, said))) ? {} : 'closed';
    }
  }

  #checkWithProgress(definition: ConnectorDefinition, label: string, server: ServerEntry): Thenable<string> {
    const title = t`Asking the ${label} at ${server.url}`;
    const where = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
    return vscode.window.withProgress(where, (_progress, token) => {
      const controller = new AbortController();
      token.onCancellationRequested(() => controller.abort());
      return this.check(definition, server, controller.signal);
    });
  }
}

/** One box after the other, with a way back. Undefined: closed. A complaint is about the key. */
async function askAll(
  { displayName }: ConnectorDefinition,
  support: ServerSupport,
  taken: readonly string[],
  typed: Partial<Answers>,
  complaint: string | undefined,
): Promise<Answers | undefined> {
  const answers: Partial<Answers> = { ...typed };
  const url = () => normalized(support, answers.url ?? '');
  const steps: { key: keyof Answers; field: () => CredentialField; more?: Partial<FieldQuestion> }[] = [
    { key: 'url', field: () => urlField(support), more: { note: (text) => urlNote(support, text) } },
    { key: 'label', field: () => labelField(suggestedLabel(url(), taken), taken) },
    { key: 'token', field: () => keyField(url()) },
    { key: 'price', field: () => priceField },
  ];
  let at = complaint === undefined ? 0 : 2;
  for (let wrong = complaint; at < steps.length;) {
    const step = steps[at];
    if (!step) break;
    const answer = await askField({
      title: t`Add a ${support.label} to ${displayName}`,
      step: at + 1,
      totalSteps: steps.length,
      field: step.field(),
      value: answers[step.key],
      complaint: wrong,
      ...step.more,
    });
    wrong = undefined;
    if (answer.kind === 'closed') return undefined;
    if (answer.kind === 'value') answers[step.key] = answer.value;
    at += answer.kind === 'back' ? -1 : 1;
  }
  const { label = '', token = '', price = '' } = answers;
  return { url: url(), label: label || suggestedLabel(url(), taken), token, price };
}

const entryOf = (id: string, { url, label, token }: Answers): ServerEntry => ({
  id,
  label,
  url,
  ...(token === '' ? {} : { token }),
  addedAt: Date.now(),
});

function normalized(support: ServerSupport, text: string): string {
  const read = support.normalize(text);
  return 'no' in read ? text : read.url;
}
