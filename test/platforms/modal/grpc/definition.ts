import { loadSync, type PackageDefinition } from '@grpc/proto-loader';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../proto', import.meta.url));

/** Of the service. In a bundle it comes from what the .proto files held when that was made: see esbuild.mjs. */
export function definition(): PackageDefinition {
  return loadSync('service.proto', { includeDirs: [folder], longs: String, defaults: true });
}
