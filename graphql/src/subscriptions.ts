// Subscriptions: messages made of the feed, each with a cursor to go on from. Between two messages of one subscriber nothing is left out and nothing
// comes twice; what a reorg takes back is retracted before what came instead.
import { context, get, object, Step, type ExecutionDetails } from 'postgraphile/grafast';
import { extendSchema, gql } from 'postgraphile/utils';
import type { Feed, FeedBlock, Position } from './feed.ts';
import { hasMoved } from './feed.ts';
import { asGraphQLError, refuse } from './errors.ts';

interface Message {
  readonly kind: 'APPEND' | 'RETRACT';
  readonly cursor: string;
  readonly block: Position;
  readonly fromBlock: string;
  readonly blockTime: string | null;
  readonly events?: readonly unknown[];
  readonly jobs?: readonly unknown[];
}

/** Per subscriber, in its context: ends it, and lets one message through for each that was taken. */
export interface Pace {
  readonly signal: AbortSignal;
  ready(): Promise<void>;
  /** Of the message that was let through last; before the first, where the subscription starts. */
  cursor: string | undefined;
  /** Of a client that says where it stopped beside its variables: Last-Event-ID. */
  readonly after: string | undefined;
}

type Arguments = Readonly<Record<string, string | null | undefined>>;

const cursorOf = ({ number, hash }: Position): string => `${number}-${hash}`;
const next = (number: string): string => (BigInt(number) + 1n).toString();

function positionOf(cursor: string): Position {
  const [, number, hash] = /^(0|[1-9]\d{0,17})-(0x[0-9a-f]{64})$/.exec(cursor) ?? [];
  if (!number || !hash) throw refuse('BAD_CURSOR', 'The cursor is none of a subscription');
  return { number, hash };
}

/** What a block holds for a subscriber; null: nothing. */
type Choice = (block: FeedBlock, wanted: Arguments) => Pick<Message, 'events' | 'jobs'> | null;

const isWanted = (wanted: string | null | undefined, value: string | null): boolean =>
  wanted === undefined || wanted === null || wanted === value;

const CHOICES: Readonly<Record<'blocks' | 'events' | 'jobs', Choice | null>> = {
  // Told reading by reading, so that blocks without events count too.
  blocks: null,
  events(block, wanted) {
    const events = (block.events ?? []).filter(
      (event) =>
        isWanted(wanted.name, event.name) && isWanted(wanted.jobId, event.jobId) && isWanted(wanted.contractName, event.contractName),
    );
    return events.length > 0 ? { events: events.map((event) => ({ ...event, blockNumber: block.number })) } : null;
  },
  jobs(block, wanted) {
    const jobs = (block.jobs ?? []).filter(
      (job) => isWanted(wanted.jobId, job.jobId) && isWanted(wanted.requester, job.requester) && isWanted(wanted.provider, job.provider),
    );
    return jobs.length > 0 ? { jobs } : null;
  },
};

async function* messages(feed: Feed, start: Position, choice: Choice | null, wanted: Arguments, pace: Pace): AsyncGenerator<Message> {
  let at = start;
  // The newest block this subscriber was told of.
  let told = BigInt(start.number);
  const tell = async (message: Omit<Message, 'cursor'>): Promise<Message> => {
    await pace.ready();
    told = BigInt(message.block.number);
    pace.cursor = cursorOf(message.block);
    return { ...message, cursor: pace.cursor };
  };
  while (!pace.signal.aborted) {
    const { version } = feed;
    const delta = await feed.after(at);
    if (!hasMoved(delta)) {
      await feed.changedSince(version, pace.signal);
      continue;
    }
    const { retract, blocks, to } = delta;
    if (retract && BigInt(retract.number) < told)
      yield await tell({ kind: 'RETRACT', block: retract, fromBlock: next(retract.number), blockTime: null, events: [], jobs: [] });
    const since = retract ?? at;
    if (choice)
      for (const block of blocks) {
        const fields = choice(block, wanted);
        if (fields && !pace.signal.aborted)
          yield await tell({ kind: 'APPEND', block, fromBlock: block.number, blockTime: block.time, ...fields });
      }
    else if (BigInt(to.number) > BigInt(since.number))
      yield await tell({ kind: 'APPEND', block: to, fromBlock: next(since.number), blockTime: to.time });
    at = to;
  }
}

class FeedStep extends Step {
  static $$export = { moduleName: 'aether', exportName: 'FeedStep' };
  isSyncAndSafe = false;
  private readonly feed: Feed;
  private readonly kind: keyof typeof CHOICES;

  constructor(feed: Feed, kind: keyof typeof CHOICES, $arguments: Step) {
    super();
    this.feed = feed;
    this.kind = kind;
    this.addDependency($arguments);
    this.addDependency(context());
  }

  execute({ indexMap, values, stream }: ExecutionDetails): any {
    if (!stream) throw new Error('a subscription is streamed');
    return indexMap(async (index) => {
      const wanted = (values[0] as any).at(index) as Arguments;
      const { pace } = (values[1] as any).at(index) as { pace: Pace };
      try {
        const after = pace.after ?? wanted.after;
        const start = after === undefined || after === null ? await this.feed.position() : positionOf(after);
        if (!start) throw refuse('UNAVAILABLE', 'The index has no block yet; try again');
        this.feed.listen();
        // A position that never was is said before anything streams.
        await this.feed.after(start);
        pace.cursor = cursorOf(start);
        return messages(this.feed, start, CHOICES[this.kind], wanted, pace);
      } catch (error) {
        throw asGraphQLError(error);
      }
    });
  }
}

export function subscriptionsPlugin(feed: Feed): GraphileConfig.Plugin {
  return extendSchema((build) => {
    const { event, job } = build.pgResources as Record<string, any>;
    const subscribe = (kind: keyof typeof CHOICES, names: readonly string[]) => ({
      subscribePlan: (_$root: unknown, fieldArgs: any) =>
        new FeedStep(feed, kind, object(Object.fromEntries(['after', ...names].map((name) => [name, fieldArgs.getRaw(name)])))),
      plan: ($message: unknown) => $message,
    });
    return {
      typeDefs: gql`
        """
        What a message of a subscription says.
        """
        enum MessageKind {
          """
          Something new in a block.
          """
          APPEND
          """
          A reorg: what earlier messages told of fromBlock and later blocks is void.
          """
          RETRACT
        }

        """
        A place in the chain.
        """
        type BlockPosition {
          """
          Number of the block.
          """
          number: BigInt!
          """
          Hash of the block.
          """
          hash: Bytes32!
        }

        """
        The index has moved.
        """
        type BlocksMessage {
          """
          Forward, or back because of a reorg.
          """
          kind: MessageKind!
          """
          For 'after', to go on from here.
          """
          cursor: String!
          """
          Where the index stands now: the last new block, or the last one that still stands.
          """
          block: BlockPosition!
          """
          The first block that is new, or the first that is void.
          """
          fromBlock: BigInt!
          """
          Time of a new block, seconds since 1970.
          """
          blockTime: BigInt
        }

        """
        Events of one block, or a reorg that took some back.
        """
        type EventsMessage {
          """
          New events, or a reorg.
          """
          kind: MessageKind!
          """
          For 'after', to go on from here.
          """
          cursor: String!
          """
          Their block, or the last one that still stands.
          """
          block: BlockPosition!
          """
          Their block, or the first that is void.
          """
          fromBlock: BigInt!
          """
          Time of their block, seconds since 1970.
          """
          blockTime: BigInt
          """
          All that match, in order; none in a RETRACT.
          """
          events: [EventNotice!]!
        }

        """
        An event as it happened.
        """
        type EventNotice {
          """
          Its place among the logs of the block.
          """
          logIndex: Int!
          """
          As in the ABI; null: no event that this index knows.
          """
          name: String
          """
          Its fields by their names in the ABI.
          """
          arguments: JSON
          """
          The job it is about; null: none.
          """
          jobId: Uint256
          """
          Who emitted it, as in the chain manifest.
          """
          contractName: String!
          """
          Where that stands.
          """
          contractAddress: Address!
          """
          Its transaction.
          """
          transactionHash: Bytes32!
          """
          With all its relations; null once a reorg took it.
          """
          event: Event
        }

        """
        Jobs that changed in one block, or a reorg that took changes back.
        """
        type JobsMessage {
          """
          Changes, or a reorg.
          """
          kind: MessageKind!
          """
          For 'after', to go on from here.
          """
          cursor: String!
          """
          Their block, or the last one that still stands.
          """
          block: BlockPosition!
          """
          Their block, or the first that is void.
          """
          fromBlock: BigInt!
          """
          Time of their block, seconds since 1970.
          """
          blockTime: BigInt
          """
          All that match; none in a RETRACT.
          """
          jobs: [JobNotice!]!
        }

        """
        What a job, or a Request nobody locked yet, came to in a block.
        """
        type JobNotice {
          """
          The job.
          """
          jobId: Uint256!
          """
          Where it stood after the block.
          """
          status: JobStatus!
          """
          Who pays.
          """
          requester: Address!
          """
          Who works; null: nobody has locked it.
          """
          provider: Address
          """
          The job as it is when the message is read; null: nobody has locked it.
          """
          job: Job
        }

        extend type Subscription {
          """
          Each step of the index, without gaps: fromBlock follows the block of the message before.
          """
          blocks(
            """
            The cursor of the last message that was handled.
            """
            after: String
          ): BlocksMessage
          """
          Events, block by block.
          """
          events(
            """
            The cursor of the last message that was handled.
            """
            after: String
            """
            Only of this contract, by its name.
            """
            contractName: String
            """
            Only events of this name.
            """
            name: String
            """
            Only about this job.
            """
            jobId: Uint256
          ): EventsMessage
          """
          Jobs and Requests that changed, block by block.
          """
          jobs(
            """
            The cursor of the last message that was handled.
            """
            after: String
            """
            Only this one.
            """
            jobId: Uint256
            """
            Only those this account pays.
            """
            requester: Address
            """
            Only those this provider locked.
            """
            provider: Address
          ): JobsMessage
        }
      `,
      objects: {
        Subscription: {
          plans: {
            blocks: subscribe('blocks', []),
            events: subscribe('events', ['contractName', 'name', 'jobId']),
            jobs: subscribe('jobs', ['jobId', 'requester', 'provider']),
          },
        },
        EventNotice: {
          plans: {
            event: ($notice: any) => event.get({ block_number: get($notice, 'blockNumber'), log_index: get($notice, 'logIndex') }),
          },
        },
        JobNotice: { plans: { job: ($notice: any) => job.get({ job_id: get($notice, 'jobId') }) } },
      },
    };
  }) as GraphileConfig.Plugin;
}
