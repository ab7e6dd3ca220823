// Clients that we did not write: the audit of GraphQL over HTTP, and urql with graphql-ws below it.
import '../../graphql/src/environment.ts';
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client, fetchExchange, gql, subscriptionExchange } from '@urql/core';
import { auditServer } from 'graphql-http';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { Api } from './api.ts';
import { TestChain } from './chain.ts';
import { createDatabase, jobId, type TestDatabase } from './database.ts';

let database: TestDatabase;
let api: Api;

before(async () => {
  database = await createDatabase();
  api = await Api.start(database.url);
});

after(async () => {
  await api?.stop();
  await database?.drop();
});

test('GraphQL over HTTP, every check of graphql-http', async () => {
  const results = await auditServer({ url: api.url });
  assert.ok(results.length >= 60, `${results.length} checks`);
  const others = results
    .filter((result) => result.status !== 'ok')
    .map((result) => `${result.status} ${result.name}: ${(result as any).reason}`);
  assert.deepEqual(others, []);
});

test('urql asks, and listens over graphql-ws', async () => {
  const socket = createClient({ url: api.url.replace('http', 'ws'), webSocketImpl: WebSocket });
  const client = new Client({
    url: api.url,
    preferGetMethod: false,
    exchanges: [
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: (request) => ({
          subscribe: (sink) => ({ unsubscribe: socket.subscribe({ query: request.query!, variables: request.variables }, sink as any) }),
        }),
      }),
    ],
  });
  const { data, error } = await client.query(
    gql`
      query ($id: Uint256!) {
        job(jobId: $id) {
          status
          provider {
            stake
          }
        }
        _meta {
          asOf
        }
      }
    `,
    { id: jobId(4) },
  );
  assert.equal(error, undefined);
  assert.deepEqual(data.job, { status: 'PAID', provider: { stake: '500' } });

  const chain = await TestChain.start(database.url, Math.random);
  const hashes: string[] = [];
  const heard = new Promise<void>((resolve) => {
    client
      .subscription(
        gql`
          subscription {
            blocks {
              kind
              block {
                hash
              }
            }
          }
        `,
        {},
      )
      .subscribe((result) => {
        assert.equal(result.error, undefined);
        hashes.push(result.data.blocks.block.hash);
        if (hashes.length === 2) resolve();
      });
  });
  await new Promise((resolve) => setTimeout(resolve, 300));
  const expected: string[] = [];
  for (let i = 0; i < 2; i++) {
    await chain.write(0, 1);
    expected.push(chain.head.hash);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await heard;
  assert.deepEqual(hashes, expected);
  await socket.dispose();
  await chain.stop();
});
