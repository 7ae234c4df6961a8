/** Protobuf durations: "300s", "0.5s". Not "5m": that form belongs to analytics only. */
export function secondsOf(duration: string | undefined): number | undefined {
  const match = duration === undefined ? null : /^(\d{1,12}(?:\.\d{1,9})?)s$/.exec(duration);
  return match ? Number(match[1]) : undefined;
}

export function durationOf(seconds: number): string {
  return `${Math.max(0, Math.round(seconds))}s`;
}

export function lastSegment(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

/** `ep_…/dep_…` for current deployments, `endpoint-…` for the first generation, `serverless:<model>`. */
export type Target =
  | { kind: 'v2'; endpoint: string; deployment: string }
  | { kind: 'v1'; endpoint: string }
  | { kind: 'serverless'; model: string }
  | undefined;

export function targetOf(id: string): Target {
  if (id.startsWith('serverless:')) return { kind: 'serverless', model: id.slice('serverless:'.length) };
  if (id.startsWith('endpoint-')) return { kind: 'v1', endpoint: id };
  const parts = id.split('/');
  const [endpoint, deployment] = parts;
  return parts.length === 2 && endpoint && deployment ? { kind: 'v2', endpoint, deployment } : undefined;
}

export function deploymentId(endpoint: string, deployment: string): string {
  return `${endpoint}/${deployment}`;
}

export interface ResourceName {
  project: string;
  id: string;
  revision?: string;
}

/** `projects/{p}/models/{ml}[/revisions/{rv}]` or `projects/{p}/configs/{cr}`, taken apart. */
export function resourceName(name: string | undefined): ResourceName | undefined {
  const match = /^projects\/([^/]+)\/(?:models|configs)\/([^/]+)(?:\/revisions\/([^/]+))?$/.exec(name ?? '');
  if (!match?.[1] || !match[2]) return undefined;
  return { project: match[1], id: match[2], ...(match[3] === undefined ? {} : { revision: match[3] }) };
}
