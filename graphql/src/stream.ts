// Subscriptions as server-sent events, in the words of graphql-sse's distinct connections: `next` and `complete`. Each event's id is its cursor, so a
// browser's EventSource goes on by itself where its connection broke.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { getBodyFromRequest, parseGraphQLJSONBody, type GrafservBase } from 'postgraphile/grafserv';
import { hookArgs, isAsyncIterable } from 'postgraphile/grafast';
import { getOperationAST, type GraphQLError } from 'postgraphile/graphql';
import { asGraphQLError, refuse } from './errors.ts';
import { REQUEST_BYTES_MAX } from './limits.ts';
import type { Pace } from './subscriptions.ts';

export const STREAM_PATH = '/graphql/stream';
/** Proxies end what is silent for long. */
const SIGN_OF_LIFE_MS = 12_000;

function refused(response: ServerResponse, status: number, errors: readonly GraphQLError[]): void {
  const body = JSON.stringify({ errors });
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(body) }).end(body);
}

async function bodyOf(request: IncomingMessage): Promise<any> {
  if (request.method === 'GET') {
    const { searchParams } = new URL(request.url!, 'http://localhost');
    const variables = searchParams.get('variables');
    return {
      ...Object.fromEntries([...searchParams].filter(([name]) => name !== 'variables')),
      ...(variables ? { variables: JSON.parse(variables) as unknown } : {}),
    };
  }
  const body = (await getBodyFromRequest(request, REQUEST_BYTES_MAX)) as { buffer: Buffer };
  return JSON.parse(body.buffer.toString('utf8')) as unknown;
}

/** Serves one subscription, or one query, until it ends or the client goes. */
export async function serveStream(serv: GrafservBase, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'POST') return refused(response, 405, [refuse('BAD_REQUEST', 'GET or POST')]);
  let body: any;
  try {
    body = parseGraphQLJSONBody(await bodyOf(request));
  } catch (error) {
    const status = (error as { extensions?: { statusCode?: number } }).extensions?.statusCode ?? 400;
    return refused(response, status, [
      refuse('BAD_REQUEST', status === 413 ? 'The request is too large' : 'The request is no JSON object with a query'),
    ]);
  }
  const requestContext = { node: { req: request, res: response } } as unknown as Grafast.RequestContext;
  const config = await serv.getExecutionConfig(requestContext);
  const processed = { resolvedPreset: config.resolvedPreset, body, request: undefined };
  await (serv as any).middleware?.run('processGraphQLRequestBody', processed, () => undefined);
  if (typeof body.query !== 'string') return refused(response, 400, [refuse('BAD_REQUEST', 'query must be a string')]);
  const { document, errors } = config.parseAndValidate(body.query);
  if (errors) return refused(response, 400, errors);

  const args = {
    schema: config.schema,
    document,
    rootValue: null,
    contextValue: config.contextValue as any,
    variableValues: body.variableValues,
    operationName: body.operationName,
    resolvedPreset: config.resolvedPreset,
    requestContext,
    middleware: (serv as any).grafastMiddleware,
  };
  let result: any;
  try {
    await hookArgs(args as any);
    const isSubscription = getOperationAST(document, body.operationName)?.operation === 'subscription';
    result = await (isSubscription ? config.subscribe(args as any) : config.execute(args as any));
  } catch (error) {
    return refused(response, 400, [asGraphQLError(error)]);
  }
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache', 'x-accel-buffering': 'no' });
  response.flushHeaders();
  const life = setInterval(() => response.write(':\n\n'), SIGN_OF_LIFE_MS);
  const mask = (serv as any).dynamicOptions.maskError as (error: GraphQLError) => GraphQLError;
  const send = async (payload: any): Promise<void> => {
    const { cursor } = (args.contextValue.pace ?? {}) as Partial<Pace>;
    const shown = payload.errors ? { ...payload, errors: payload.errors.map(mask) } : payload;
    if (!response.write(`${cursor ? `id: ${cursor}\n` : ''}event: next\ndata: ${JSON.stringify(shown)}\n\n`) && !response.destroyed)
      await new Promise<void>((resolve) => {
        response.once('drain', resolve);
        response.once('close', resolve);
      });
  };
  try {
    if (isAsyncIterable(result)) {
      // An event without data, which nobody is told of: whoever loses the connection before the first message goes on from here.
      if (args.contextValue.pace?.cursor) response.write(`id: ${args.contextValue.pace.cursor}\n\n`);
      const results = result[Symbol.asyncIterator]();
      response.once('close', () => void results.return?.());
      for (let step = await results.next(); !step.done && !response.destroyed; step = await results.next()) await send(step.value);
    } else await send(result);
    response.end('event: complete\ndata:\n\n');
  } finally {
    clearInterval(life);
    response.end();
  }
}
