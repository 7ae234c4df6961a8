/** undici publishes no types for this path; why it is used and never its index: the note in http.ts. */
declare module 'undici/lib/dispatcher/agent.js' {
  export { Agent as default } from 'undici-types';
}
