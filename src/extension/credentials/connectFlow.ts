import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type {
  Account,
  ConnectorDefinition,
  CredentialField,
  CredentialImport,
} from '../../connectors/connector.ts';
import type { PlatformId } from '../../connectors/domain.ts';
import { isCancelled, PlatformError } from '../../connectors/errors.ts';
import type { DeploymentService } from '../deployments/service.ts';
import { askField, type Answer } from './askField.ts';
import { chooseHow, enter, typed } from './chooseHow.ts';
import type { Connections } from './connections.ts';
import type { Credentials, CredentialStore } from './credentialStore.ts';
import { formatProblem } from './formatProblem.ts';
import { importCredentials } from './importFlow.ts';
import { localSystem } from './localSystem.ts';
import { pickParts } from './pickParts.ts';
import type { ServerFlow } from './serverFlow.ts';
import { inNote } from '../plainText.ts';

export interface ConnectFlowOptions {
  definitions: readonly ConnectorDefinition[];
  connections: Connections;
  credentials: CredentialStore;
  servers: ServerFlow;
  service: DeploymentService;
  environment: Readonly<Record<string, string | undefined>>;
}

interface Found {
  credentials: Credentials;
  account: Account;
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
        t`${definition.displayName} is played by a local simulator in this window. No key is needed.`,
      );
      return true;
    }
    const how = await chooseHow(definition);
    if (how === 'server') await this.#options.servers.add(definition);
    const found = how === 'server' || !how ? undefined : await this.#find(definition, how);
    const credentials = found && (await this.#narrow(definition, found.credentials));
    if (!credentials) return isConnected(service, definition.id);
    await this.keep(definition, credentials, found.account);
    void vscode.window.showInformationMessage(
      inNote(t`Connected to ${found.account.label} on ${definition.displayName}.`),
    );
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
    const issued = await this.#issuedBefore(definition, account);
    await this.#options.credentials.set(definition.id, { ...issued, ...credentials });
    await this.#options.connections.sync(definition.id);
    this.#options.service.setAccount(definition.id, account);
    void this.#options.service.refresh({ platform: definition.id });
  }

  /** What the platform has made for the same account stays: nobody could enter it again. */
  async #issuedBefore({ id, issued }: ConnectorDefinition, account: Account): Promise<Credentials> {
    if (!issued || this.#options.service.account(id)?.id !== account.id) return {};
    const saved = (await this.#options.credentials.get(id)) ?? {};
    return Object.fromEntries(Object.entries(saved).filter(([key]) => issued.keys.includes(key)));
  }

  #find(definition: ConnectorDefinition, how: 'account' | CredentialImport): Promise<Found | undefined> {
    if (how === 'account') return this.#ask(definition);
    const title = t`Checking the key with ${definition.displayName}`;
    return importCredentials(definition, how, {
      system: localSystem(this.#options.environment),
      verify: async (credentials) => {
        let account: Account | undefined;
        const refused = await withProgress(title, '', async (_value, signal) => {
          try {
            account = await this.verify(definition, credentials, signal);
            return undefined;
          } catch (error) {
            return sentence(error);
          }
        });
        return account ?? refused ?? '';
      },
    });
  }

  /** Which parts of the account are wanted, where it has such. Undefined: the person ended it. */
  async #narrow(definition: ConnectorDefinition, credentials: Credentials): Promise<Credentials | undefined> {
    const fields = definition.credentials.filter(({ pick }) => pick === 'many');
    if (fields.length === 0) return credentials;
    const connector = await this.#options.connections.open(definition, credentials);
    const saved = (await this.#options.credentials.get(definition.id)) ?? {};
    const chosen = fields.flatMap(({ key }) =>
      saved[key] === undefined ? [] : [[key, saved[key]] as const],
    );
    const before = { ...Object.fromEntries(chosen), ...credentials };
    try {
      return await pickParts(connector, fields, before, t`Connect ${definition.displayName}`);
    } finally {
      connector.dispose();
    }
  }

  async #pickPlatform(): Promise<ConnectorDefinition | undefined> {
    const { definitions, service } = this.#options;
    if (definitions.length === 1) return definitions[0];
    const platforms = new Map(service.fleet().platforms.map((view) => [view.id, view]));
    const picked = await vscode.window.showQuickPick(
      definitions.map((definition) => ({
        definition,
        label: definition.displayName,
        description: platforms.get(definition.id)?.connected ? t('connected') : '',
        detail: definition.purpose,
      })),
      // Whoever looks up a key in another window comes back to the same question.
      { title: t('Connect a Platform'), matchOnDetail: true, ignoreFocusOut: true },
    );
    return picked?.definition;
  }

  async #ask(definition: ConnectorDefinition): Promise<Found | undefined> {
    const fields = typed(definition);
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
    definition: ConnectorDefinition,
    field: CredentialField,
    index: number,
    how: {
      complaint: string | undefined;
      check?: (value: string, signal: AbortSignal) => Promise<string | undefined>;
    },
  ): Promise<Answer<string>> {
    const { displayName } = definition;
    const title = t`Connect ${displayName}`;
    let { complaint } = how;
    const offered = field.env === undefined ? undefined : this.#options.environment[field.env]?.trim();
    if (offered && formatProblem(field, offered) === undefined) {
      const use = { label: t`Use ${field.env ?? ''} from the environment` };
      const type = { label: enter(field) };
      const without = { label: t`Leave the ${field.label} out` };
      const picked = await vscode.window.showQuickPick([use, type, ...(field.optional ? [without] : [])], {
        title,
        ignoreFocusOut: true,
      });
      if (!picked) return { kind: 'closed' };
      if (picked === without) return { kind: 'value', value: '' };
      if (picked === use) {
        complaint =
          how.check && (await withProgress(t`Checking the key with ${displayName}`, offered, how.check));
        if (complaint === undefined) return { kind: 'value', value: offered };
        if (complaint === '') return { kind: 'closed' };
      }
    }
    return askField({
      title,
      step: index + 1,
      totalSteps: typed(definition).length,
      field,
      complaint,
      ...(how.check && { check: how.check }),
    });
  }
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
