// Descriptions that no SQL comment can carry: values of enums, orders of lists, and the keys that root fields take. A test wants one everywhere.

/** By type: what it is, and each of its values. */
const ENUMS: Readonly<Record<string, readonly [string, Readonly<Record<string, string>>]>> = {
  JobStatus: [
    'Where a job or a Request stands.',
    {
      NONE: 'Not on the chain.',
      POSTED: 'A Request that nobody has locked.',
      LOCKED: 'A provider works on it.',
      SUBMITTED: 'Claimed; the dispute window is open.',
      PAID: 'The provider was paid.',
      CANCELLED: 'Taken back before anybody locked it.',
      DECLINED: 'Given back by the provider.',
      STALLED: 'Ended without fault: the requester owed something.',
      EXPIRED: 'The provider was late.',
      SLASHED: 'The provider was wrong and lost its collateral.',
      VOIDED: 'Ended with everything given back.',
    },
  ],
  DemandKind: [
    'What is demanded on chain for a job.',
    {
      NONE: 'Nothing.',
      INPUT: 'The requester owes the input.',
      INPUT_ANSWERED: 'The input came; the node may call it junk.',
      OUTPUT: 'The provider owes the output.',
    },
  ],
  ModelKind: [
    'What a Model is.',
    { MODEL: 'A network of its own.', ADAPTER: 'Changes its parent.', PROMPT: 'Goes before the input of its parent.' },
  ],
  ModuleKind: [
    'How a module of the Vault came to be.',
    { NONE: 'It is none.', GENESIS: 'With the Vault.', LATER: 'Added after an announcement.' },
  ],
  OperationStatus: [
    'Where an operation of the timelock stands.',
    { SCHEDULED: 'It waits.', EXECUTED: 'It was done.', CANCELLED: 'It will not be done.' },
  ],
  Period: ['How long a sum goes on.', { HOUR: 'An hour.', DAY: 'A day, UTC.' }],
  RulingKind: [
    'What a referee decided.',
    {
      DISMISSED: 'Nothing was wrong.',
      RESUME: 'It was delivered on chain; the job goes on.',
      STALL: 'Nobody is at fault; the job ends.',
      QUARREL: 'Both are at fault.',
      SLASH: 'The provider is at fault.',
    },
  ],
  Tier: [
    'How a Claim earns its payment.',
    {
      COOPERATIVE: 'The requester accepts it, or its window ends.',
      OPTIMISTIC: 'Its window ends without a successful dispute.',
      VALIDITY: 'A proof of the run is checked on chain.',
      ATTESTED: 'An attestation is checked on chain.',
    },
  ],
  VaultChange: ['What a change of the Vault allows.', { ADD_MODULE: 'A module.', ALLOW_TOKEN: 'A token.' }],
  VerifierStatus: [
    'Whether a verifier may be named.',
    { UNKNOWN: 'It was never listed.', LISTED: 'It is listed.', RETIRED: 'It is retired, for good.' },
  ],
};

const camelCase = (constant: string): string => constant.toLowerCase().replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

function order(value: string): string {
  if (value === 'NATURAL') return 'In no order that is promised.';
  const [, column, direction] = /^(.+)_(ASC|DESC)$/.exec(value) ?? [];
  if (!column) return 'An order.';
  return `By ${column === 'PRIMARY_KEY' ? 'the key' : camelCase(column)}, ${direction === 'ASC' ? 'smallest' : 'largest'} first.`;
}

export const DescriptionsPlugin: GraphileConfig.Plugin = {
  name: 'AetherDescriptionsPlugin',
  version: '1.0.0',
  schema: {
    hooks: {
      GraphQLEnumType: (config) => ({ ...config, description: config.description ?? ENUMS[config.name]?.[0] }),
      GraphQLEnumType_values(values, _build, { Self }) {
        const known = ENUMS[Self.name]?.[1];
        return Object.fromEntries(
          Object.entries(values).map(([name, value]) => [
            name,
            { ...value, description: value.description ?? known?.[name] ?? (Self.name.endsWith('OrderBy') ? order(name) : undefined) },
          ]),
        );
      },
      GraphQLObjectType_fields_field_args(args, build, { scope }) {
        const codec = (scope.pgFieldResource as any)?.codec;
        if (!codec?.attributes) return args;
        for (const [attributeName, attribute] of Object.entries<any>(codec.attributes)) {
          const arg = args[build.inflection.attribute({ codec, attributeName })];
          if (arg && !arg.description) arg.description = attribute.description ?? undefined;
        }
        return args;
      },
    },
  },
};
