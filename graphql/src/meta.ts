// `_meta`: how far the index is, from the checkpoint that commits together with the rows.
import { extendSchema, gql } from 'postgraphile/utils';

export const MetaPlugin = extendSchema((build) => {
  const { meta } = build.pgResources as Record<string, any>;
  return {
    typeDefs: gql`
      """
      A block of the chain.
      """
      type Block {
        """
        Its number.
        """
        number: BigInt!
        """
        Its hash.
        """
        hash: Bytes32!
        """
        Its time, seconds since 1970.
        """
        timestamp: BigInt!
      }

      """
      How far the index is.
      """
      type Meta {
        """
        The last block whose rows are all here.
        """
        block: Block!
        """
        The last block that cannot change any more.
        """
        finalized: BigInt!
        """
        The block that the answers beside this one are true at: the one the operation names, else the last one.
        """
        asOf: BigInt!
        """
        The last block up to which every row was proved by headers and receipts, after it was indexed; null: none yet.
        """
        verified: BigInt
        """
        Blocks of the chain that are not here yet.
        """
        lag: BigInt!
        """
        Why indexing stopped; null: it runs.
        """
        halted: String
        """
        The chain.
        """
        chainId: BigInt!
        """
        Logs of our contracts that are no event this index knows. They are kept raw.
        """
        unknownEvents: BigInt!
      }

      extend type Query {
        """
        How far the index is; null until the first block is in.
        """
        _meta: Meta
      }
    `,
    objects: {
      Query: { plans: { _meta: () => meta.find().single() } },
      Meta: {
        plans: {
          block: ($meta: any) => $meta,
          finalized: ($meta: any) => $meta.get('finalized'),
          asOf: ($meta: any) => $meta.get('as_of'),
          verified: ($meta: any) => $meta.get('verified'),
          lag: ($meta: any) => $meta.get('lag'),
          halted: ($meta: any) => $meta.get('halted'),
          chainId: ($meta: any) => $meta.get('chain_id'),
          unknownEvents: ($meta: any) => $meta.get('unknown_events'),
        },
      },
      Block: {
        plans: {
          number: ($meta: any) => $meta.get('block_number'),
          hash: ($meta: any) => $meta.get('block_hash'),
          timestamp: ($meta: any) => $meta.get('block_time'),
        },
      },
    },
  };
});
