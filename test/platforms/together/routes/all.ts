import type { Router } from '../../kit/router.ts';
import { inferenceRoutes } from '../inference/routes.ts';
import { rolloutRoutes } from '../rollouts/routes.ts';
import type { World } from '../world.ts';
import { abExperimentRoutes } from './abExperiments.ts';
import { adapterRoutes } from './adapters.ts';
import { billingRoutes } from './billing.ts';
import { catalogueRoutes } from './catalogue.ts';
import { deploymentRoutes } from './deployments.ts';
import { endpointRoutes } from './endpoints.ts';
import { modelRoutes } from './models.ts';
import { observabilityRoutes } from './observability.ts';
import { shadowExperimentRoutes } from './shadowExperiments.ts';
import { shadowTargetRoutes } from './shadowTargets.ts';
import { uploadRoutes } from './uploads.ts';
import { v1EndpointRoutes } from './v1Endpoints.ts';
import { v1RestRoutes } from './v1Rest.ts';

export function platformRoutes(router: Router, world: World): void {
  catalogueRoutes(router, world);
  // Before the models: `models/uploads` is not a model id.
  uploadRoutes(router, world);
  modelRoutes(router, world);
  endpointRoutes(router, world);
  deploymentRoutes(router, world);
  adapterRoutes(router, world);
  rolloutRoutes(router, world);
  abExperimentRoutes(router, world);
  shadowExperimentRoutes(router, world);
  shadowTargetRoutes(router, world);
  observabilityRoutes(router, world);
  v1EndpointRoutes(router, world);
  v1RestRoutes(router, world);
  billingRoutes(router, world);
  inferenceRoutes(router, world);
}
