import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Clock } from '../../connectors/connector.ts';
import type { Redact } from '../../connectors/redact.ts';
import type { ContextFlags } from '../contextKeys.ts';
import type { DeploymentService } from '../deployments/service.ts';
import type { DeploymentKey, DeploymentView } from '../deployments/types.ts';
import type { Handlers } from '../ids.ts';
import { isFollowable, resolveTarget } from '../commands/targets.ts';
import { LogChannel } from './channel.ts';
import { readLog, type LogRequest } from './logReader.ts';
import { inBlock, inLine, inPick } from '../plainText.ts';

/** Channels of deployments that nobody looks at any more go when there are more than these. */
const mostPages = 20;

interface Page {
  name: string;
  channel: LogChannel;
  /** What is being read into it. */
  reading?: { stop: AbortController; follow: boolean };
}

export interface LogPagesOptions {
  service: DeploymentService;
  flags: ContextFlags;
  clock: Clock;
  /** Takes out the keys that this window knows: a container may have printed one. */
  redact: Redact;
  ready: () => Promise<void>;
}

/** The logs of deployments, each in an output channel of its own, and what follows them. */
export class LogPages {
  readonly #options: LogPagesOptions;
  readonly #pages = new Map<DeploymentKey, Page>();
  #status: vscode.StatusBarItem | undefined;

  constructor(options: LogPagesOptions) {
    this.#options = options;
  }

  commands(): Pick<Handlers, 'slipway.showLogs' | 'slipway.stopLogs'> {
    const { service, ready, clock } = this.#options;
    return {
      'slipway.showLogs': async (target) => {
        await ready();
        const view = await resolveTarget(service, target, {
          title: t('Show the logs of which deployment?'),
          none: t('There is no deployment whose log can be read.'),
          can: isFollowable,
        });
        if (!view) return;
        const filters = () => service.insight.logFilters(view.key);
        const { askLog } = await import('./askLog.ts');
        const request = await askLog(view, filters, () => clock.now());
        if (request) this.show(view, request);
      },
      'slipway.stopLogs': () => this.#stopFollowing(),
    };
  }

  /** Returns at once; what comes is in the channel. A page shows one log at a time. */
  show(view: Pick<DeploymentView, 'key' | 'name'>, request: LogRequest): void {
    const page = this.#page(view);
    page.reading?.stop.abort();
    const reading = { stop: new AbortController(), follow: request.follow };
    page.reading = reading;
    page.channel.show();
    this.#tell();
    const { service } = this.#options;
    void readLog(service.insight, view.key, request, page.channel, reading.stop.signal).finally(() => {
      if (page.reading === reading) delete page.reading;
      this.#tell();
    });
  }

  /** What is followed now, by name. */
  get following(): string[] {
    return [...this.#pages.values()].flatMap(({ name, reading }) => (reading?.follow ? name : []));
  }

  #page({ key, name }: Pick<DeploymentView, 'key' | 'name'>): Page {
    const known = this.#pages.get(key);
    // The one that was used last is the last to go.
    this.#pages.delete(key);
    const page = known ?? { name, channel: this.#channel(name) };
    this.#pages.set(key, page);
    for (const [other, { reading, channel }] of this.#pages) {
      if (this.#pages.size <= mostPages) break;
      if (reading || other === key) continue;
      channel.dispose();
      this.#pages.delete(other);
    }
    return page;
  }

  #channel(name: string): LogChannel {
    const { redact, clock } = this.#options;
    const output = vscode.window.createOutputChannel(`Slipway: ${inLine(name, 80)}`, 'log');
    const clean = {
      append: (text: string): void => output.append(redact(text)),
      replace: (text: string): void => output.replace(redact(text)),
      show: (): void => output.show(true),
      dispose: (): void => output.dispose(),
    };
    return new LogChannel(clean, () => clock.now());
  }

  async #stopFollowing(): Promise<void> {
    const followed = [...this.#pages.values()].filter(({ reading }) => reading?.follow);
    const chosen = followed.length > 1 ? await pickFollowed(followed) : followed;
    for (const { reading } of chosen) reading?.stop.abort();
  }

  /** Whoever follows a log sees that it costs calls, and where to end it. */
  #tell(): void {
    const { following } = this;
    this.#options.flags.set('slipway.following', following.length > 0);
    if (following.length === 0) {
      this.#status?.dispose();
      this.#status = undefined;
      return;
    }
    this.#status ??= statusItem();
    const [first = ''] = following;
    const what = following.length === 1 ? first : t`${following.length} logs`;
    this.#status.text = t`$(sync~spin) Following ${inPick(what, 60)}`;
    this.#status.tooltip = inBlock([t('Click to stop following.'), ...following].join('\n'));
    this.#status.accessibilityInformation = {
      label: inLine(t`Slipway follows ${following.join(', ')}. Activate to stop.`),
      role: 'button',
    };
    this.#status.show();
  }

  dispose(): void {
    for (const { reading, channel } of this.#pages.values()) {
      reading?.stop.abort();
      channel.dispose();
    }
    this.#pages.clear();
    this.#status?.dispose();
  }
}

function statusItem(): vscode.StatusBarItem {
  const item = vscode.window.createStatusBarItem('slipway.following', vscode.StatusBarAlignment.Left, 9);
  item.name = t('Slipway: Logs');
  item.command = 'slipway.stopLogs';
  return item;
}

async function pickFollowed(pages: readonly Page[]): Promise<readonly Page[]> {
  const items = pages.map((page) => ({ page, label: inPick(page.name), picked: true }));
  const title = t('Stop following which logs?');
  const picked = await vscode.window.showQuickPick(items, { title, canPickMany: true });
  return (picked ?? []).map(({ page }) => page);
}
