import { makeApp } from '../apps/life.ts';
import { publish } from '../apps/versions.ts';
import { AppState } from '../words.ts';
import type { World } from '../world.ts';
import { demoConfig } from './configs.ts';

/** For lists that are long. */
export function fillApps(world: World, count: number, prefix = 'filled'): void {
  for (let number = 1; number <= count; number += 1) {
    const name = `${prefix}-${String(number).padStart(3, '0')}`;
    const app = makeApp(world, { name, environment: 'main', state: AppState.initializing, by: 'ada' });
    const functions = [{ tag: 'serve', kind: 'web' as const, config: demoConfig() }];
    publish(world, app, { functions, tag: '', clientVersion: '1.5.4' }, 'ada');
  }
}
