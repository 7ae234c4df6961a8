import type { Deployment } from '../types.ts';
import { iso } from '../views.ts';
import { counts } from '../world.ts';
import type { Asked } from './shape.ts';
import type { Rollout, Step, StepRecord } from './types.ts';

export function rolloutView(rollout: Rollout): Record<string, unknown> {
  const { condition, pause } = rollout;
  return {
    id: rollout.id,
    endpointId: rollout.endpointId,
    sourceDeploymentId: rollout.sourceId,
    targetDeploymentId: rollout.targetId,
    strategy: `ROLLOUT_STRATEGY_TYPE_${rollout.strategy}`,
    state: `ROLLOUT_STATE_${rollout.state}`,
    ...(rollout.currentStep === undefined ? {} : { currentStep: rollout.currentStep }),
    ...(rollout.percent === undefined ? {} : { currentTrafficPercent: rollout.percent }),
    createdAt: iso(rollout.createdAt),
    ...times(rollout),
    etag: rollout.etag,
    status: {
      totalSteps: rollout.steps.length,
      steps: rollout.steps.map(stepView),
      updatedAt: iso(rollout.updatedAt),
      ...(condition ? { condition: { ...condition, observedAt: iso(condition.observedAt) } } : {}),
    },
    ...(pause
      ? { pauseInfo: { ...(pause.reason ? { reason: pause.reason } : {}), pausedAt: iso(pause.at) } }
      : {}),
  };
}

const stepView = (step: StepRecord): Record<string, unknown> => ({
  stepIndex: step.stepIndex,
  targetTrafficPercent: step.targetTrafficPercent,
  state: `ROLLOUT_STEP_STATE_${step.state}`,
  metrics: [],
  ...times(step),
});

function times(of: { startedAt?: number; completedAt?: number }): Record<string, string> {
  return {
    ...(of.startedAt === undefined ? {} : { startedAt: iso(of.startedAt) }),
    ...(of.completedAt === undefined ? {} : { completedAt: iso(of.completedAt) }),
  };
}

export function previewView(
  asked: Asked,
  facts: {
    steps: readonly Step[];
    source: Deployment;
    target: Deployment;
    sourceReady: number;
    warnings: readonly { code: string; message: string }[];
  },
): Record<string, unknown> {
  const { autoscaling } = facts.target;
  return {
    spec: asked,
    estimatedEffectiveSteps: facts.steps,
    frozenPair: false,
    sourceReplicas: facts.sourceReady,
    targetReplicas: counts(facts.target).ready,
    targetMinReplicas: autoscaling.minReplicas,
    targetMaxReplicas: autoscaling.maxReplicas,
    warnings: facts.warnings,
  };
}
