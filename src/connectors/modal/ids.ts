/**
 * What a row of Modal is. Its id says so, and the environment it lives in, as no call finds that from an id
 * alone: `app:main/ap-…`, `endpoint:main/ep-…`.
 */
export type Subject =
  { kind: 'app'; environment: string; id: string } | { kind: 'endpoint'; environment: string; id: string };

export function subjectId({ kind, environment, id }: Subject): string {
  return `${kind}:${environment}/${id}`;
}

/** Undefined: no id of ours. */
export function parseSubject(text: string): Subject | undefined {
  const [, kind, environment, id] = /^(app|endpoint):([^/]+)\/(.+)$/.exec(text) ?? [];
  if (environment === undefined || id === undefined) return undefined;
  return { kind: kind === 'endpoint' ? 'endpoint' : 'app', environment, id };
}
