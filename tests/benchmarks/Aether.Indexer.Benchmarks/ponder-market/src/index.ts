import { ponder } from 'ponder:registry';
import {
  account,
  bond,
  claim,
  escrow,
  event as events,
  job,
  model,
  node,
  operator,
  provider,
  record,
  request,
  royalty,
  settlement,
} from 'ponder:schema';
import contracts from '../contracts.json';

const ZERO = `0x${'0'.repeat(64)}`;
const TIERS = ['COOPERATIVE', 'OPTIMISTIC', 'VALIDITY', 'ATTESTED'];
const STATUS = ['NONE', 'POSTED', 'LOCKED', 'SUBMITTED', 'PAID', 'CANCELLED', 'DECLINED', 'STALLED', 'EXPIRED', 'SLASHED', 'VOIDED'];

const lower = (address: string): `0x${string}` => address.toLowerCase() as `0x${string}`;
const ownerOf = (id: bigint): `0x${string}` => `0x${(id >> 96n).toString(16).padStart(40, '0')}`;

const asked = (r: any) => ({
  requester: lower(r.requester),
  nonce: r.nonce,
  token: lower(r.token),
  min_price: r.minPrice,
  max_price: r.maxPrice,
  collateral: r.collateral,
  ramp_start: BigInt(r.rampStart),
  lock_secs: BigInt(r.lockSecs),
  exec_secs: BigInt(r.execSecs),
  tier: TIERS[r.tier]!,
  verifier: lower(r.verifier),
  model_id: r.modelId,
  input_commit: r.inputCommit,
  output_mode: r.outputMode,
  extras_hash: r.extrasHash,
  max_units: BigInt(r.maxUnits),
});

type Handler = (of: { event: any; context: { db: any } }) => Promise<unknown>;

const handlers: Record<string, Handler> = {
  'Vault:AccountSet': ({ event, context: { db } }) => {
    const { token, account: of, free, ref } = event.args;
    return db
      .insert(account)
      .values({ token: lower(token), account: lower(of), free, ref })
      .onConflictDoUpdate({ free, ref });
  },
  'Vault:EscrowSet': ({ event, context: { db } }) => {
    const { token, module, escrow: held, ref } = event.args;
    return db
      .insert(escrow)
      .values({ token: lower(token), module: lower(module), escrow: held, ref })
      .onConflictDoUpdate({ escrow: held, ref });
  },
  'ProviderRegistry:BondSet': async ({ event, context: { db } }) => {
    const { provider: of, slasher, amount, thawing } = event.args;
    await db
      .insert(bond)
      .values({ provider: lower(of), slasher: lower(slasher), amount, thawing })
      .onConflictDoUpdate({ amount, thawing });
    const own = BigInt(slasher) === 0n;
    await db
      .insert(provider)
      .values({ provider: lower(of), stake: own ? amount : 0n, thawing: own ? thawing : 0n, first_block: event.block.number })
      .onConflictDoUpdate(own ? { stake: amount, thawing } : {});
  },
  'ProviderRegistry:NodeSet': async ({ event, context: { db } }) => {
    const { nodeId, node: of, endpoint } = event.args;
    const values = {
      provider: ownerOf(nodeId),
      session_key: lower(of.sessionKey),
      zone: of.zone,
      class_id: of.classId,
      capacity: BigInt(of.capacity),
      active: of.active,
      endpoint,
    };
    await db
      .insert(node)
      .values({ node_id: nodeId, ...values })
      .onConflictDoUpdate(values);
    await db
      .insert(provider)
      .values({ provider: values.provider, stake: 0n, thawing: 0n, first_block: event.block.number })
      .onConflictDoNothing();
  },
  'ProviderRegistry:OperatorSet': ({ event, context: { db } }) => {
    const { provider: of, operator: by, on } = event.args;
    return db
      .insert(operator)
      .values({ provider: lower(of), operator: lower(by), is_on: on })
      .onConflictDoUpdate({ is_on: on });
  },
  'ModelRegistry:ModelRegistered': async ({ event, context: { db } }) => {
    const { modelId, creator, parent, contentHash, ownBps, depth, royalties, royaltyHash, uri } = event.args;
    await db.insert(model).values({
      model_id: modelId,
      creator: lower(creator),
      parent: parent === ZERO ? null : parent,
      content_hash: contentHash,
      own_bps: ownBps,
      depth,
      royalty_hash: royaltyHash,
      uri,
      retired: false,
      registered_block: event.block.number,
    });
    if (royalties.length > 0)
      await db
        .insert(royalty)
        .values(
          royalties.map((split: any, position: number) => ({ model_id: modelId, position, payee: lower(split.payee), bps: split.bps })),
        );
  },
  'ModelRegistry:ModelRetired': ({ event, context: { db } }) => db.update(model, { model_id: event.args.modelId }).set({ retired: true }),
  'JobMarket:RequestPosted': ({ event, context: { db } }) =>
    db.insert(request).values({
      job_id: event.args.jobId,
      status: 'POSTED',
      ...asked(event.args.request),
      posted_block: event.block.number,
      posted_time: event.block.timestamp,
      posted_transaction: event.transaction.hash,
    }),
  'JobMarket:JobLocked': async ({ event, context: { db } }) => {
    const { jobId, nodeId, request: of, price, feeBps, listed, royaltyHash, deadline, capAt } = event.args;
    const [at, posted] = [await db.find(node, { node_id: nodeId }), await db.find(request, { job_id: jobId })];
    await db.insert(job).values({
      job_id: jobId,
      status: 'LOCKED',
      ...asked(of),
      provider: ownerOf(nodeId),
      node_id: nodeId,
      class_id: at?.class_id ?? null,
      price,
      fee_bps: feeBps,
      listed,
      royalty_hash: royaltyHash,
      deadline: BigInt(deadline),
      cap_at: BigInt(capAt),
      posted_block: posted?.posted_block ?? null,
      locked_block: event.block.number,
      locked_time: event.block.timestamp,
      locked_transaction: event.transaction.hash,
    });
    if (posted) await db.update(request, { job_id: jobId }).set({ status: 'LOCKED' });
  },
  'JobMarket:JobSubmitted': async ({ event, context: { db } }) => {
    const { jobId, ic, claim: of, deadline, capAt } = event.args;
    await db.update(job, { job_id: jobId }).set({
      status: 'SUBMITTED',
      ic,
      deadline: BigInt(deadline),
      cap_at: BigInt(capAt),
      submitted_block: event.block.number,
      submitted_transaction: event.transaction.hash,
    });
    if (await db.find(request, { job_id: jobId })) await db.update(request, { job_id: jobId }).set({ status: 'SUBMITTED' });
    await db.insert(claim).values({
      job_id: jobId,
      ic,
      payee: lower(of.payee),
      output_commit: of.outputCommit,
      units: BigInt(of.units),
      trace_root: of.traceRoot,
    });
  },
  'JobMarket:JobRuled': ({ event, context: { db } }) =>
    db.update(job, { job_id: event.args.jobId }).set({ deadline: BigInt(event.args.deadline) }),
  'JobMarket:JobClosed': async ({ event, context: { db } }) => {
    const { jobId, status: code, ic: given, settlement: of } = event.args;
    const [status, ic] = [STATUS[code]!, given === ZERO ? null : given];
    await db.insert(settlement).values({
      job_id: jobId,
      status,
      ic,
      to_provider: of.toProvider,
      fee: of.fee,
      royalties: of.royalties,
      extras: of.extras,
      refund: of.refund,
      compensation: of.compensation,
      collateral_back: of.collateralBack,
      burned: of.burned,
      closed_block: event.block.number,
      closed_time: event.block.timestamp,
    });
    if (await db.find(request, { job_id: jobId })) await db.update(request, { job_id: jobId }).set({ status });
    if (await db.find(job, { job_id: jobId }))
      await db.update(job, { job_id: jobId }).set({
        status,
        ...(ic ? { ic } : {}),
        closed_block: event.block.number,
        closed_time: event.block.timestamp,
        closed_transaction: event.transaction.hash,
      });
  },
  'JobMarket:RecordSet': ({ event, context: { db } }) => {
    const { provider: of, token, record: r } = event.args;
    const values = { paid: BigInt(r.paid), failed: BigInt(r.failed), declined: BigInt(r.declined), fees: BigInt(r.fees) };
    return db
      .insert(record)
      .values({ provider: lower(of), token: lower(token), ...values })
      .onConflictDoUpdate(values);
  },
};

for (const [contract, { abi }] of Object.entries(contracts as Record<string, any>))
  for (const { type, name } of abi)
    if (type === 'event') {
      const handle = handlers[`${contract}:${name}`];
      (ponder as any).on(`${contract}:${name}`, async (of: any) => {
        const { log, block, transaction } = of.event;
        await of.context.db.insert(events).values({
          block: block.number,
          log_index: log.logIndex,
          transaction: transaction.hash,
          address: lower(log.address),
          name,
          topic0: log.topics[0] ?? null,
          topic1: log.topics[1] ?? null,
          topic2: log.topics[2] ?? null,
          topic3: log.topics[3] ?? null,
          data: log.data,
        });
        await handle?.(of);
      });
    }
