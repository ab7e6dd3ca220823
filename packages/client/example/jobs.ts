// How far the index is, the newest jobs, and the next three steps of the chain.
import { AetherClient, HeadDocument, JobsDocument, OnBlocksDocument } from '../src/index.ts';

const aether = new AetherClient({ url: process.argv[2] ?? 'http://127.0.0.1:5000/graphql' });
const { _meta } = await aether.query(HeadDocument, {});
console.log(`the index stands at block ${_meta?.block.number}`);
const { jobs } = await aether.query(JobsDocument, { first: 3, filter: { status: { equalTo: 'PAID' } } });
for (const job of jobs?.nodes ?? []) console.log(`job ${job?.jobId} was paid ${job?.price}`);
let left = 3;
for await (const { kind, block } of aether.follow(OnBlocksDocument, {})) if ((console.log(`${kind} ${block.number}`), --left === 0)) break;
