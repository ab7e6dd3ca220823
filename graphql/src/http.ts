// The port: who may ask now, then GraphQL over HTTP, over WebSocket or as a stream of events. Anybody's page may ask, since there is nothing here but
// public data and nothing that a cookie could change.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { CloseCode, makeServer, type Server as Protocol } from 'graphql-ws';
import { makeGraphQLWSConfig } from 'postgraphile/grafserv';
import type { NodeGrafservBase } from 'postgraphile/grafserv/node';
import { WebSocket, WebSocketServer } from 'ws';
import type { Clients } from './clients.ts';
import { refuse } from './errors.ts';
import { REQUEST_BYTES_MAX } from './limits.ts';
import { serveStream, STREAM_PATH } from './stream.ts';

const GRAPHQL_PATH = '/graphql';
const STOP_MS_MAX = 6_000;
const WAIT = 'This client asks too often; wait as long as Retry-After says';

export function httpServer(serv: NodeGrafservBase, clients: Clients): { readonly server: Server; readonly stop: () => void } {
  const graphql = serv.createHandler();
  const isAdmitted = (request: IncomingMessage, response: ServerResponse): boolean => {
    const seconds = clients.waitSeconds(clients.of(request));
    if (seconds === 0) return true;
    const body = JSON.stringify({ errors: [refuse('RATE_LIMITED', WAIT)] });
    response
      .writeHead(429, {
        'retry-after': String(seconds),
        'content-type': 'application/json; charset=utf-8',
        'content-length': Buffer.byteLength(body),
      })
      .end(body);
    return false;
  };
  const streams = new Set<ServerResponse>();
  let answering = 0;
  let isStopping = false;
  const server = createServer((request, response) => {
    answering++;
    response.once('close', () => {
      // Connections that wait for a request, or never had one, hold nobody up.
      if (--answering === 0 && isStopping) server.closeAllConnections();
    });
    const path = request.url!.split('?', 1)[0]!;
    response.setHeader('access-control-allow-origin', '*');
    if (request.method === 'OPTIONS') {
      response
        .writeHead(204, {
          'access-control-allow-methods': 'GET, POST',
          'access-control-allow-headers': 'content-type, accept, last-event-id',
          'access-control-max-age': '86400',
        })
        .end();
      return;
    }
    if (path.startsWith(GRAPHQL_PATH) && !isAdmitted(request, response)) return;
    // Whoever takes anything gets what every client knows; GraphQL's own type is for those who name it.
    if ((request.headers.accept ?? '*/*') === '*/*') request.headers.accept = 'application/json';
    if (path !== STREAM_PATH) return void graphql(request, response);
    streams.add(response);
    response.once('close', () => streams.delete(response));
    serveStream(serv, request, response).catch((error) => {
      console.error(JSON.stringify({ event: 'stream-error', message: (error as Error).message }));
      response.destroy();
    });
  });

  const sockets = new WebSocketServer({ noServer: true, maxPayload: REQUEST_BYTES_MAX, perMessageDeflate: false });
  const config = makeGraphQLWSConfig(serv) as any;
  const protocol = makeServer<any, { request: IncomingMessage; socket: WebSocket }>({
    ...config,
    onSubscribe(context: any, id: string, payload: any) {
      return clients.waitSeconds(clients.of(context.extra.request)) > 0
        ? [refuse('RATE_LIMITED', WAIT)]
        : config.onSubscribe(context, id, payload);
    },
  });
  sockets.on('connection', (socket: WebSocket, request: IncomingMessage) => serveSocket(protocol, socket, request));
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    if (request.url?.split('?', 1)[0] !== GRAPHQL_PATH) return socket.destroy();
    sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit('connection', opened, request));
  });
  return {
    server,
    /** Takes no more, ends subscriptions, lets what is being answered end. */
    stop() {
      isStopping = true;
      server.close();
      for (const socket of sockets.clients) socket.close(1001, 'The server is stopping');
      for (const stream of streams) stream.destroy();
      if (answering === 0) server.closeAllConnections();
      // The statement timeout bounds what is being answered; a client may never say goodbye.
      setTimeout(() => {
        server.closeAllConnections();
        for (const socket of sockets.clients) socket.terminate();
      }, STOP_MS_MAX).unref();
    },
  };
}

/** Sockets that answer no ping for two of these are gone. */
const PING_MS = 15_000;

function serveSocket(
  protocol: Protocol<{ request: IncomingMessage; socket: WebSocket }>,
  socket: WebSocket,
  request: IncomingMessage,
): void {
  let isAlive = true;
  const ping = setInterval(() => {
    if (!isAlive) return socket.terminate();
    isAlive = false;
    socket.ping();
  }, PING_MS);
  socket.on('pong', () => (isAlive = true));
  // A connection that breaks is how most of them end; `close` follows.
  socket.on('error', () => undefined);
  const closed = protocol.opened(
    {
      protocol: socket.protocol,
      // Resolved when the system has it, which is what paces a subscription.
      send: (data) => new Promise((resolve) => (socket.readyState === WebSocket.OPEN ? socket.send(data, () => resolve()) : resolve())),
      close: (code, reason) => socket.close(code, reason),
      onMessage: (handle) =>
        socket.on('message', (data) =>
          handle(String(data)).catch((error) => {
            console.error(JSON.stringify({ event: 'socket-error', message: (error as Error).message }));
            socket.close(CloseCode.InternalServerError, 'Internal error');
          }),
        ),
    },
    { request, socket },
  );
  socket.once('close', (code, reason) => {
    clearInterval(ping);
    void closed(code, String(reason));
  });
}
