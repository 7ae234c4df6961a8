/** Words for the integers of Modal's enumerations. */

export const AppState = {
  ephemeral: 1,
  detached: 2,
  deployed: 3,
  stopping: 4,
  stopped: 5,
  initializing: 6,
  disabled: 7,
} as const;
export type AppState = (typeof AppState)[keyof typeof AppState];

/** A number no client knows. */
export const unknownState = 42;

export const DeploymentType = { standard: 1, rollback: 2, rollover: 3 } as const;
export type DeploymentType = (typeof DeploymentType)[keyof typeof DeploymentType];

export const Source = { stdout: 1, stderr: 2, system: 3 } as const;
export type Source = (typeof Source)[keyof typeof Source];

export const TaskState = {
  queued: 1,
  workerAssigned: 2,
  loadingImage: 3,
  active: 4,
  completed: 5,
  created: 6,
  creatingContainer: 7,
  idle: 8,
} as const;

export const Result = { success: 1, failure: 2, terminated: 3, initFailure: 5, idleTimeout: 7 } as const;
export type Result = (typeof Result)[keyof typeof Result];

export const InputStatus = {
  pending: 1,
  running: 2,
  success: 3,
  failure: 4,
  timeout: 5,
  terminated: 6,
} as const;
export type InputStatus = (typeof InputStatus)[keyof typeof InputStatus];

export const Provisioning = { pending: 1, running: 2, succeeded: 3, failed: 4 } as const;
export type Provisioning = (typeof Provisioning)[keyof typeof Provisioning];

export const EndpointStatus = { provisioning: 1, live: 2, failed: 3, stopped: 6 } as const;

export const Creation = { lookUp: 0, createIfMissing: 1, createFailIfExists: 2, overwrite: 3 } as const;

export const functionType = 2;
export const webServer = 4;
export const vllm = 2;
export const clientTypes = { python: '1', javascript: '8' } as const;
