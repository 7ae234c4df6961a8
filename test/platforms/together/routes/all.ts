import type { Router } from '../../kit/router.ts';
import { inferenceRoutes } from '../inference/routes.ts';
import type { World } from '../world.ts';
import { catalogueRoutes } from './catalogue.ts';
import { deploymentRoutes } from './deployments.ts';
import { endpointRoutes } from './endpoints.ts';
import { observabilityRoutes } from './observability.ts';

export function platformRoutes(router: Router, world: World): void {
  catalogueRoutes(router, world);
  endpointRoutes(router, world);
  deploymentRoutes(router, world);
  observabilityRoutes(router, world);
  inferenceRoutes(router, world);
}
