/** Everything that asks a person for keys and addresses, read when somebody connects. */
export { ConnectFlow } from './connectFlow.ts';
export { editServer } from './editServer.ts';
export { issueCredential } from './issueFlow.ts';
export { ServerFlow } from './serverFlow.ts';
