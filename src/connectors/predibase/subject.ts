import { t } from '@vscode/l10n';
import type { AdapterChoice } from '../catalogue.ts';
import type { Progress } from '../connector.ts';
import type { Deployment } from '../domain.ts';
import type { InvokeEvent, InvokeRequest, SnippetLanguage } from '../inference.ts';
import type { LogEntry, PlatformUsage, Revision, TimeWindow } from '../insight.ts';
import type { DeploymentChange, Plan } from '../plan.ts';
import type { TestForm } from '../test-form.ts';
import type { ControlPlane } from './control-plane.ts';
import { problem } from './errors.ts';
import type { LoraxServers } from './lorax/servers.ts';

/** What can be done with one row, wherever it comes from. */
export interface Subject {
  get(signal?: AbortSignal): Promise<Deployment>;
  adapters(signal?: AbortSignal): Promise<AdapterChoice[]>;
  testForm(signal?: AbortSignal): Promise<TestForm>;
  planUpdate(change: DeploymentChange, signal?: AbortSignal): Promise<Plan>;
  update(change: DeploymentChange, signal?: AbortSignal): Promise<Deployment>;
  stop(signal?: AbortSignal): Promise<Deployment>;
  start(signal?: AbortSignal): Promise<Deployment>;
  remove(progress: Progress, signal?: AbortSignal): Promise<void>;
  invoke(request: InvokeRequest, signal?: AbortSignal): AsyncIterable<InvokeEvent>;
  snippet(row: Deployment, request: InvokeRequest, language: SnippetLanguage): string;
  logs(query: { since?: number; limit?: number }, signal?: AbortSignal): Promise<LogEntry[]>;
  revisions(signal?: AbortSignal): Promise<Revision[]>;
  rollback(revision: string, signal?: AbortSignal): Promise<Deployment>;
  usage(window: TimeWindow, signal?: AbortSignal): Promise<PlatformUsage>;
}

export function deploymentSubject(plane: ControlPlane, name: string): Subject {
  const { deployments, lifecycle, serving, insight, revisions } = plane;
  return {
    get: (signal) => deployments.get(name, signal),
    adapters: (signal) => serving.adapters(name, signal),
    testForm: (signal) => serving.testForm(name, signal),
    planUpdate: (change, signal) => lifecycle.plan(name, change, signal),
    update: (change, signal) => lifecycle.update(name, change, signal),
    stop: (signal) => lifecycle.stop(name, signal),
    start: (signal) => lifecycle.start(name, signal),
    remove: (progress, signal) => plane.remove(name, progress, signal),
    invoke: (request, signal) => plane.invoke(name, request, signal),
    snippet: (row, request, language) => plane.snippet(row, request, language),
    logs: (query, signal) => insight.logs(name, query, signal),
    revisions: (signal) => revisions.list(name, signal),
    rollback: (revision, signal) => revisions.rollback(name, revision, signal),
    usage: (window, signal) => insight.usage(name, window, signal),
  };
}

/** A server takes requests and tells its counters; everything else is done where it runs. */
export function serverSubject(servers: LoraxServers, id: string): Subject {
  const unchangeable = () => missing(t('changes no settings of a server that runs'));
  const unrevised = () => missing(t('has no revisions'));
  return {
    get: (signal) => servers.get(id, signal),
    adapters: () => servers.adapters(id),
    testForm: () => servers.testForm(id),
    planUpdate: unchangeable,
    update: unchangeable,
    stop: () => missing(t('has no call to stop it')),
    start: () => missing(t('cannot be started from outside')),
    remove: () => servers.remove(id),
    invoke: (request, signal) => servers.invoke(id, request, signal),
    snippet: (_row, request, language) => servers.snippet(id, request, language),
    logs: () => missing(t('gives out no logs over HTTP')),
    revisions: unrevised,
    rollback: unrevised,
    usage: (window, signal) => servers.usage(id, window, signal),
  };
}

function missing(what: string): Promise<never> {
  return Promise.reject(
    problem('unsupported', `LoRAX ${what}.`, { hint: t('Do it where the server runs.') }),
  );
}
