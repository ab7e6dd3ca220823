// Strict scalars of the domains in schema `chain`: strings in, strings out. A JSON number for a Uint256 is refused, because it has
// already lost digits when it gets here. Bytes are 0x-hex, any case in, lower case out.
import { GraphQLError, Kind, type ValueNode } from 'postgraphile/graphql';
import { TYPES, type PgCodec } from 'postgraphile/@dataplan/pg';
import { gatherConfig } from 'postgraphile/graphile-build';

const MAX_UINT256 = 2n ** 256n - 1n;

interface StrictScalar {
  readonly name: string;
  readonly description: string;
  readonly base: PgCodec;
  /** Returns the canonical text, or a complaint that starts with "!". */
  readonly read: (text: string) => string;
  readonly fromPg: (text: string) => string;
  readonly toPg: (text: string) => string;
}

const unchanged = (text: string): string => text;
const hexFromPg = (text: string): string => `0x${text.slice(2)}`;
const hexToPg = (text: string): string => `\\x${text.slice(2)}`;

function uint256(text: string): string {
  if (!/^(0|[1-9][0-9]{0,77})$/.test(text)) return '!must be a decimal string without sign or leading zeros';
  return BigInt(text) > MAX_UINT256 ? '!must be below 2^256' : text;
}

function hex(bytes: number | undefined): (text: string) => string {
  return (text) => {
    if (!/^0x([0-9a-fA-F]{2})*$/.test(text)) return '!must be 0x and an even number of hex digits';
    if (bytes !== undefined && text.length !== 2 + 2 * bytes) return `!must be 0x and ${2 * bytes} hex digits`;
    return text.toLowerCase();
  };
}

/** By domain name in schema `chain`. */
const SCALARS: Readonly<Record<string, StrictScalar>> = {
  uint256: {
    name: 'Uint256',
    description: 'Unsigned 256-bit integer as a decimal string. JSON numbers are refused: they lose digits.',
    base: TYPES.numeric,
    read: uint256,
    fromPg: unchanged,
    toPg: unchanged,
  },
  address: {
    name: 'Address',
    description: 'Account address: 0x and 40 hex digits, lower case in answers.',
    base: TYPES.bytea,
    read: hex(20),
    fromPg: hexFromPg,
    toPg: hexToPg,
  },
  hash: {
    name: 'Bytes32',
    description: '32 bytes: 0x and 64 hex digits, lower case in answers.',
    base: TYPES.bytea,
    read: hex(32),
    fromPg: hexFromPg,
    toPg: hexToPg,
  },
  bytes: {
    name: 'Bytes',
    description: 'Bytes: 0x and an even number of hex digits, lower case in answers.',
    base: TYPES.bytea,
    read: hex(undefined),
    fromPg: hexFromPg,
    toPg: hexToPg,
  },
};

const badInput = (message: string): GraphQLError => new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });

function parse(scalar: StrictScalar, value: unknown): string {
  if (typeof value !== 'string') throw badInput(`${scalar.name} must be a string`);
  const result = scalar.read(value);
  if (result.startsWith('!')) throw badInput(`${scalar.name} ${result.slice(1)}`);
  return result;
}

export const parseBytes32 = (value: unknown): string => parse(SCALARS.hash!, value);

/** bigint columns (block numbers, seconds): strings too, since JSON numbers end at 2^53. */
const BIG_INT_MAX = 2n ** 63n - 1n;

export function parseBigInt(value: unknown): string {
  if (typeof value !== 'string') throw badInput('BigInt must be a string');
  if (!/^(0|-?[1-9][0-9]{0,18})$/.test(value)) throw badInput('BigInt must be a decimal string');
  const number = BigInt(value);
  if (number > BIG_INT_MAX || number < -BIG_INT_MAX - 1n) throw badInput('BigInt must fit 64 bits');
  return value;
}

function literal(read: (value: unknown) => string, name: string): (node: ValueNode) => string {
  return (node) => {
    if (node.kind !== Kind.STRING) throw badInput(`${name} must be a string`);
    return read(node.value);
  };
}

export const StrictScalarsPlugin: GraphileConfig.Plugin = {
  name: 'AetherStrictScalarsPlugin',
  version: '1.0.0',

  gather: gatherConfig({
    hooks: {
      pgCodecs_findPgCodec: {
        before: ['PgCodecsPlugin'],
        callback(_info, event) {
          if (event.pgCodec || event.pgType.getNamespace()?.nspname !== 'chain') return;
          const scalar = SCALARS[event.pgType.typname];
          if (!scalar) return;
          // Selecting and comparing as the base type keeps the indexes usable and needs no right on the domain.
          event.pgCodec = {
            ...scalar.base,
            // Text by the time it gets here: PostGraphile offers no filters on what is binary, or a domain of it.
            isBinary: false,
            domainOfCodec: scalar.base === TYPES.bytea ? undefined : scalar.base,
            name: event.pgType.typname,
            fromPg: scalar.fromPg,
            toPg: scalar.toPg,
            hasNaturalOrdering: true,
            hasNaturalEquality: true,
            description: scalar.description,
            extensions: { oid: event.pgType._id },
          };
        },
      },
    },
  }),

  schema: {
    hooks: {
      init: {
        before: ['PgCodecs'],
        callback(ok, build) {
          for (const [domain, scalar] of Object.entries(SCALARS)) {
            const codec = Object.values(build.input.pgRegistry.pgCodecs).find((candidate) => candidate.name === domain);
            if (!codec) continue;
            const read = (value: unknown) => parse(scalar, value);
            build.registerScalarType(
              scalar.name,
              {},
              () => ({
                description: scalar.description,
                serialize: String,
                parseValue: read,
                parseLiteral: literal(read, scalar.name),
              }),
              'AetherStrictScalarsPlugin',
            );
            build.setGraphQLTypeForPgCodec(codec, ['input', 'output'], scalar.name);
          }
          return ok;
        },
      },
      GraphQLScalarType(config) {
        if (config.name !== 'BigInt') return config;
        return {
          ...config,
          description: 'Signed 64-bit integer as a decimal string: block numbers and seconds since 1970.',
          parseValue: parseBigInt,
          parseLiteral: literal(parseBigInt, 'BigInt'),
        };
      },
    },
  },
};
