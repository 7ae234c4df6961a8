import { authToken } from '../grpc/admit.ts';
import type { RpcTable } from '../grpc/table.ts';
import { stamp } from '../grpc/wire.ts';
import { workspace, type World } from '../world.ts';

const imageBuilderVersion = '2025.06';

export function identityRpcs(table: RpcTable, world: World): void {
  table
    .on('AuthTokenGet', () => ({ token: authToken() }))
    .on('ClientHello', () => ({ warning: '', imageBuilderVersion, serverWarnings: [] }))
    .on('TokenInfoGet', (_request, { token }) => ({
      tokenId: token.id,
      workspaceId: workspace.id,
      workspaceName: workspace.name,
      userIdentity: { userId: `us-${token.username}`, username: token.username },
      createdAt: stamp(Date.parse('2026-09-01T08:00:00Z')),
      ...(token.expiresAt === undefined ? {} : { expiresAt: stamp(token.expiresAt) }),
      tokenName: token.name,
    }))
    // The workspace's name is in `username`, as in Modal's own clients.
    .on('WorkspaceNameLookup', () => ({ workspaceName: '', username: workspace.name }))
    .on('WorkspaceSettings', () => ({
      defaultEnvironmentName: world.environment('').name,
      imageBuilderVersion,
    }))
    .on('WorkspaceDashboardUrlGet', ({ environmentName }: { environmentName: string }) => ({
      url: `https://modal.com/apps/${workspace.name}/${world.environment(environmentName).name}`,
    }));
}
