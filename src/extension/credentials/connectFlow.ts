import * as vscode from 'vscode';
import type {
  Account,
  ConnectorDefinition,
  CredentialField,
  ServerSupport,
} from '../../connectors/connector.ts';
import type { PlatformId } from '../../connectors/domain.ts';
import { isCancelled, PlatformError } from '../../connectors/errors.ts';
import type { DeploymentService } from '../deployments/service.ts';
import { askField, type Answer } from './askField.ts';
import type { Connections } from './connections.ts';
import type { Credentials, CredentialStore } from './credentialStore.ts';
import { formatProblem } from './formatProblem.ts';
import type { ServerFlow } from './serverFlow.ts';

export interface ConnectFlowOptions {
  definitions: readonly ConnectorDefinition[];
  connections: Connections;
  credentials: CredentialStore;
  servers: ServerFlow;
  service: DeploymentService;
  environment: Readonly<Record<string, string | undefined>>;
}

/** Asks for a platform's credentials, checks them with the platform, and only then keeps them. */
export class ConnectFlow {
  readonly #options: ConnectFlowOptions;

  constructor(options: ConnectFlowOptions) {
    this.#options = options;
  }

  /** Whether the platform is connected when the person is done. */
  async run(platform?: PlatformId): Promise<boolean> {
    const { connections, service } = this.#options;
    await connections.start();
    const definition = platform ? connections.definition(platform) : await this.#pickPlatform();
    if (!definition) return false;
    if (connections.isLocal(definition.id)) {
      void vscode.window.showInformationMessage(
        `${definition.displayName} is played by a local simulator in this window. No key is needed.`,
      );
      return true;
    }
    const how = definition.servers ? await chooseHow(definition, definition.servers) : 'account';
    if (how === 'server') await this.#options.servers.add(definition);
    const found = how === 'account' ? await this.#ask(definition) : undefined;
    if (!found) return isConnected(service, definition.id);
    await this.keep(definition, found.credentials, found.account);
    void vscode.window.showInformationMessage(`Connected to ${found.account.label}.`);
    return true;
  }

  /** Who answers with these credentials; rejects with a PlatformError. Nothing is kept. */
  async verify(
    definition: ConnectorDefinition,
    credentials: Credentials,
    signal: AbortSignal,
  ): Promise<Account> {
    const connector = await this.#options.connections.open(definition, credentials);
    try {
      return await connector.verify(signal);
    } finally {
      connector.dispose();
    }
  }

  async keep(definition: ConnectorDefinition, credentials: Credentials, account: Account): Promise<void> {
    await this.#options.credentials.set(definition.id, credentials);
    await this.#options.connections.sync(definition.id);
    this.#options.service.setAccount(definition.id, account);
    void this.#options.service.refresh({ platform: definition.id });
  }

  async #pickPlatform(): Promise<ConnectorDefinition | undefined> {
    const { definitions, service } = this.#options;
    if (definitions.length === 1) return definitions[0];
    const platforms = new Map(service.fleet().platforms.map((view) => [view.id, view]));
    const picked = await vscode.window.showQuickPick(
      definitions.map((definition) => ({
        definition,
        label: definition.displayName,
        description: platforms.get(definition.id)?.connected ? 'connected' : '',
        detail: definition.purpose,
      })),
      // Whoever looks up a key in another window comes back to the same question.
      { title: 'Connect a Platform', matchOnDetail: true, ignoreFocusOut: true },
    );
    return picked?.definition;
  }

  async #ask(
    definition: ConnectorDefinition,
  ): Promise<{ credentials: Credentials; account: Account } | undefined> {
    const fields = definition.credentials;
    const lastRequired = fields.findLastIndex(({ optional }) => !optional);
    let credentials: Credentials = {};
    let account: Account | undefined;
    let complaint: string | undefined;
    const check = async (field: CredentialField, value: string, signal: AbortSignal) => {
      if (value === '' && account) return undefined;
      try {
        account = await this.verify(definition, { ...credentials, ...entry(field, value) }, signal);
        return undefined;
      } catch (error) {
        return sentence(error);
      }
    };
    for (let index = 0; index < fields.length;) {
      const field = fields[index];
      if (!field) break;
      // Where the key is asked and not where the last thing is: there a refusal says what it is about.
      const checked = index >= lastRequired;
      const answer = await this.#answer(definition, field, index, {
        complaint,
        ...(checked && { check: (value, signal) => check(field, value, signal) }),
      });
      complaint = undefined;
      if (answer.kind === 'closed') return undefined;
      if (answer.kind === 'back') {
        index--;
        continue;
      }
      const { [field.key]: _before, ...others } = credentials;
      credentials = { ...others, ...entry(field, answer.value) };
      index++;
    }
    return account && { credentials, account };
  }

  async #answer(
    { displayName, credentials }: ConnectorDefinition,
    field: CredentialField,
    index: number,
    how: {
      complaint: string | undefined;
      check?: (value: string, signal: AbortSignal) => Promise<string | undefined>;
    },
  ): Promise<Answer<string>> {
    const title = `Connect ${displayName}`;
    let { complaint } = how;
    const offered = field.env === undefined ? undefined : this.#options.environment[field.env]?.trim();
    if (offered && formatProblem(field, offered) === undefined) {
      const use = { label: `Use ${field.env ?? ''} from the environment` };
      const type = { label: `Enter ${/^[aeiou]/i.test(field.label) ? 'an' : 'a'} ${field.label}…` };
      const without = { label: `Leave the ${field.label} out` };
      const picked = await vscode.window.showQuickPick([use, type, ...(field.optional ? [without] : [])], {
        title,
        ignoreFocusOut: true,
      });
      if (!picked) return { kind: 'closed' };
      if (picked === without) return { kind: 'value', value: '' };
      if (picked === use) {
        complaint =
          how.check && (await withProgress(`Checking the key with ${displayName}`, offered, how.check));
        if (complaint === undefined) return { kind: 'value', value: offered };
        if (complaint === '') return { kind: 'closed' };
      }
    }
    return askField({
      title,
      step: index + 1,
      totalSteps: credentials.length,
      field,
      complaint,
      ...(how.check && { check: how.check }),
    });
  }
}

async function chooseHow(
  { displayName }: ConnectorDefinition,
  { label, help }: ServerSupport,
): Promise<'account' | 'server' | undefined> {
  const picked = await vscode.window.showQuickPick(
    [
      { how: 'account' as const, label: 'Connect an account', detail: 'With the key of an account.' },
      { how: 'server' as const, label: `Add a ${label}`, detail: help },
    ],
    { title: `Connect ${displayName}`, ignoreFocusOut: true },
  );
  return picked?.how;
}

const entry = ({ key }: CredentialField, value: string): Credentials =>
  value === '' ? {} : { [key]: value };

const isConnected = (service: DeploymentService, platform: PlatformId): boolean =>
  service.fleet().platforms.some(({ id, connected }) => id === platform && connected);

/** What to say in the box; empty when the person ended it. */
function sentence(error: unknown): string {
  if (isCancelled(error)) return '';
  const { message, hint } = PlatformError.from(error).data;
  return [message, hint].filter(Boolean).join(' ');
}

function withProgress(
  title: string,
  value: string,
  check: (value: string, signal: AbortSignal) => Promise<string | undefined>,
): Thenable<string | undefined> {
  const where = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(where, (_progress, token) => {
    const controller = new AbortController();
    token.onCancellationRequested(() => controller.abort());
    return check(value, controller.signal);
  });
}
