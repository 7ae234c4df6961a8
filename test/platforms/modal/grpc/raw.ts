import type { ServerHttp2Stream } from 'node:http2';
import type { Fault } from '../../kit/faults.ts';

const header = (length: number): Buffer => {
  const bytes = Buffer.alloc(5);
  bytes.writeUInt32BE(length, 1);
  return bytes;
};
const grpcHeaders = { ':status': 200, 'content-type': 'application/grpc+proto' };

/**
 * Answers past the server library, with what no server of gRPC would say: a page of something in front of it, bytes
 * that are no message, a message that ends too early. False: the fault is of another kind.
 */
export function answerRaw(stream: ServerHttp2Stream, fault: Fault): boolean {
  if (fault.kind === 'gateway') {
    stream.respond({ ':status': fault.status ?? 502, 'content-type': 'text/html' });
    stream.end('<html><body><h1>502 Bad Gateway</h1></body></html>');
    return true;
  }
  if (fault.kind === 'malformedJson') {
    stream.respond(grpcHeaders, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    // A varint that never ends.
    stream.end(Buffer.concat([header(11), Buffer.alloc(11, 0xff)]));
    return true;
  }
  if (fault.kind === 'truncatedBody') {
    stream.respond(grpcHeaders);
    stream.end(Buffer.concat([header(4096), Buffer.from([0x0a])]));
    return true;
  }
  return false;
}
