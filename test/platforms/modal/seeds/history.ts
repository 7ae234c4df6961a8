import { gpuOf } from '../billing/rates.ts';
import { hash } from '../../kit/random.ts';
import type { Container, Served } from '../types.ts';
import { InputStatus, Result, Source } from '../words.ts';
import type { World } from '../world.ts';

const hourMs = 3_600_000;
/** Containers that came and went before today. */
const shifts = [30, 27, 22, 9, 5, 3];

/** Traffic of the last day and a half: containers, requests, their lines and their cost. */
export function history(world: World, served: Served): void {
  const now = world.clock.now();
  for (const hoursAgo of shifts) {
    const from = now - hoursAgo * hourMs;
    const container = past(world, served, from, from + hourMs);
    for (let at = from + 5 * 60_000; at < from + hourMs - 60_000; at += 3 * 60_000) {
      request(world, served, container, at);
    }
  }
}

function past(world: World, served: Served, from: number, until: number): Container {
  const gpu = gpuOf(served.config.gpu[0] ?? '');
  const container: Container = {
    id: world.makeId('ta-'),
    served,
    version: served.app.live,
    gpu,
    enqueuedAt: from,
    startedAt: from + world.modes.coldStartMs,
    finishedAt: until,
    result: Result.idleTimeout,
    draining: false,
    running: 0,
    idleSince: until,
    cancel: () => undefined,
  };
  served.containers.push(container);
  world.ledger.open(container.id, { appId: served.app.id, gpu, region: served.config.region, from });
  world.ledger.close(container.id, until);
  const said = { taskId: container.id, functionId: served.id, source: Source.stderr };
  served.app.logs.write({
    ...said,
    at: container.startedAt,
    data: 'INFO:     Application startup complete.\n',
  });
  return container;
}

function request(world: World, served: Served, container: Container, at: number): void {
  const chance = hash(`${served.tag}:${at - world.clock.now()}`);
  const outputTokens = 40 + (chance % 160);
  const failed = chance % 23 === 0;
  const executionMs = 120 + outputTokens * 18;
  const httpStatus = failed ? 500 : 200;
  served.inputs.push({
    callId: world.makeId('fc-'),
    method: 'POST',
    route: '/v1/chat/completions',
    enqueuedAt: at,
    startedAt: at + 4,
    finishedAt: at + 4 + executionMs,
    status: failed ? InputStatus.failure : InputStatus.success,
    httpStatus,
    container,
    executionMs,
    promptTokens: 20 + (chance % 60),
    outputTokens,
    ttftMs: 90 + (chance % 90),
    assigned: undefined,
  });
  served.app.logs.write({
    at: at + executionMs,
    taskId: container.id,
    functionId: served.id,
    source: Source.stderr,
    data: `INFO:     127.0.0.1:41234 - "POST /v1/chat/completions HTTP/1.1" ${httpStatus} ${failed ? 'Internal Server Error' : 'OK'}\n`,
  });
}
