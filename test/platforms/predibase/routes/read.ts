import type { Call } from '../../kit/answers.ts';
import { invalid, unknown } from '../errors.ts';
import type { Deployment, Repo } from '../types.ts';
import type { World } from '../world.ts';

export function bodyOf(world: World, call: Call): Record<string, unknown> {
  const { body } = call;
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw invalid(world.modes, 'a JSON object is required');
  }
  return body as Record<string, unknown>;
}

export function needText(world: World, body: Record<string, unknown>, key: string): string {
  const value = body[key];
  if (typeof value !== 'string' || value === '') throw invalid(world.modes, `${key} is required`);
  return value;
}

export function optionalText(world: World, body: Record<string, unknown>, key: string): string | null {
  const value = body[key] ?? null;
  if (value !== null && typeof value !== 'string') throw invalid(world.modes, `${key} must be a string`);
  return value;
}

/** Nobody is told about fields that mean nothing, so the simulator does. */
export function onlyKeys(world: World, body: Record<string, unknown>, ...known: string[]): void {
  const odd = Object.keys(body).find((key) => !known.includes(key));
  if (odd !== undefined && world.modes.unknownConfigKeys === 'refuse') {
    throw invalid(world.modes, `unknown field: ${odd}`);
  }
}

export function deploymentOf(world: World, call: Call): Deployment {
  const name = call.params['name'] ?? '';
  const found = world.deployments.get(name);
  if (!found) throw unknown(world.modes, `deployment ${name}`);
  return found;
}

export function repoOf(world: World, name: string | undefined): Repo {
  const found = world.repos.get(name ?? '');
  if (!found) throw unknown(world.modes, `repository ${name ?? ''}`);
  return found;
}
