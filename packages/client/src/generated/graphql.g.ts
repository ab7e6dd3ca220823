// Written by generate.ts; a test compares.
import { TypedDocument } from '../document.ts';

/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** A filter to be used against `Account` object types. All fields are combined with a logical ‘and.’ */
export type AccountFilter = {
  /** Filter by the object’s `address` field. */
  address?: AddressFilter | null | undefined;
  /** Checks for all expressions in this list. */
  and?: Array<AccountFilter> | null | undefined;
  /** Filter by the object’s `free` field. */
  free?: Uint256Filter | null | undefined;
  /** Filter by the object’s `history` relation. */
  history?: AccountToManyAccountVersionFilter | null | undefined;
  /** Some related `history` exist. */
  historyExist?: boolean | null | undefined;
  /** Filter by the object’s `jobs` relation. */
  jobs?: AccountToManyJobFilter | null | undefined;
  /** Some related `jobs` exist. */
  jobsExist?: boolean | null | undefined;
  /** Negates the expression. */
  not?: AccountFilter | null | undefined;
  /** Checks for any expressions in this list. */
  or?: Array<AccountFilter> | null | undefined;
  /** Filter by the object’s `token` relation. */
  token?: TokenFilter | null | undefined;
  /** Filter by the object’s `tokenAddress` field. */
  tokenAddress?: AddressFilter | null | undefined;
  /** Filter by the object’s `updatedBlock` field. */
  updatedBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `updatedTransaction` field. */
  updatedTransaction?: Bytes32Filter | null | undefined;
};

/** A filter to be used against many `AccountVersion` object types. All fields are combined with a logical ‘and.’ */
export type AccountToManyAccountVersionFilter = {
  /** Every related `AccountVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: AccountVersionFilter | null | undefined;
  /** No related `AccountVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: AccountVersionFilter | null | undefined;
  /** Some related `AccountVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: AccountVersionFilter | null | undefined;
};

/** A filter to be used against many `Job` object types. All fields are combined with a logical ‘and.’ */
export type AccountToManyJobFilter = {
  /** Every related `Job` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: JobFilter | null | undefined;
  /** No related `Job` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: JobFilter | null | undefined;
  /** Some related `Job` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: JobFilter | null | undefined;
};

/** A filter to be used against `AccountVersion` object types. All fields are combined with a logical ‘and.’ */
export type AccountVersionFilter = {
  /** Filter by the object’s `address` field. */
  address?: AddressFilter | null | undefined;
  /** Checks for all expressions in this list. */
  and?: Array<AccountVersionFilter> | null | undefined;
  /** Filter by the object’s `current` relation. */
  current?: AccountFilter | null | undefined;
  /** Filter by the object’s `free` field. */
  free?: Uint256Filter | null | undefined;
  /** Negates the expression. */
  not?: AccountVersionFilter | null | undefined;
  /** Checks for any expressions in this list. */
  or?: Array<AccountVersionFilter> | null | undefined;
  /** Filter by the object’s `tokenAddress` field. */
  tokenAddress?: AddressFilter | null | undefined;
  /** Filter by the object’s `updatedBlock` field. */
  updatedBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `updatedTransaction` field. */
  updatedTransaction?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `validFrom` field. */
  validFrom?: BigIntFilter | null | undefined;
  /** Filter by the object’s `validTo` field. */
  validTo?: BigIntFilter | null | undefined;
};

/** A filter to be used against Address fields. All fields are combined with a logical ‘and.’ */
export type AddressFilter = {
  /** Not equal to the specified value, treating null like an ordinary value. */
  distinctFrom?: `0x${string}` | null | undefined;
  /** Equal to the specified value. */
  equalTo?: `0x${string}` | null | undefined;
  /** Included in the specified list. */
  in?: Array<`0x${string}`> | null | undefined;
  /** Is null (if `true` is specified) or is not null (if `false` is specified). */
  isNull?: boolean | null | undefined;
  /** Equal to the specified value, treating null like an ordinary value. */
  notDistinctFrom?: `0x${string}` | null | undefined;
  /** Not equal to the specified value. */
  notEqualTo?: `0x${string}` | null | undefined;
  /** Not included in the specified list. */
  notIn?: Array<`0x${string}`> | null | undefined;
};

/** A filter to be used against BigFloat fields. All fields are combined with a logical ‘and.’ */
export type BigFloatFilter = {
  /** Not equal to the specified value, treating null like an ordinary value. */
  distinctFrom?: string | null | undefined;
  /** Equal to the specified value. */
  equalTo?: string | null | undefined;
  /** Greater than the specified value. */
  greaterThan?: string | null | undefined;
  /** Greater than or equal to the specified value. */
  greaterThanOrEqualTo?: string | null | undefined;
  /** Included in the specified list. */
  in?: Array<string> | null | undefined;
  /** Is null (if `true` is specified) or is not null (if `false` is specified). */
  isNull?: boolean | null | undefined;
  /** Less than the specified value. */
  lessThan?: string | null | undefined;
  /** Less than or equal to the specified value. */
  lessThanOrEqualTo?: string | null | undefined;
  /** Equal to the specified value, treating null like an ordinary value. */
  notDistinctFrom?: string | null | undefined;
  /** Not equal to the specified value. */
  notEqualTo?: string | null | undefined;
  /** Not included in the specified list. */
  notIn?: Array<string> | null | undefined;
};

/** A filter to be used against BigInt fields. All fields are combined with a logical ‘and.’ */
export type BigIntFilter = {
  /** Not equal to the specified value, treating null like an ordinary value. */
  distinctFrom?: string | null | undefined;
  /** Equal to the specified value. */
  equalTo?: string | null | undefined;
  /** Greater than the specified value. */
  greaterThan?: string | null | undefined;
  /** Greater than or equal to the specified value. */
  greaterThanOrEqualTo?: string | null | undefined;
  /** Included in the specified list. */
  in?: Array<string> | null | undefined;
  /** Is null (if `true` is specified) or is not null (if `false` is specified). */
  isNull?: boolean | null | undefined;
  /** Less than the specified value. */
  lessThan?: string | null | undefined;
  /** Less than or equal to the specified value. */
  lessThanOrEqualTo?: string | null | undefined;
  /** Equal to the specified value, treating null like an ordinary value. */
  notDistinctFrom?: string | null | undefined;
  /** Not equal to the specified value. */
  notEqualTo?: string | null | undefined;
  /** Not included in the specified list. */
  notIn?: Array<string> | null | undefined;
};

/** A block of the chain: by its number, or by its hash, which never answers for another block. */
export type BlockAt =
  | {
      /** Its hash, known for blocks with events and for all since the finalized one. */
      hash: `0x${string}`;
      number?: never;
    }
  | { hash?: never; /** Its number; not above the last one that is indexed. */ number: string };

/** A filter to be used against `Bond` object types. All fields are combined with a logical ‘and.’ */
export type BondFilter = {
  /** Filter by the object’s `amount` field. */
  amount?: Uint256Filter | null | undefined;
  /** Checks for all expressions in this list. */
  and?: Array<BondFilter> | null | undefined;
  /** Filter by the object’s `history` relation. */
  history?: BondToManyBondVersionFilter | null | undefined;
  /** Some related `history` exist. */
  historyExist?: boolean | null | undefined;
  /** Filter by the object’s `holdUntil` field. */
  holdUntil?: BigIntFilter | null | undefined;
  /** Negates the expression. */
  not?: BondFilter | null | undefined;
  /** Checks for any expressions in this list. */
  or?: Array<BondFilter> | null | undefined;
  /** Filter by the object’s `provider` relation. */
  provider?: ProviderFilter | null | undefined;
  /** Filter by the object’s `providerAddress` field. */
  providerAddress?: AddressFilter | null | undefined;
  /** Filter by the object’s `slasher` field. */
  slasher?: AddressFilter | null | undefined;
  /** Filter by the object’s `thawAt` field. */
  thawAt?: BigIntFilter | null | undefined;
  /** Filter by the object’s `thawing` field. */
  thawing?: Uint256Filter | null | undefined;
  /** Filter by the object’s `updatedBlock` field. */
  updatedBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `updatedTransaction` field. */
  updatedTransaction?: Bytes32Filter | null | undefined;
};

/** A filter to be used against many `BondVersion` object types. All fields are combined with a logical ‘and.’ */
export type BondToManyBondVersionFilter = {
  /** Every related `BondVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: BondVersionFilter | null | undefined;
  /** No related `BondVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: BondVersionFilter | null | undefined;
  /** Some related `BondVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: BondVersionFilter | null | undefined;
};

/** A filter to be used against `BondVersion` object types. All fields are combined with a logical ‘and.’ */
export type BondVersionFilter = {
  /** Filter by the object’s `amount` field. */
  amount?: Uint256Filter | null | undefined;
  /** Checks for all expressions in this list. */
  and?: Array<BondVersionFilter> | null | undefined;
  /** Filter by the object’s `current` relation. */
  current?: BondFilter | null | undefined;
  /** Filter by the object’s `holdUntil` field. */
  holdUntil?: BigIntFilter | null | undefined;
  /** Negates the expression. */
  not?: BondVersionFilter | null | undefined;
  /** Checks for any expressions in this list. */
  or?: Array<BondVersionFilter> | null | undefined;
  /** Filter by the object’s `providerAddress` field. */
  providerAddress?: AddressFilter | null | undefined;
  /** Filter by the object’s `slasher` field. */
  slasher?: AddressFilter | null | undefined;
  /** Filter by the object’s `thawAt` field. */
  thawAt?: BigIntFilter | null | undefined;
  /** Filter by the object’s `thawing` field. */
  thawing?: Uint256Filter | null | undefined;
  /** Filter by the object’s `updatedBlock` field. */
  updatedBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `updatedTransaction` field. */
  updatedTransaction?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `validFrom` field. */
  validFrom?: BigIntFilter | null | undefined;
  /** Filter by the object’s `validTo` field. */
  validTo?: BigIntFilter | null | undefined;
};

/** A filter to be used against Boolean fields. All fields are combined with a logical ‘and.’ */
export type BooleanFilter = {
  /** Not equal to the specified value, treating null like an ordinary value. */
  distinctFrom?: boolean | null | undefined;
  /** Equal to the specified value. */
  equalTo?: boolean | null | undefined;
  /** Greater than the specified value. */
  greaterThan?: boolean | null | undefined;
  /** Greater than or equal to the specified value. */
  greaterThanOrEqualTo?: boolean | null | undefined;
  /** Included in the specified list. */
  in?: Array<boolean> | null | undefined;
  /** Is null (if `true` is specified) or is not null (if `false` is specified). */
  isNull?: boolean | null | undefined;
  /** Less than the specified value. */
  lessThan?: boolean | null | undefined;
  /** Less than or equal to the specified value. */
  lessThanOrEqualTo?: boolean | null | undefined;
  /** Equal to the specified value, treating null like an ordinary value. */
  notDistinctFrom?: boolean | null | undefined;
  /** Not equal to the specified value. */
  notEqualTo?: boolean | null | undefined;
  /** Not included in the specified list. */
  notIn?: Array<boolean> | null | undefined;
};

/** A filter to be used against Bytes32 fields. All fields are combined with a logical ‘and.’ */
export type Bytes32Filter = {
  /** Not equal to the specified value, treating null like an ordinary value. */
  distinctFrom?: `0x${string}` | null | undefined;
  /** Equal to the specified value. */
  equalTo?: `0x${string}` | null | undefined;
  /** Included in the specified list. */
  in?: Array<`0x${string}`> | null | undefined;
  /** Is null (if `true` is specified) or is not null (if `false` is specified). */
  isNull?: boolean | null | undefined;
  /** Equal to the specified value, treating null like an ordinary value. */
  notDistinctFrom?: `0x${string}` | null | undefined;
  /** Not equal to the specified value. */
  notEqualTo?: `0x${string}` | null | undefined;
  /** Not included in the specified list. */
  notIn?: Array<`0x${string}`> | null | undefined;
};

/** A filter to be used against Bytes fields. All fields are combined with a logical ‘and.’ */
export type BytesFilter = {
  /** Not equal to the specified value, treating null like an ordinary value. */
  distinctFrom?: `0x${string}` | null | undefined;
  /** Equal to the specified value. */
  equalTo?: `0x${string}` | null | undefined;
  /** Included in the specified list. */
  in?: Array<`0x${string}`> | null | undefined;
  /** Is null (if `true` is specified) or is not null (if `false` is specified). */
  isNull?: boolean | null | undefined;
  /** Equal to the specified value, treating null like an ordinary value. */
  notDistinctFrom?: `0x${string}` | null | undefined;
  /** Not equal to the specified value. */
  notEqualTo?: `0x${string}` | null | undefined;
  /** Not included in the specified list. */
  notIn?: Array<`0x${string}`> | null | undefined;
};

/** A filter to be used against `Capacity` object types. All fields are combined with a logical ‘and.’ */
export type CapacityFilter = {
  /** Checks for all expressions in this list. */
  and?: Array<CapacityFilter> | null | undefined;
  /** Filter by the object’s `capacity` field. */
  capacity?: BigIntFilter | null | undefined;
  /** Filter by the object’s `classId` field. */
  classId?: IntFilter | null | undefined;
  /** Filter by the object’s `history` relation. */
  history?: CapacityToManyCapacityVersionFilter | null | undefined;
  /** Some related `history` exist. */
  historyExist?: boolean | null | undefined;
  /** Filter by the object’s `nodes` field. */
  nodes?: IntFilter | null | undefined;
  /** Negates the expression. */
  not?: CapacityFilter | null | undefined;
  /** Checks for any expressions in this list. */
  or?: Array<CapacityFilter> | null | undefined;
  /** Filter by the object’s `provider` relation. */
  provider?: ProviderFilter | null | undefined;
  /** Filter by the object’s `providerAddress` field. */
  providerAddress?: AddressFilter | null | undefined;
  /** Filter by the object’s `updatedBlock` field. */
  updatedBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `utilisations` relation. */
  utilisations?: CapacityToManyUtilisationFilter | null | undefined;
  /** Some related `utilisations` exist. */
  utilisationsExist?: boolean | null | undefined;
};

/** A filter to be used against many `CapacityVersion` object types. All fields are combined with a logical ‘and.’ */
export type CapacityToManyCapacityVersionFilter = {
  /** Every related `CapacityVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: CapacityVersionFilter | null | undefined;
  /** No related `CapacityVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: CapacityVersionFilter | null | undefined;
  /** Some related `CapacityVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: CapacityVersionFilter | null | undefined;
};

/** A filter to be used against many `Utilisation` object types. All fields are combined with a logical ‘and.’ */
export type CapacityToManyUtilisationFilter = {
  /** Every related `Utilisation` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: UtilisationFilter | null | undefined;
  /** No related `Utilisation` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: UtilisationFilter | null | undefined;
  /** Some related `Utilisation` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: UtilisationFilter | null | undefined;
};

/** A filter to be used against `CapacityVersion` object types. All fields are combined with a logical ‘and.’ */
export type CapacityVersionFilter = {
  /** Checks for all expressions in this list. */
  and?: Array<CapacityVersionFilter> | null | undefined;
  /** Filter by the object’s `capacity` field. */
  capacity?: BigIntFilter | null | undefined;
  /** Filter by the object’s `classId` field. */
  classId?: IntFilter | null | undefined;
  /** Filter by the object’s `current` relation. */
  current?: CapacityFilter | null | undefined;
  /** Filter by the object’s `nodes` field. */
  nodes?: IntFilter | null | undefined;
  /** Negates the expression. */
  not?: CapacityVersionFilter | null | undefined;
  /** Checks for any expressions in this list. */
  or?: Array<CapacityVersionFilter> | null | undefined;
  /** Filter by the object’s `providerAddress` field. */
  providerAddress?: AddressFilter | null | undefined;
  /** Filter by the object’s `updatedBlock` field. */
  updatedBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `validFrom` field. */
  validFrom?: BigIntFilter | null | undefined;
  /** Filter by the object’s `validTo` field. */
  validTo?: BigIntFilter | null | undefined;
};

/** A filter to be used against `Claim` object types. All fields are combined with a logical ‘and.’ */
export type ClaimFilter = {
  /** Checks for all expressions in this list. */
  and?: Array<ClaimFilter> | null | undefined;
  /** Filter by the object’s `cipherCommit` field. */
  cipherCommit?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `history` relation. */
  history?: ClaimToManyClaimVersionFilter | null | undefined;
  /** Some related `history` exist. */
  historyExist?: boolean | null | undefined;
  /** Filter by the object’s `ic` field. */
  ic?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `job` relation. */
  job?: JobFilter | null | undefined;
  /** Filter by the object’s `jobId` field. */
  jobId?: Uint256Filter | null | undefined;
  /** Filter by the object’s `key` field. */
  key?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `keyHash` field. */
  keyHash?: Bytes32Filter | null | undefined;
  /** Negates the expression. */
  not?: ClaimFilter | null | undefined;
  /** Checks for any expressions in this list. */
  or?: Array<ClaimFilter> | null | undefined;
  /** Filter by the object’s `outputCommit` field. */
  outputCommit?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `payee` field. */
  payee?: AddressFilter | null | undefined;
  /** Filter by the object’s `submittedBlock` field. */
  submittedBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `submittedTransaction` field. */
  submittedTransaction?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `traceRoot` field. */
  traceRoot?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `units` field. */
  units?: BigIntFilter | null | undefined;
};

/** A filter to be used against many `ClaimVersion` object types. All fields are combined with a logical ‘and.’ */
export type ClaimToManyClaimVersionFilter = {
  /** Every related `ClaimVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: ClaimVersionFilter | null | undefined;
  /** No related `ClaimVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: ClaimVersionFilter | null | undefined;
  /** Some related `ClaimVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: ClaimVersionFilter | null | undefined;
};

/** A filter to be used against `ClaimVersion` object types. All fields are combined with a logical ‘and.’ */
export type ClaimVersionFilter = {
  /** Checks for all expressions in this list. */
  and?: Array<ClaimVersionFilter> | null | undefined;
  /** Filter by the object’s `cipherCommit` field. */
  cipherCommit?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `current` relation. */
  current?: ClaimFilter | null | undefined;
  /** Filter by the object’s `ic` field. */
  ic?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `jobId` field. */
  jobId?: Uint256Filter | null | undefined;
  /** Filter by the object’s `key` field. */
  key?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `keyHash` field. */
  keyHash?: Bytes32Filter | null | undefined;
  /** Negates the expression. */
  not?: ClaimVersionFilter | null | undefined;
  /** Checks for any expressions in this list. */
  or?: Array<ClaimVersionFilter> | null | undefined;
  /** Filter by the object’s `outputCommit` field. */
  outputCommit?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `payee` field. */
  payee?: AddressFilter | null | undefined;
  /** Filter by the object’s `submittedBlock` field. */
  submittedBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `submittedTransaction` field. */
  submittedTransaction?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `traceRoot` field. */
  traceRoot?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `units` field. */
  units?: BigIntFilter | null | undefined;
  /** Filter by the object’s `validFrom` field. */
  validFrom?: BigIntFilter | null | undefined;
  /** Filter by the object’s `validTo` field. */
  validTo?: BigIntFilter | null | undefined;
};

/** A filter to be used against `ClassPrice` object types. All fields are combined with a logical ‘and.’ */
export type ClassPriceFilter = {
  /** Checks for all expressions in this list. */
  and?: Array<ClassPriceFilter> | null | undefined;
  /** Filter by the object’s `classId` field. */
  classId?: IntFilter | null | undefined;
  /** Filter by the object’s `earned` field. */
  earned?: Uint256Filter | null | undefined;
  /** Filter by the object’s `history` relation. */
  history?: ClassPriceToManyClassPriceVersionFilter | null | undefined;
  /** Some related `history` exist. */
  historyExist?: boolean | null | undefined;
  /** Filter by the object’s `locked` field. */
  locked?: BigIntFilter | null | undefined;
  /** Negates the expression. */
  not?: ClassPriceFilter | null | undefined;
  /** Checks for any expressions in this list. */
  or?: Array<ClassPriceFilter> | null | undefined;
  /** Filter by the object’s `paid` field. */
  paid?: BigIntFilter | null | undefined;
  /** Filter by the object’s `period` field. */
  period?: PeriodFilter | null | undefined;
  /** Filter by the object’s `priceMax` field. */
  priceMax?: Uint256Filter | null | undefined;
  /** Filter by the object’s `priceMin` field. */
  priceMin?: Uint256Filter | null | undefined;
  /** Filter by the object’s `priceTotal` field. */
  priceTotal?: Uint256Filter | null | undefined;
  /** Filter by the object’s `startsAt` field. */
  startsAt?: BigIntFilter | null | undefined;
  /** Filter by the object’s `token` relation. */
  token?: TokenFilter | null | undefined;
  /** Filter by the object’s `tokenAddress` field. */
  tokenAddress?: AddressFilter | null | undefined;
  /** Filter by the object’s `unitsTotal` field. */
  unitsTotal?: Uint256Filter | null | undefined;
  /** Filter by the object’s `updatedBlock` field. */
  updatedBlock?: BigIntFilter | null | undefined;
};

/** A filter to be used against many `ClassPriceVersion` object types. All fields are combined with a logical ‘and.’ */
export type ClassPriceToManyClassPriceVersionFilter = {
  /** Every related `ClassPriceVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: ClassPriceVersionFilter | null | undefined;
  /** No related `ClassPriceVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: ClassPriceVersionFilter | null | undefined;
  /** Some related `ClassPriceVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: ClassPriceVersionFilter | null | undefined;
};

/** A filter to be used against `ClassPriceVersion` object types. All fields are combined with a logical ‘and.’ */
export type ClassPriceVersionFilter = {
  /** Checks for all expressions in this list. */
  and?: Array<ClassPriceVersionFilter> | null | undefined;
  /** Filter by the object’s `classId` field. */
  classId?: IntFilter | null | undefined;
  /** Filter by the object’s `current` relation. */
  current?: ClassPriceFilter | null | undefined;
  /** Filter by the object’s `earned` field. */
  earned?: Uint256Filter | null | undefined;
  /** Filter by the object’s `locked` field. */
  locked?: BigIntFilter | null | undefined;
  /** Negates the expression. */
  not?: ClassPriceVersionFilter | null | undefined;
  /** Checks for any expressions in this list. */
  or?: Array<ClassPriceVersionFilter> | null | undefined;
  /** Filter by the object’s `paid` field. */
  paid?: BigIntFilter | null | undefined;
  /** Filter by the object’s `period` field. */
  period?: PeriodFilter | null | undefined;
  /** Filter by the object’s `priceMax` field. */
  priceMax?: Uint256Filter | null | undefined;
  /** Filter by the object’s `priceMin` field. */
  priceMin?: Uint256Filter | null | undefined;
  /** Filter by the object’s `priceTotal` field. */
  priceTotal?: Uint256Filter | null | undefined;
  /** Filter by the object’s `startsAt` field. */
  startsAt?: BigIntFilter | null | undefined;
  /** Filter by the object’s `tokenAddress` field. */
  tokenAddress?: AddressFilter | null | undefined;
  /** Filter by the object’s `unitsTotal` field. */
  unitsTotal?: Uint256Filter | null | undefined;
  /** Filter by the object’s `updatedBlock` field. */
  updatedBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `validFrom` field. */
  validFrom?: BigIntFilter | null | undefined;
  /** Filter by the object’s `validTo` field. */
  validTo?: BigIntFilter | null | undefined;
};

/** A filter to be used against `Complaint` object types. All fields are combined with a logical ‘and.’ */
export type ComplaintFilter = {
  /** Checks for all expressions in this list. */
  and?: Array<ComplaintFilter> | null | undefined;
  /** Filter by the object’s `complainedBlock` field. */
  complainedBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `complainedTime` field. */
  complainedTime?: BigIntFilter | null | undefined;
  /** Filter by the object’s `complainedTransaction` field. */
  complainedTransaction?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `job` relation. */
  job?: JobFilter | null | undefined;
  /** Filter by the object’s `jobId` field. */
  jobId?: Uint256Filter | null | undefined;
  /** Filter by the object’s `leaf` field. */
  leaf?: Uint256Filter | null | undefined;
  /** Negates the expression. */
  not?: ComplaintFilter | null | undefined;
  /** Checks for any expressions in this list. */
  or?: Array<ComplaintFilter> | null | undefined;
  /** Filter by the object’s `reporter` field. */
  reporter?: AddressFilter | null | undefined;
};

/** A filter to be used against `ComputeNode` object types. All fields are combined with a logical ‘and.’ */
export type ComputeNodeFilter = {
  /** Filter by the object’s `active` field. */
  active?: BooleanFilter | null | undefined;
  /** Checks for all expressions in this list. */
  and?: Array<ComputeNodeFilter> | null | undefined;
  /** Filter by the object’s `capacity` field. */
  capacity?: BigIntFilter | null | undefined;
  /** Filter by the object’s `classId` field. */
  classId?: IntFilter | null | undefined;
  /** Filter by the object’s `endpoint` field. */
  endpoint?: StringFilter | null | undefined;
  /** Filter by the object’s `history` relation. */
  history?: ComputeNodeToManyComputeNodeVersionFilter | null | undefined;
  /** Some related `history` exist. */
  historyExist?: boolean | null | undefined;
  /** Filter by the object’s `jobs` relation. */
  jobs?: ComputeNodeToManyJobFilter | null | undefined;
  /** Some related `jobs` exist. */
  jobsExist?: boolean | null | undefined;
  /** Filter by the object’s `nodeId` field. */
  nodeId?: Uint256Filter | null | undefined;
  /** Negates the expression. */
  not?: ComputeNodeFilter | null | undefined;
  /** Checks for any expressions in this list. */
  or?: Array<ComputeNodeFilter> | null | undefined;
  /** Filter by the object’s `provider` relation. */
  provider?: ProviderFilter | null | undefined;
  /** Filter by the object’s `providerAddress` field. */
  providerAddress?: AddressFilter | null | undefined;
  /** Filter by the object’s `sealX` field. */
  sealX?: Uint256Filter | null | undefined;
  /** Filter by the object’s `sealY` field. */
  sealY?: Uint256Filter | null | undefined;
  /** Filter by the object’s `sessionKey` field. */
  sessionKey?: AddressFilter | null | undefined;
  /** Filter by the object’s `updatedBlock` field. */
  updatedBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `updatedTransaction` field. */
  updatedTransaction?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `zone` field. */
  zone?: IntFilter | null | undefined;
};

/** A filter to be used against many `ComputeNodeVersion` object types. All fields are combined with a logical ‘and.’ */
export type ComputeNodeToManyComputeNodeVersionFilter = {
  /** Every related `ComputeNodeVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: ComputeNodeVersionFilter | null | undefined;
  /** No related `ComputeNodeVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: ComputeNodeVersionFilter | null | undefined;
  /** Some related `ComputeNodeVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: ComputeNodeVersionFilter | null | undefined;
};

/** A filter to be used against many `Job` object types. All fields are combined with a logical ‘and.’ */
export type ComputeNodeToManyJobFilter = {
  /** Every related `Job` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: JobFilter | null | undefined;
  /** No related `Job` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: JobFilter | null | undefined;
  /** Some related `Job` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: JobFilter | null | undefined;
};

/** A filter to be used against `ComputeNodeVersion` object types. All fields are combined with a logical ‘and.’ */
export type ComputeNodeVersionFilter = {
  /** Filter by the object’s `active` field. */
  active?: BooleanFilter | null | undefined;
  /** Checks for all expressions in this list. */
  and?: Array<ComputeNodeVersionFilter> | null | undefined;
  /** Filter by the object’s `capacity` field. */
  capacity?: BigIntFilter | null | undefined;
  /** Filter by the object’s `classId` field. */
  classId?: IntFilter | null | undefined;
  /** Filter by the object’s `current` relation. */
  current?: ComputeNodeFilter | null | undefined;
  /** Filter by the object’s `endpoint` field. */
  endpoint?: StringFilter | null | undefined;
  /** Filter by the object’s `nodeId` field. */
  nodeId?: Uint256Filter | null | undefined;
  /** Negates the expression. */
  not?: ComputeNodeVersionFilter | null | undefined;
  /** Checks for any expressions in this list. */
  or?: Array<ComputeNodeVersionFilter> | null | undefined;
  /** Filter by the object’s `providerAddress` field. */
  providerAddress?: AddressFilter | null | undefined;
  /** Filter by the object’s `sealX` field. */
  sealX?: Uint256Filter | null | undefined;
  /** Filter by the object’s `sealY` field. */
  sealY?: Uint256Filter | null | undefined;
  /** Filter by the object’s `sessionKey` field. */
  sessionKey?: AddressFilter | null | undefined;
  /** Filter by the object’s `updatedBlock` field. */
  updatedBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `updatedTransaction` field. */
  updatedTransaction?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `validFrom` field. */
  validFrom?: BigIntFilter | null | undefined;
  /** Filter by the object’s `validTo` field. */
  validTo?: BigIntFilter | null | undefined;
  /** Filter by the object’s `zone` field. */
  zone?: IntFilter | null | undefined;
};

/** A filter to be used against `Contest` object types. All fields are combined with a logical ‘and.’ */
export type ContestFilter = {
  /** Checks for all expressions in this list. */
  and?: Array<ContestFilter> | null | undefined;
  /** Filter by the object’s `endedBlock` field. */
  endedBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `endedTime` field. */
  endedTime?: BigIntFilter | null | undefined;
  /** Filter by the object’s `endedTransaction` field. */
  endedTransaction?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `history` relation. */
  history?: ContestToManyContestVersionFilter | null | undefined;
  /** Some related `history` exist. */
  historyExist?: boolean | null | undefined;
  /** Filter by the object’s `isOpen` field. */
  isOpen?: BooleanFilter | null | undefined;
  /** Filter by the object’s `job` relation. */
  job?: JobFilter | null | undefined;
  /** Filter by the object’s `jobId` field. */
  jobId?: Uint256Filter | null | undefined;
  /** Negates the expression. */
  not?: ContestFilter | null | undefined;
  /** Filter by the object’s `openedBlock` field. */
  openedBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `openedTime` field. */
  openedTime?: BigIntFilter | null | undefined;
  /** Filter by the object’s `openedTransaction` field. */
  openedTransaction?: Bytes32Filter | null | undefined;
  /** Checks for any expressions in this list. */
  or?: Array<ContestFilter> | null | undefined;
  /** Filter by the object’s `referee` field. */
  referee?: AddressFilter | null | undefined;
};

/** A filter to be used against many `ContestVersion` object types. All fields are combined with a logical ‘and.’ */
export type ContestToManyContestVersionFilter = {
  /** Every related `ContestVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: ContestVersionFilter | null | undefined;
  /** No related `ContestVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: ContestVersionFilter | null | undefined;
  /** Some related `ContestVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: ContestVersionFilter | null | undefined;
};

/** A filter to be used against `ContestVersion` object types. All fields are combined with a logical ‘and.’ */
export type ContestVersionFilter = {
  /** Checks for all expressions in this list. */
  and?: Array<ContestVersionFilter> | null | undefined;
  /** Filter by the object’s `current` relation. */
  current?: ContestFilter | null | undefined;
  /** Filter by the object’s `endedBlock` field. */
  endedBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `endedTime` field. */
  endedTime?: BigIntFilter | null | undefined;
  /** Filter by the object’s `endedTransaction` field. */
  endedTransaction?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `isOpen` field. */
  isOpen?: BooleanFilter | null | undefined;
  /** Filter by the object’s `jobId` field. */
  jobId?: Uint256Filter | null | undefined;
  /** Negates the expression. */
  not?: ContestVersionFilter | null | undefined;
  /** Filter by the object’s `openedBlock` field. */
  openedBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `openedTime` field. */
  openedTime?: BigIntFilter | null | undefined;
  /** Filter by the object’s `openedTransaction` field. */
  openedTransaction?: Bytes32Filter | null | undefined;
  /** Checks for any expressions in this list. */
  or?: Array<ContestVersionFilter> | null | undefined;
  /** Filter by the object’s `referee` field. */
  referee?: AddressFilter | null | undefined;
  /** Filter by the object’s `validFrom` field. */
  validFrom?: BigIntFilter | null | undefined;
  /** Filter by the object’s `validTo` field. */
  validTo?: BigIntFilter | null | undefined;
};

/** A filter to be used against `Contract` object types. All fields are combined with a logical ‘and.’ */
export type ContractFilter = {
  /** Filter by the object’s `address` field. */
  address?: AddressFilter | null | undefined;
  /** Checks for all expressions in this list. */
  and?: Array<ContractFilter> | null | undefined;
  /** Filter by the object’s `events` relation. */
  events?: ContractToManyEventFilter | null | undefined;
  /** Some related `events` exist. */
  eventsExist?: boolean | null | undefined;
  /** Filter by the object’s `name` field. */
  name?: StringFilter | null | undefined;
  /** Negates the expression. */
  not?: ContractFilter | null | undefined;
  /** Checks for any expressions in this list. */
  or?: Array<ContractFilter> | null | undefined;
};

/** A filter to be used against many `Event` object types. All fields are combined with a logical ‘and.’ */
export type ContractToManyEventFilter = {
  /** Every related `Event` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: EventFilter | null | undefined;
  /** No related `Event` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: EventFilter | null | undefined;
  /** Some related `Event` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: EventFilter | null | undefined;
};

/** A filter to be used against `Delivery` object types. All fields are combined with a logical ‘and.’ */
export type DeliveryFilter = {
  /** Checks for all expressions in this list. */
  and?: Array<DeliveryFilter> | null | undefined;
  /** Filter by the object’s `answeredBlock` field. */
  answeredBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `answeredTime` field. */
  answeredTime?: BigIntFilter | null | undefined;
  /** Filter by the object’s `answeredTransaction` field. */
  answeredTransaction?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `content` field. */
  content?: BytesFilter | null | undefined;
  /** Filter by the object’s `job` relation. */
  job?: JobFilter | null | undefined;
  /** Filter by the object’s `jobId` field. */
  jobId?: Uint256Filter | null | undefined;
  /** Filter by the object’s `kind` field. */
  kind?: DemandKindFilter | null | undefined;
  /** Negates the expression. */
  not?: DeliveryFilter | null | undefined;
  /** Checks for any expressions in this list. */
  or?: Array<DeliveryFilter> | null | undefined;
};

/** A filter to be used against `Demand` object types. All fields are combined with a logical ‘and.’ */
export type DemandFilter = {
  /** Checks for all expressions in this list. */
  and?: Array<DemandFilter> | null | undefined;
  /** Filter by the object’s `deadline` field. */
  deadline?: BigIntFilter | null | undefined;
  /** Filter by the object’s `deposit` field. */
  deposit?: Uint256Filter | null | undefined;
  /** Filter by the object’s `history` relation. */
  history?: DemandToManyDemandVersionFilter | null | undefined;
  /** Some related `history` exist. */
  historyExist?: boolean | null | undefined;
  /** Filter by the object’s `inputUsed` field. */
  inputUsed?: BooleanFilter | null | undefined;
  /** Filter by the object’s `job` relation. */
  job?: JobFilter | null | undefined;
  /** Filter by the object’s `jobId` field. */
  jobId?: Uint256Filter | null | undefined;
  /** Filter by the object’s `kind` field. */
  kind?: DemandKindFilter | null | undefined;
  /** Negates the expression. */
  not?: DemandFilter | null | undefined;
  /** Checks for any expressions in this list. */
  or?: Array<DemandFilter> | null | undefined;
  /** Filter by the object’s `outputUsed` field. */
  outputUsed?: BooleanFilter | null | undefined;
  /** Filter by the object’s `token` relation. */
  token?: TokenFilter | null | undefined;
  /** Filter by the object’s `tokenAddress` field. */
  tokenAddress?: AddressFilter | null | undefined;
  /** A related `token` exists. */
  tokenExists?: boolean | null | undefined;
  /** Filter by the object’s `updatedBlock` field. */
  updatedBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `updatedTransaction` field. */
  updatedTransaction?: Bytes32Filter | null | undefined;
};

/** What is demanded on chain for a job. */
export type DemandKind =
  /** The requester owes the input. */
  | 'INPUT'
  /** The input came; the node may call it junk. */
  | 'INPUT_ANSWERED'
  /** Nothing. */
  | 'NONE'
  /** The provider owes the output. */
  | 'OUTPUT';

/** A filter to be used against DemandKind fields. All fields are combined with a logical ‘and.’ */
export type DemandKindFilter = {
  /** Not equal to the specified value, treating null like an ordinary value. */
  distinctFrom?: DemandKind | null | undefined;
  /** Equal to the specified value. */
  equalTo?: DemandKind | null | undefined;
  /** Greater than the specified value. */
  greaterThan?: DemandKind | null | undefined;
  /** Greater than or equal to the specified value. */
  greaterThanOrEqualTo?: DemandKind | null | undefined;
  /** Included in the specified list. */
  in?: Array<DemandKind> | null | undefined;
  /** Is null (if `true` is specified) or is not null (if `false` is specified). */
  isNull?: boolean | null | undefined;
  /** Less than the specified value. */
  lessThan?: DemandKind | null | undefined;
  /** Less than or equal to the specified value. */
  lessThanOrEqualTo?: DemandKind | null | undefined;
  /** Equal to the specified value, treating null like an ordinary value. */
  notDistinctFrom?: DemandKind | null | undefined;
  /** Not equal to the specified value. */
  notEqualTo?: DemandKind | null | undefined;
  /** Not included in the specified list. */
  notIn?: Array<DemandKind> | null | undefined;
};

/** A filter to be used against many `DemandVersion` object types. All fields are combined with a logical ‘and.’ */
export type DemandToManyDemandVersionFilter = {
  /** Every related `DemandVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: DemandVersionFilter | null | undefined;
  /** No related `DemandVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: DemandVersionFilter | null | undefined;
  /** Some related `DemandVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: DemandVersionFilter | null | undefined;
};

/** A filter to be used against `DemandVersion` object types. All fields are combined with a logical ‘and.’ */
export type DemandVersionFilter = {
  /** Checks for all expressions in this list. */
  and?: Array<DemandVersionFilter> | null | undefined;
  /** Filter by the object’s `current` relation. */
  current?: DemandFilter | null | undefined;
  /** Filter by the object’s `deadline` field. */
  deadline?: BigIntFilter | null | undefined;
  /** Filter by the object’s `deposit` field. */
  deposit?: Uint256Filter | null | undefined;
  /** Filter by the object’s `inputUsed` field. */
  inputUsed?: BooleanFilter | null | undefined;
  /** Filter by the object’s `jobId` field. */
  jobId?: Uint256Filter | null | undefined;
  /** Filter by the object’s `kind` field. */
  kind?: DemandKindFilter | null | undefined;
  /** Negates the expression. */
  not?: DemandVersionFilter | null | undefined;
  /** Checks for any expressions in this list. */
  or?: Array<DemandVersionFilter> | null | undefined;
  /** Filter by the object’s `outputUsed` field. */
  outputUsed?: BooleanFilter | null | undefined;
  /** Filter by the object’s `tokenAddress` field. */
  tokenAddress?: AddressFilter | null | undefined;
  /** Filter by the object’s `updatedBlock` field. */
  updatedBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `updatedTransaction` field. */
  updatedTransaction?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `validFrom` field. */
  validFrom?: BigIntFilter | null | undefined;
  /** Filter by the object’s `validTo` field. */
  validTo?: BigIntFilter | null | undefined;
};

/** A filter to be used against `Escrow` object types. All fields are combined with a logical ‘and.’ */
export type EscrowFilter = {
  /** Filter by the object’s `amount` field. */
  amount?: Uint256Filter | null | undefined;
  /** Checks for all expressions in this list. */
  and?: Array<EscrowFilter> | null | undefined;
  /** Filter by the object’s `history` relation. */
  history?: EscrowToManyEscrowVersionFilter | null | undefined;
  /** Some related `history` exist. */
  historyExist?: boolean | null | undefined;
  /** Filter by the object’s `module` relation. */
  module?: ModuleFilter | null | undefined;
  /** Filter by the object’s `moduleAddress` field. */
  moduleAddress?: AddressFilter | null | undefined;
  /** Negates the expression. */
  not?: EscrowFilter | null | undefined;
  /** Checks for any expressions in this list. */
  or?: Array<EscrowFilter> | null | undefined;
  /** Filter by the object’s `token` relation. */
  token?: TokenFilter | null | undefined;
  /** Filter by the object’s `tokenAddress` field. */
  tokenAddress?: AddressFilter | null | undefined;
  /** Filter by the object’s `updatedBlock` field. */
  updatedBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `updatedTransaction` field. */
  updatedTransaction?: Bytes32Filter | null | undefined;
};

/** A filter to be used against many `EscrowVersion` object types. All fields are combined with a logical ‘and.’ */
export type EscrowToManyEscrowVersionFilter = {
  /** Every related `EscrowVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: EscrowVersionFilter | null | undefined;
  /** No related `EscrowVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: EscrowVersionFilter | null | undefined;
  /** Some related `EscrowVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: EscrowVersionFilter | null | undefined;
};

/** A filter to be used against `EscrowVersion` object types. All fields are combined with a logical ‘and.’ */
export type EscrowVersionFilter = {
  /** Filter by the object’s `amount` field. */
  amount?: Uint256Filter | null | undefined;
  /** Checks for all expressions in this list. */
  and?: Array<EscrowVersionFilter> | null | undefined;
  /** Filter by the object’s `current` relation. */
  current?: EscrowFilter | null | undefined;
  /** Filter by the object’s `moduleAddress` field. */
  moduleAddress?: AddressFilter | null | undefined;
  /** Negates the expression. */
  not?: EscrowVersionFilter | null | undefined;
  /** Checks for any expressions in this list. */
  or?: Array<EscrowVersionFilter> | null | undefined;
  /** Filter by the object’s `tokenAddress` field. */
  tokenAddress?: AddressFilter | null | undefined;
  /** Filter by the object’s `updatedBlock` field. */
  updatedBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `updatedTransaction` field. */
  updatedTransaction?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `validFrom` field. */
  validFrom?: BigIntFilter | null | undefined;
  /** Filter by the object’s `validTo` field. */
  validTo?: BigIntFilter | null | undefined;
};

/** A filter to be used against `Event` object types. All fields are combined with a logical ‘and.’ */
export type EventFilter = {
  /** Checks for all expressions in this list. */
  and?: Array<EventFilter> | null | undefined;
  /** Filter by the object’s `blockHash` field. */
  blockHash?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `blockNumber` field. */
  blockNumber?: BigIntFilter | null | undefined;
  /** Filter by the object’s `blockTime` field. */
  blockTime?: BigIntFilter | null | undefined;
  /** Filter by the object’s `contract` relation. */
  contract?: ContractFilter | null | undefined;
  /** Filter by the object’s `contractAddress` field. */
  contractAddress?: AddressFilter | null | undefined;
  /** Filter by the object’s `contractName` field. */
  contractName?: StringFilter | null | undefined;
  /** Filter by the object’s `data` field. */
  data?: BytesFilter | null | undefined;
  /** Filter by the object’s `job` relation. */
  job?: JobFilter | null | undefined;
  /** A related `job` exists. */
  jobExists?: boolean | null | undefined;
  /** Filter by the object’s `jobId` field. */
  jobId?: Uint256Filter | null | undefined;
  /** Filter by the object’s `logIndex` field. */
  logIndex?: IntFilter | null | undefined;
  /** Filter by the object’s `name` field. */
  name?: StringFilter | null | undefined;
  /** Negates the expression. */
  not?: EventFilter | null | undefined;
  /** Checks for any expressions in this list. */
  or?: Array<EventFilter> | null | undefined;
  /** Filter by the object’s `request` relation. */
  request?: RequestFilter | null | undefined;
  /** A related `request` exists. */
  requestExists?: boolean | null | undefined;
  /** Filter by the object’s `topic0` field. */
  topic0?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `topic1` field. */
  topic1?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `topic2` field. */
  topic2?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `topic3` field. */
  topic3?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `transactionHash` field. */
  transactionHash?: Bytes32Filter | null | undefined;
};

/** A filter to be used against `Extra` object types. All fields are combined with a logical ‘and.’ */
export type ExtraFilter = {
  /** Checks for all expressions in this list. */
  and?: Array<ExtraFilter> | null | undefined;
  /** Filter by the object’s `bps` field. */
  bps?: IntFilter | null | undefined;
  /** Filter by the object’s `job` relation. */
  job?: JobFilter | null | undefined;
  /** Filter by the object’s `jobId` field. */
  jobId?: Uint256Filter | null | undefined;
  /** Negates the expression. */
  not?: ExtraFilter | null | undefined;
  /** Checks for any expressions in this list. */
  or?: Array<ExtraFilter> | null | undefined;
  /** Filter by the object’s `payee` field. */
  payee?: AddressFilter | null | undefined;
  /** Filter by the object’s `position` field. */
  position?: IntFilter | null | undefined;
  /** Filter by the object’s `request` relation. */
  request?: RequestFilter | null | undefined;
};

/** A filter to be used against `FeeSweep` object types. All fields are combined with a logical ‘and.’ */
export type FeeSweepFilter = {
  /** Filter by the object’s `amount` field. */
  amount?: Uint256Filter | null | undefined;
  /** Checks for all expressions in this list. */
  and?: Array<FeeSweepFilter> | null | undefined;
  /** Negates the expression. */
  not?: FeeSweepFilter | null | undefined;
  /** Checks for any expressions in this list. */
  or?: Array<FeeSweepFilter> | null | undefined;
  /** Filter by the object’s `receiver` field. */
  receiver?: AddressFilter | null | undefined;
  /** Filter by the object’s `sweptBlock` field. */
  sweptBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `sweptIndex` field. */
  sweptIndex?: IntFilter | null | undefined;
  /** Filter by the object’s `sweptTime` field. */
  sweptTime?: BigIntFilter | null | undefined;
  /** Filter by the object’s `sweptTransaction` field. */
  sweptTransaction?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `token` relation. */
  token?: TokenFilter | null | undefined;
  /** Filter by the object’s `tokenAddress` field. */
  tokenAddress?: AddressFilter | null | undefined;
};

/** A filter to be used against `Feedback` object types. All fields are combined with a logical ‘and.’ */
export type FeedbackFilter = {
  /** Checks for all expressions in this list. */
  and?: Array<FeedbackFilter> | null | undefined;
  /** Filter by the object’s `client` field. */
  client?: AddressFilter | null | undefined;
  /** Filter by the object’s `contentHash` field. */
  contentHash?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `endpoint` field. */
  endpoint?: StringFilter | null | undefined;
  /** Filter by the object’s `feedbackIndex` field. */
  feedbackIndex?: Uint256Filter | null | undefined;
  /** Filter by the object’s `givenBlock` field. */
  givenBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `givenTime` field. */
  givenTime?: BigIntFilter | null | undefined;
  /** Filter by the object’s `history` relation. */
  history?: FeedbackToManyFeedbackVersionFilter | null | undefined;
  /** Some related `history` exist. */
  historyExist?: boolean | null | undefined;
  /** Filter by the object’s `job` relation. */
  job?: JobFilter | null | undefined;
  /** A related `job` exists. */
  jobExists?: boolean | null | undefined;
  /** Filter by the object’s `jobId` field. */
  jobId?: Uint256Filter | null | undefined;
  /** Negates the expression. */
  not?: FeedbackFilter | null | undefined;
  /** Checks for any expressions in this list. */
  or?: Array<FeedbackFilter> | null | undefined;
  /** Filter by the object’s `provider` relation. */
  provider?: ProviderFilter | null | undefined;
  /** Filter by the object’s `providerAddress` field. */
  providerAddress?: AddressFilter | null | undefined;
  /** Filter by the object’s `revoked` field. */
  revoked?: BooleanFilter | null | undefined;
  /** Filter by the object’s `tag1` field. */
  tag1?: StringFilter | null | undefined;
  /** Filter by the object’s `tag2` field. */
  tag2?: StringFilter | null | undefined;
  /** Filter by the object’s `updatedBlock` field. */
  updatedBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `updatedTransaction` field. */
  updatedTransaction?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `uri` field. */
  uri?: StringFilter | null | undefined;
  /** Filter by the object’s `value` field. */
  value?: BigFloatFilter | null | undefined;
  /** Filter by the object’s `valueDecimals` field. */
  valueDecimals?: IntFilter | null | undefined;
};

/** A filter to be used against many `FeedbackVersion` object types. All fields are combined with a logical ‘and.’ */
export type FeedbackToManyFeedbackVersionFilter = {
  /** Every related `FeedbackVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: FeedbackVersionFilter | null | undefined;
  /** No related `FeedbackVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: FeedbackVersionFilter | null | undefined;
  /** Some related `FeedbackVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: FeedbackVersionFilter | null | undefined;
};

/** A filter to be used against `FeedbackVersion` object types. All fields are combined with a logical ‘and.’ */
export type FeedbackVersionFilter = {
  /** Checks for all expressions in this list. */
  and?: Array<FeedbackVersionFilter> | null | undefined;
  /** Filter by the object’s `client` field. */
  client?: AddressFilter | null | undefined;
  /** Filter by the object’s `contentHash` field. */
  contentHash?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `current` relation. */
  current?: FeedbackFilter | null | undefined;
  /** Filter by the object’s `endpoint` field. */
  endpoint?: StringFilter | null | undefined;
  /** Filter by the object’s `feedbackIndex` field. */
  feedbackIndex?: Uint256Filter | null | undefined;
  /** Filter by the object’s `givenBlock` field. */
  givenBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `givenTime` field. */
  givenTime?: BigIntFilter | null | undefined;
  /** Filter by the object’s `jobId` field. */
  jobId?: Uint256Filter | null | undefined;
  /** Negates the expression. */
  not?: FeedbackVersionFilter | null | undefined;
  /** Checks for any expressions in this list. */
  or?: Array<FeedbackVersionFilter> | null | undefined;
  /** Filter by the object’s `providerAddress` field. */
  providerAddress?: AddressFilter | null | undefined;
  /** Filter by the object’s `revoked` field. */
  revoked?: BooleanFilter | null | undefined;
  /** Filter by the object’s `tag1` field. */
  tag1?: StringFilter | null | undefined;
  /** Filter by the object’s `tag2` field. */
  tag2?: StringFilter | null | undefined;
  /** Filter by the object’s `updatedBlock` field. */
  updatedBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `updatedTransaction` field. */
  updatedTransaction?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `uri` field. */
  uri?: StringFilter | null | undefined;
  /** Filter by the object’s `validFrom` field. */
  validFrom?: BigIntFilter | null | undefined;
  /** Filter by the object’s `validTo` field. */
  validTo?: BigIntFilter | null | undefined;
  /** Filter by the object’s `value` field. */
  value?: BigFloatFilter | null | undefined;
  /** Filter by the object’s `valueDecimals` field. */
  valueDecimals?: IntFilter | null | undefined;
};

/** A filter to be used against Int fields. All fields are combined with a logical ‘and.’ */
export type IntFilter = {
  /** Not equal to the specified value, treating null like an ordinary value. */
  distinctFrom?: number | null | undefined;
  /** Equal to the specified value. */
  equalTo?: number | null | undefined;
  /** Greater than the specified value. */
  greaterThan?: number | null | undefined;
  /** Greater than or equal to the specified value. */
  greaterThanOrEqualTo?: number | null | undefined;
  /** Included in the specified list. */
  in?: Array<number> | null | undefined;
  /** Is null (if `true` is specified) or is not null (if `false` is specified). */
  isNull?: boolean | null | undefined;
  /** Less than the specified value. */
  lessThan?: number | null | undefined;
  /** Less than or equal to the specified value. */
  lessThanOrEqualTo?: number | null | undefined;
  /** Equal to the specified value, treating null like an ordinary value. */
  notDistinctFrom?: number | null | undefined;
  /** Not equal to the specified value. */
  notEqualTo?: number | null | undefined;
  /** Not included in the specified list. */
  notIn?: Array<number> | null | undefined;
};

/** A filter to be used against `Job` object types. All fields are combined with a logical ‘and.’ */
export type JobFilter = {
  /** Filter by the object’s `agent` field. */
  agent?: AddressFilter | null | undefined;
  /** Checks for all expressions in this list. */
  and?: Array<JobFilter> | null | undefined;
  /** Filter by the object’s `capAt` field. */
  capAt?: BigIntFilter | null | undefined;
  /** Filter by the object’s `claim` relation. */
  claim?: ClaimFilter | null | undefined;
  /** A related `claim` exists. */
  claimExists?: boolean | null | undefined;
  /** Filter by the object’s `closedBlock` field. */
  closedBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `closedTime` field. */
  closedTime?: BigIntFilter | null | undefined;
  /** Filter by the object’s `closedTransaction` field. */
  closedTransaction?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `collateral` field. */
  collateral?: Uint256Filter | null | undefined;
  /** Filter by the object’s `complaint` relation. */
  complaint?: ComplaintFilter | null | undefined;
  /** A related `complaint` exists. */
  complaintExists?: boolean | null | undefined;
  /** Filter by the object’s `contests` field. */
  contests?: IntFilter | null | undefined;
  /** Filter by the object’s `deadline` field. */
  deadline?: BigIntFilter | null | undefined;
  /** Filter by the object’s `deliveries` relation. */
  deliveries?: JobToManyDeliveryFilter | null | undefined;
  /** Some related `deliveries` exist. */
  deliveriesExist?: boolean | null | undefined;
  /** Filter by the object’s `demand` relation. */
  demand?: DemandFilter | null | undefined;
  /** A related `demand` exists. */
  demandExists?: boolean | null | undefined;
  /** Filter by the object’s `disputeSecs` field. */
  disputeSecs?: BigIntFilter | null | undefined;
  /** Filter by the object’s `events` relation. */
  events?: JobToManyEventFilter | null | undefined;
  /** Some related `events` exist. */
  eventsExist?: boolean | null | undefined;
  /** Filter by the object’s `exclusive` field. */
  exclusive?: AddressFilter | null | undefined;
  /** Filter by the object’s `exclusiveSecs` field. */
  exclusiveSecs?: BigIntFilter | null | undefined;
  /** Filter by the object’s `execSecs` field. */
  execSecs?: BigIntFilter | null | undefined;
  /** Filter by the object’s `extras` relation. */
  extras?: JobToManyExtraFilter | null | undefined;
  /** Some related `extras` exist. */
  extrasExist?: boolean | null | undefined;
  /** Filter by the object’s `extrasHash` field. */
  extrasHash?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `feeBps` field. */
  feeBps?: IntFilter | null | undefined;
  /** Filter by the object’s `feedback` relation. */
  feedback?: JobToManyFeedbackFilter | null | undefined;
  /** Some related `feedback` exist. */
  feedbackExist?: boolean | null | undefined;
  /** Filter by the object’s `gate` field. */
  gate?: AddressFilter | null | undefined;
  /** Filter by the object’s `gateData` field. */
  gateData?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `history` relation. */
  history?: JobToManyJobVersionFilter | null | undefined;
  /** Some related `history` exist. */
  historyExist?: boolean | null | undefined;
  /** Filter by the object’s `ic` field. */
  ic?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `inputCommit` field. */
  inputCommit?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `inputSecs` field. */
  inputSecs?: BigIntFilter | null | undefined;
  /** Filter by the object’s `jobId` field. */
  jobId?: Uint256Filter | null | undefined;
  /** Filter by the object’s `listed` field. */
  listed?: BooleanFilter | null | undefined;
  /** Filter by the object’s `lockSecs` field. */
  lockSecs?: BigIntFilter | null | undefined;
  /** Filter by the object’s `lockedBlock` field. */
  lockedBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `lockedTime` field. */
  lockedTime?: BigIntFilter | null | undefined;
  /** Filter by the object’s `lockedTransaction` field. */
  lockedTransaction?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `maxPrice` field. */
  maxPrice?: Uint256Filter | null | undefined;
  /** Filter by the object’s `maxUnits` field. */
  maxUnits?: BigIntFilter | null | undefined;
  /** Filter by the object’s `minPrice` field. */
  minPrice?: Uint256Filter | null | undefined;
  /** Filter by the object’s `model` relation. */
  model?: ModelFilter | null | undefined;
  /** Filter by the object’s `modelId` field. */
  modelId?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `node` relation. */
  node?: ComputeNodeFilter | null | undefined;
  /** Filter by the object’s `nodeId` field. */
  nodeId?: Uint256Filter | null | undefined;
  /** Filter by the object’s `nonce` field. */
  nonce?: Uint256Filter | null | undefined;
  /** Negates the expression. */
  not?: JobFilter | null | undefined;
  /** Checks for any expressions in this list. */
  or?: Array<JobFilter> | null | undefined;
  /** Filter by the object’s `outputMode` field. */
  outputMode?: IntFilter | null | undefined;
  /** Filter by the object’s `postedBlock` field. */
  postedBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `postedTime` field. */
  postedTime?: BigIntFilter | null | undefined;
  /** Filter by the object’s `postedTransaction` field. */
  postedTransaction?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `price` field. */
  price?: Uint256Filter | null | undefined;
  /** Filter by the object’s `proof` relation. */
  proof?: ProofFilter | null | undefined;
  /** A related `proof` exists. */
  proofExists?: boolean | null | undefined;
  /** Filter by the object’s `provider` relation. */
  provider?: ProviderFilter | null | undefined;
  /** Filter by the object’s `providerAddress` field. */
  providerAddress?: AddressFilter | null | undefined;
  /** Filter by the object’s `rampSecs` field. */
  rampSecs?: BigIntFilter | null | undefined;
  /** Filter by the object’s `rampStart` field. */
  rampStart?: BigIntFilter | null | undefined;
  /** Filter by the object’s `referees` relation. */
  referees?: JobToManyContestFilter | null | undefined;
  /** Some related `referees` exist. */
  refereesExist?: boolean | null | undefined;
  /** Filter by the object’s `regionMask` field. */
  regionMask?: Uint256Filter | null | undefined;
  /** Filter by the object’s `relay` field. */
  relay?: AddressFilter | null | undefined;
  /** Filter by the object’s `request` relation. */
  request?: RequestFilter | null | undefined;
  /** Filter by the object’s `requester` field. */
  requester?: AddressFilter | null | undefined;
  /** Filter by the object’s `requesterAccount` relation. */
  requesterAccount?: AccountFilter | null | undefined;
  /** Filter by the object’s `royaltyHash` field. */
  royaltyHash?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `rulings` relation. */
  rulings?: JobToManyRulingFilter | null | undefined;
  /** Some related `rulings` exist. */
  rulingsExist?: boolean | null | undefined;
  /** Filter by the object’s `settlement` relation. */
  settlement?: SettlementFilter | null | undefined;
  /** A related `settlement` exists. */
  settlementExists?: boolean | null | undefined;
  /** Filter by the object’s `status` field. */
  status?: JobStatusFilter | null | undefined;
  /** Filter by the object’s `submittedBlock` field. */
  submittedBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `submittedTime` field. */
  submittedTime?: BigIntFilter | null | undefined;
  /** Filter by the object’s `submittedTransaction` field. */
  submittedTransaction?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `tier` field. */
  tier?: TierFilter | null | undefined;
  /** Filter by the object’s `token` relation. */
  token?: TokenFilter | null | undefined;
  /** Filter by the object’s `tokenAddress` field. */
  tokenAddress?: AddressFilter | null | undefined;
  /** Filter by the object’s `updatedBlock` field. */
  updatedBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `updatedTransaction` field. */
  updatedTransaction?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `verifier` relation. */
  verifier?: VerifierFilter | null | undefined;
  /** Filter by the object’s `verifierAddress` field. */
  verifierAddress?: AddressFilter | null | undefined;
  /** Filter by the object’s `watchers` field. */
  watchers?: Bytes32Filter | null | undefined;
};

/** Where a job or a Request stands. */
export type JobStatus =
  /** Taken back before anybody locked it. */
  | 'CANCELLED'
  /** Given back by the provider. */
  | 'DECLINED'
  /** The provider was late. */
  | 'EXPIRED'
  /** A provider works on it. */
  | 'LOCKED'
  /** Not on the chain. */
  | 'NONE'
  /** The provider was paid. */
  | 'PAID'
  /** A Request that nobody has locked. */
  | 'POSTED'
  /** The provider was wrong and lost its collateral. */
  | 'SLASHED'
  /** Ended without fault: the requester owed something. */
  | 'STALLED'
  /** Claimed; the dispute window is open. */
  | 'SUBMITTED'
  /** Ended with everything given back. */
  | 'VOIDED';

/** A filter to be used against JobStatus fields. All fields are combined with a logical ‘and.’ */
export type JobStatusFilter = {
  /** Not equal to the specified value, treating null like an ordinary value. */
  distinctFrom?: JobStatus | null | undefined;
  /** Equal to the specified value. */
  equalTo?: JobStatus | null | undefined;
  /** Greater than the specified value. */
  greaterThan?: JobStatus | null | undefined;
  /** Greater than or equal to the specified value. */
  greaterThanOrEqualTo?: JobStatus | null | undefined;
  /** Included in the specified list. */
  in?: Array<JobStatus> | null | undefined;
  /** Is null (if `true` is specified) or is not null (if `false` is specified). */
  isNull?: boolean | null | undefined;
  /** Less than the specified value. */
  lessThan?: JobStatus | null | undefined;
  /** Less than or equal to the specified value. */
  lessThanOrEqualTo?: JobStatus | null | undefined;
  /** Equal to the specified value, treating null like an ordinary value. */
  notDistinctFrom?: JobStatus | null | undefined;
  /** Not equal to the specified value. */
  notEqualTo?: JobStatus | null | undefined;
  /** Not included in the specified list. */
  notIn?: Array<JobStatus> | null | undefined;
};

/** A filter to be used against many `Contest` object types. All fields are combined with a logical ‘and.’ */
export type JobToManyContestFilter = {
  /** Every related `Contest` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: ContestFilter | null | undefined;
  /** No related `Contest` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: ContestFilter | null | undefined;
  /** Some related `Contest` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: ContestFilter | null | undefined;
};

/** A filter to be used against many `Delivery` object types. All fields are combined with a logical ‘and.’ */
export type JobToManyDeliveryFilter = {
  /** Every related `Delivery` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: DeliveryFilter | null | undefined;
  /** No related `Delivery` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: DeliveryFilter | null | undefined;
  /** Some related `Delivery` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: DeliveryFilter | null | undefined;
};

/** A filter to be used against many `Event` object types. All fields are combined with a logical ‘and.’ */
export type JobToManyEventFilter = {
  /** Every related `Event` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: EventFilter | null | undefined;
  /** No related `Event` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: EventFilter | null | undefined;
  /** Some related `Event` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: EventFilter | null | undefined;
};

/** A filter to be used against many `Extra` object types. All fields are combined with a logical ‘and.’ */
export type JobToManyExtraFilter = {
  /** Every related `Extra` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: ExtraFilter | null | undefined;
  /** No related `Extra` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: ExtraFilter | null | undefined;
  /** Some related `Extra` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: ExtraFilter | null | undefined;
};

/** A filter to be used against many `Feedback` object types. All fields are combined with a logical ‘and.’ */
export type JobToManyFeedbackFilter = {
  /** Every related `Feedback` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: FeedbackFilter | null | undefined;
  /** No related `Feedback` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: FeedbackFilter | null | undefined;
  /** Some related `Feedback` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: FeedbackFilter | null | undefined;
};

/** A filter to be used against many `JobVersion` object types. All fields are combined with a logical ‘and.’ */
export type JobToManyJobVersionFilter = {
  /** Every related `JobVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: JobVersionFilter | null | undefined;
  /** No related `JobVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: JobVersionFilter | null | undefined;
  /** Some related `JobVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: JobVersionFilter | null | undefined;
};

/** A filter to be used against many `Ruling` object types. All fields are combined with a logical ‘and.’ */
export type JobToManyRulingFilter = {
  /** Every related `Ruling` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: RulingFilter | null | undefined;
  /** No related `Ruling` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: RulingFilter | null | undefined;
  /** Some related `Ruling` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: RulingFilter | null | undefined;
};

/** A filter to be used against `JobVersion` object types. All fields are combined with a logical ‘and.’ */
export type JobVersionFilter = {
  /** Filter by the object’s `agent` field. */
  agent?: AddressFilter | null | undefined;
  /** Checks for all expressions in this list. */
  and?: Array<JobVersionFilter> | null | undefined;
  /** Filter by the object’s `capAt` field. */
  capAt?: BigIntFilter | null | undefined;
  /** Filter by the object’s `closedBlock` field. */
  closedBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `closedTime` field. */
  closedTime?: BigIntFilter | null | undefined;
  /** Filter by the object’s `closedTransaction` field. */
  closedTransaction?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `collateral` field. */
  collateral?: Uint256Filter | null | undefined;
  /** Filter by the object’s `contests` field. */
  contests?: IntFilter | null | undefined;
  /** Filter by the object’s `current` relation. */
  current?: JobFilter | null | undefined;
  /** Filter by the object’s `deadline` field. */
  deadline?: BigIntFilter | null | undefined;
  /** Filter by the object’s `disputeSecs` field. */
  disputeSecs?: BigIntFilter | null | undefined;
  /** Filter by the object’s `exclusive` field. */
  exclusive?: AddressFilter | null | undefined;
  /** Filter by the object’s `exclusiveSecs` field. */
  exclusiveSecs?: BigIntFilter | null | undefined;
  /** Filter by the object’s `execSecs` field. */
  execSecs?: BigIntFilter | null | undefined;
  /** Filter by the object’s `extrasHash` field. */
  extrasHash?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `feeBps` field. */
  feeBps?: IntFilter | null | undefined;
  /** Filter by the object’s `gate` field. */
  gate?: AddressFilter | null | undefined;
  /** Filter by the object’s `gateData` field. */
  gateData?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `ic` field. */
  ic?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `inputCommit` field. */
  inputCommit?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `inputSecs` field. */
  inputSecs?: BigIntFilter | null | undefined;
  /** Filter by the object’s `jobId` field. */
  jobId?: Uint256Filter | null | undefined;
  /** Filter by the object’s `listed` field. */
  listed?: BooleanFilter | null | undefined;
  /** Filter by the object’s `lockSecs` field. */
  lockSecs?: BigIntFilter | null | undefined;
  /** Filter by the object’s `lockedBlock` field. */
  lockedBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `lockedTime` field. */
  lockedTime?: BigIntFilter | null | undefined;
  /** Filter by the object’s `lockedTransaction` field. */
  lockedTransaction?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `maxPrice` field. */
  maxPrice?: Uint256Filter | null | undefined;
  /** Filter by the object’s `maxUnits` field. */
  maxUnits?: BigIntFilter | null | undefined;
  /** Filter by the object’s `minPrice` field. */
  minPrice?: Uint256Filter | null | undefined;
  /** Filter by the object’s `modelId` field. */
  modelId?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `nodeId` field. */
  nodeId?: Uint256Filter | null | undefined;
  /** Filter by the object’s `nonce` field. */
  nonce?: Uint256Filter | null | undefined;
  /** Negates the expression. */
  not?: JobVersionFilter | null | undefined;
  /** Checks for any expressions in this list. */
  or?: Array<JobVersionFilter> | null | undefined;
  /** Filter by the object’s `outputMode` field. */
  outputMode?: IntFilter | null | undefined;
  /** Filter by the object’s `postedBlock` field. */
  postedBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `postedTime` field. */
  postedTime?: BigIntFilter | null | undefined;
  /** Filter by the object’s `postedTransaction` field. */
  postedTransaction?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `price` field. */
  price?: Uint256Filter | null | undefined;
  /** Filter by the object’s `providerAddress` field. */
  providerAddress?: AddressFilter | null | undefined;
  /** Filter by the object’s `rampSecs` field. */
  rampSecs?: BigIntFilter | null | undefined;
  /** Filter by the object’s `rampStart` field. */
  rampStart?: BigIntFilter | null | undefined;
  /** Filter by the object’s `regionMask` field. */
  regionMask?: Uint256Filter | null | undefined;
  /** Filter by the object’s `relay` field. */
  relay?: AddressFilter | null | undefined;
  /** Filter by the object’s `requester` field. */
  requester?: AddressFilter | null | undefined;
  /** Filter by the object’s `royaltyHash` field. */
  royaltyHash?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `status` field. */
  status?: JobStatusFilter | null | undefined;
  /** Filter by the object’s `submittedBlock` field. */
  submittedBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `submittedTime` field. */
  submittedTime?: BigIntFilter | null | undefined;
  /** Filter by the object’s `submittedTransaction` field. */
  submittedTransaction?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `tier` field. */
  tier?: TierFilter | null | undefined;
  /** Filter by the object’s `tokenAddress` field. */
  tokenAddress?: AddressFilter | null | undefined;
  /** Filter by the object’s `updatedBlock` field. */
  updatedBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `updatedTransaction` field. */
  updatedTransaction?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `validFrom` field. */
  validFrom?: BigIntFilter | null | undefined;
  /** Filter by the object’s `validTo` field. */
  validTo?: BigIntFilter | null | undefined;
  /** Filter by the object’s `verifierAddress` field. */
  verifierAddress?: AddressFilter | null | undefined;
  /** Filter by the object’s `watchers` field. */
  watchers?: Bytes32Filter | null | undefined;
};

/** What a message of a subscription says. */
export type MessageKind =
  /** Something new in a block. */
  | 'APPEND'
  /** A reorg: what earlier messages told of fromBlock and later blocks is void. */
  | 'RETRACT';

/** A filter to be used against `Model` object types. All fields are combined with a logical ‘and.’ */
export type ModelFilter = {
  /** Checks for all expressions in this list. */
  and?: Array<ModelFilter> | null | undefined;
  /** Filter by the object’s `children` relation. */
  children?: ModelToManyModelFilter | null | undefined;
  /** Some related `children` exist. */
  childrenExist?: boolean | null | undefined;
  /** Filter by the object’s `contentHash` field. */
  contentHash?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `creator` field. */
  creator?: AddressFilter | null | undefined;
  /** Filter by the object’s `depth` field. */
  depth?: IntFilter | null | undefined;
  /** Filter by the object’s `history` relation. */
  history?: ModelToManyModelVersionFilter | null | undefined;
  /** Some related `history` exist. */
  historyExist?: boolean | null | undefined;
  /** Filter by the object’s `jobs` relation. */
  jobs?: ModelToManyJobFilter | null | undefined;
  /** Some related `jobs` exist. */
  jobsExist?: boolean | null | undefined;
  /** Filter by the object’s `kind` field. */
  kind?: ModelKindFilter | null | undefined;
  /** Filter by the object’s `licenceId` field. */
  licenceId?: BigIntFilter | null | undefined;
  /** Filter by the object’s `modelId` field. */
  modelId?: Bytes32Filter | null | undefined;
  /** Negates the expression. */
  not?: ModelFilter | null | undefined;
  /** Checks for any expressions in this list. */
  or?: Array<ModelFilter> | null | undefined;
  /** Filter by the object’s `ownBps` field. */
  ownBps?: IntFilter | null | undefined;
  /** Filter by the object’s `parent` relation. */
  parent?: ModelFilter | null | undefined;
  /** A related `parent` exists. */
  parentExists?: boolean | null | undefined;
  /** Filter by the object’s `parentId` field. */
  parentId?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `prices` relation. */
  prices?: ModelToManyModelPriceFilter | null | undefined;
  /** Some related `prices` exist. */
  pricesExist?: boolean | null | undefined;
  /** Filter by the object’s `registeredBlock` field. */
  registeredBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `requests` relation. */
  requests?: ModelToManyRequestFilter | null | undefined;
  /** Some related `requests` exist. */
  requestsExist?: boolean | null | undefined;
  /** Filter by the object’s `retired` field. */
  retired?: BooleanFilter | null | undefined;
  /** Filter by the object’s `royalties` relation. */
  royalties?: ModelToManyRoyaltyFilter | null | undefined;
  /** Some related `royalties` exist. */
  royaltiesExist?: boolean | null | undefined;
  /** Filter by the object’s `royaltyBps` field. */
  royaltyBps?: IntFilter | null | undefined;
  /** Filter by the object’s `royaltyHash` field. */
  royaltyHash?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `updatedBlock` field. */
  updatedBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `updatedTransaction` field. */
  updatedTransaction?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `uri` field. */
  uri?: StringFilter | null | undefined;
};

/** What a Model is. */
export type ModelKind =
  /** Changes its parent. */
  | 'ADAPTER'
  /** A network of its own. */
  | 'MODEL'
  /** Goes before the input of its parent. */
  | 'PROMPT';

/** A filter to be used against ModelKind fields. All fields are combined with a logical ‘and.’ */
export type ModelKindFilter = {
  /** Not equal to the specified value, treating null like an ordinary value. */
  distinctFrom?: ModelKind | null | undefined;
  /** Equal to the specified value. */
  equalTo?: ModelKind | null | undefined;
  /** Greater than the specified value. */
  greaterThan?: ModelKind | null | undefined;
  /** Greater than or equal to the specified value. */
  greaterThanOrEqualTo?: ModelKind | null | undefined;
  /** Included in the specified list. */
  in?: Array<ModelKind> | null | undefined;
  /** Is null (if `true` is specified) or is not null (if `false` is specified). */
  isNull?: boolean | null | undefined;
  /** Less than the specified value. */
  lessThan?: ModelKind | null | undefined;
  /** Less than or equal to the specified value. */
  lessThanOrEqualTo?: ModelKind | null | undefined;
  /** Equal to the specified value, treating null like an ordinary value. */
  notDistinctFrom?: ModelKind | null | undefined;
  /** Not equal to the specified value. */
  notEqualTo?: ModelKind | null | undefined;
  /** Not included in the specified list. */
  notIn?: Array<ModelKind> | null | undefined;
};

/** A filter to be used against `ModelPrice` object types. All fields are combined with a logical ‘and.’ */
export type ModelPriceFilter = {
  /** Checks for all expressions in this list. */
  and?: Array<ModelPriceFilter> | null | undefined;
  /** Filter by the object’s `earned` field. */
  earned?: Uint256Filter | null | undefined;
  /** Filter by the object’s `history` relation. */
  history?: ModelPriceToManyModelPriceVersionFilter | null | undefined;
  /** Some related `history` exist. */
  historyExist?: boolean | null | undefined;
  /** Filter by the object’s `locked` field. */
  locked?: BigIntFilter | null | undefined;
  /** Filter by the object’s `model` relation. */
  model?: ModelFilter | null | undefined;
  /** Filter by the object’s `modelId` field. */
  modelId?: Bytes32Filter | null | undefined;
  /** Negates the expression. */
  not?: ModelPriceFilter | null | undefined;
  /** Checks for any expressions in this list. */
  or?: Array<ModelPriceFilter> | null | undefined;
  /** Filter by the object’s `paid` field. */
  paid?: BigIntFilter | null | undefined;
  /** Filter by the object’s `period` field. */
  period?: PeriodFilter | null | undefined;
  /** Filter by the object’s `priceMax` field. */
  priceMax?: Uint256Filter | null | undefined;
  /** Filter by the object’s `priceMin` field. */
  priceMin?: Uint256Filter | null | undefined;
  /** Filter by the object’s `priceTotal` field. */
  priceTotal?: Uint256Filter | null | undefined;
  /** Filter by the object’s `startsAt` field. */
  startsAt?: BigIntFilter | null | undefined;
  /** Filter by the object’s `token` relation. */
  token?: TokenFilter | null | undefined;
  /** Filter by the object’s `tokenAddress` field. */
  tokenAddress?: AddressFilter | null | undefined;
  /** Filter by the object’s `unitsTotal` field. */
  unitsTotal?: Uint256Filter | null | undefined;
  /** Filter by the object’s `updatedBlock` field. */
  updatedBlock?: BigIntFilter | null | undefined;
};

/** A filter to be used against many `ModelPriceVersion` object types. All fields are combined with a logical ‘and.’ */
export type ModelPriceToManyModelPriceVersionFilter = {
  /** Every related `ModelPriceVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: ModelPriceVersionFilter | null | undefined;
  /** No related `ModelPriceVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: ModelPriceVersionFilter | null | undefined;
  /** Some related `ModelPriceVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: ModelPriceVersionFilter | null | undefined;
};

/** A filter to be used against `ModelPriceVersion` object types. All fields are combined with a logical ‘and.’ */
export type ModelPriceVersionFilter = {
  /** Checks for all expressions in this list. */
  and?: Array<ModelPriceVersionFilter> | null | undefined;
  /** Filter by the object’s `current` relation. */
  current?: ModelPriceFilter | null | undefined;
  /** Filter by the object’s `earned` field. */
  earned?: Uint256Filter | null | undefined;
  /** Filter by the object’s `locked` field. */
  locked?: BigIntFilter | null | undefined;
  /** Filter by the object’s `modelId` field. */
  modelId?: Bytes32Filter | null | undefined;
  /** Negates the expression. */
  not?: ModelPriceVersionFilter | null | undefined;
  /** Checks for any expressions in this list. */
  or?: Array<ModelPriceVersionFilter> | null | undefined;
  /** Filter by the object’s `paid` field. */
  paid?: BigIntFilter | null | undefined;
  /** Filter by the object’s `period` field. */
  period?: PeriodFilter | null | undefined;
  /** Filter by the object’s `priceMax` field. */
  priceMax?: Uint256Filter | null | undefined;
  /** Filter by the object’s `priceMin` field. */
  priceMin?: Uint256Filter | null | undefined;
  /** Filter by the object’s `priceTotal` field. */
  priceTotal?: Uint256Filter | null | undefined;
  /** Filter by the object’s `startsAt` field. */
  startsAt?: BigIntFilter | null | undefined;
  /** Filter by the object’s `tokenAddress` field. */
  tokenAddress?: AddressFilter | null | undefined;
  /** Filter by the object’s `unitsTotal` field. */
  unitsTotal?: Uint256Filter | null | undefined;
  /** Filter by the object’s `updatedBlock` field. */
  updatedBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `validFrom` field. */
  validFrom?: BigIntFilter | null | undefined;
  /** Filter by the object’s `validTo` field. */
  validTo?: BigIntFilter | null | undefined;
};

/** A filter to be used against many `Job` object types. All fields are combined with a logical ‘and.’ */
export type ModelToManyJobFilter = {
  /** Every related `Job` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: JobFilter | null | undefined;
  /** No related `Job` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: JobFilter | null | undefined;
  /** Some related `Job` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: JobFilter | null | undefined;
};

/** A filter to be used against many `Model` object types. All fields are combined with a logical ‘and.’ */
export type ModelToManyModelFilter = {
  /** Every related `Model` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: ModelFilter | null | undefined;
  /** No related `Model` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: ModelFilter | null | undefined;
  /** Some related `Model` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: ModelFilter | null | undefined;
};

/** A filter to be used against many `ModelPrice` object types. All fields are combined with a logical ‘and.’ */
export type ModelToManyModelPriceFilter = {
  /** Every related `ModelPrice` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: ModelPriceFilter | null | undefined;
  /** No related `ModelPrice` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: ModelPriceFilter | null | undefined;
  /** Some related `ModelPrice` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: ModelPriceFilter | null | undefined;
};

/** A filter to be used against many `ModelVersion` object types. All fields are combined with a logical ‘and.’ */
export type ModelToManyModelVersionFilter = {
  /** Every related `ModelVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: ModelVersionFilter | null | undefined;
  /** No related `ModelVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: ModelVersionFilter | null | undefined;
  /** Some related `ModelVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: ModelVersionFilter | null | undefined;
};

/** A filter to be used against many `Request` object types. All fields are combined with a logical ‘and.’ */
export type ModelToManyRequestFilter = {
  /** Every related `Request` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: RequestFilter | null | undefined;
  /** No related `Request` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: RequestFilter | null | undefined;
  /** Some related `Request` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: RequestFilter | null | undefined;
};

/** A filter to be used against many `Royalty` object types. All fields are combined with a logical ‘and.’ */
export type ModelToManyRoyaltyFilter = {
  /** Every related `Royalty` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: RoyaltyFilter | null | undefined;
  /** No related `Royalty` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: RoyaltyFilter | null | undefined;
  /** Some related `Royalty` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: RoyaltyFilter | null | undefined;
};

/** A filter to be used against `ModelVersion` object types. All fields are combined with a logical ‘and.’ */
export type ModelVersionFilter = {
  /** Checks for all expressions in this list. */
  and?: Array<ModelVersionFilter> | null | undefined;
  /** Filter by the object’s `contentHash` field. */
  contentHash?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `creator` field. */
  creator?: AddressFilter | null | undefined;
  /** Filter by the object’s `current` relation. */
  current?: ModelFilter | null | undefined;
  /** Filter by the object’s `depth` field. */
  depth?: IntFilter | null | undefined;
  /** Filter by the object’s `kind` field. */
  kind?: ModelKindFilter | null | undefined;
  /** Filter by the object’s `licenceId` field. */
  licenceId?: BigIntFilter | null | undefined;
  /** Filter by the object’s `modelId` field. */
  modelId?: Bytes32Filter | null | undefined;
  /** Negates the expression. */
  not?: ModelVersionFilter | null | undefined;
  /** Checks for any expressions in this list. */
  or?: Array<ModelVersionFilter> | null | undefined;
  /** Filter by the object’s `ownBps` field. */
  ownBps?: IntFilter | null | undefined;
  /** Filter by the object’s `parentId` field. */
  parentId?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `registeredBlock` field. */
  registeredBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `retired` field. */
  retired?: BooleanFilter | null | undefined;
  /** Filter by the object’s `royaltyBps` field. */
  royaltyBps?: IntFilter | null | undefined;
  /** Filter by the object’s `royaltyHash` field. */
  royaltyHash?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `updatedBlock` field. */
  updatedBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `updatedTransaction` field. */
  updatedTransaction?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `uri` field. */
  uri?: StringFilter | null | undefined;
  /** Filter by the object’s `validFrom` field. */
  validFrom?: BigIntFilter | null | undefined;
  /** Filter by the object’s `validTo` field. */
  validTo?: BigIntFilter | null | undefined;
};

/** A filter to be used against `Module` object types. All fields are combined with a logical ‘and.’ */
export type ModuleFilter = {
  /** Filter by the object’s `address` field. */
  address?: AddressFilter | null | undefined;
  /** Checks for all expressions in this list. */
  and?: Array<ModuleFilter> | null | undefined;
  /** Filter by the object’s `escrows` relation. */
  escrows?: ModuleToManyEscrowFilter | null | undefined;
  /** Some related `escrows` exist. */
  escrowsExist?: boolean | null | undefined;
  /** Filter by the object’s `history` relation. */
  history?: ModuleToManyModuleVersionFilter | null | undefined;
  /** Some related `history` exist. */
  historyExist?: boolean | null | undefined;
  /** Filter by the object’s `kind` field. */
  kind?: ModuleKindFilter | null | undefined;
  /** Negates the expression. */
  not?: ModuleFilter | null | undefined;
  /** Filter by the object’s `optIns` relation. */
  optIns?: ModuleToManyOptInFilter | null | undefined;
  /** Some related `optIns` exist. */
  optInsExist?: boolean | null | undefined;
  /** Checks for any expressions in this list. */
  or?: Array<ModuleFilter> | null | undefined;
  /** Filter by the object’s `updatedBlock` field. */
  updatedBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `updatedTransaction` field. */
  updatedTransaction?: Bytes32Filter | null | undefined;
};

/** How a module of the Vault came to be. */
export type ModuleKind =
  /** With the Vault. */
  | 'GENESIS'
  /** Added after an announcement. */
  | 'LATER'
  /** It is none. */
  | 'NONE';

/** A filter to be used against ModuleKind fields. All fields are combined with a logical ‘and.’ */
export type ModuleKindFilter = {
  /** Not equal to the specified value, treating null like an ordinary value. */
  distinctFrom?: ModuleKind | null | undefined;
  /** Equal to the specified value. */
  equalTo?: ModuleKind | null | undefined;
  /** Greater than the specified value. */
  greaterThan?: ModuleKind | null | undefined;
  /** Greater than or equal to the specified value. */
  greaterThanOrEqualTo?: ModuleKind | null | undefined;
  /** Included in the specified list. */
  in?: Array<ModuleKind> | null | undefined;
  /** Is null (if `true` is specified) or is not null (if `false` is specified). */
  isNull?: boolean | null | undefined;
  /** Less than the specified value. */
  lessThan?: ModuleKind | null | undefined;
  /** Less than or equal to the specified value. */
  lessThanOrEqualTo?: ModuleKind | null | undefined;
  /** Equal to the specified value, treating null like an ordinary value. */
  notDistinctFrom?: ModuleKind | null | undefined;
  /** Not equal to the specified value. */
  notEqualTo?: ModuleKind | null | undefined;
  /** Not included in the specified list. */
  notIn?: Array<ModuleKind> | null | undefined;
};

/** A filter to be used against many `Escrow` object types. All fields are combined with a logical ‘and.’ */
export type ModuleToManyEscrowFilter = {
  /** Every related `Escrow` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: EscrowFilter | null | undefined;
  /** No related `Escrow` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: EscrowFilter | null | undefined;
  /** Some related `Escrow` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: EscrowFilter | null | undefined;
};

/** A filter to be used against many `ModuleVersion` object types. All fields are combined with a logical ‘and.’ */
export type ModuleToManyModuleVersionFilter = {
  /** Every related `ModuleVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: ModuleVersionFilter | null | undefined;
  /** No related `ModuleVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: ModuleVersionFilter | null | undefined;
  /** Some related `ModuleVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: ModuleVersionFilter | null | undefined;
};

/** A filter to be used against many `OptIn` object types. All fields are combined with a logical ‘and.’ */
export type ModuleToManyOptInFilter = {
  /** Every related `OptIn` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: OptInFilter | null | undefined;
  /** No related `OptIn` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: OptInFilter | null | undefined;
  /** Some related `OptIn` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: OptInFilter | null | undefined;
};

/** A filter to be used against `ModuleVersion` object types. All fields are combined with a logical ‘and.’ */
export type ModuleVersionFilter = {
  /** Filter by the object’s `address` field. */
  address?: AddressFilter | null | undefined;
  /** Checks for all expressions in this list. */
  and?: Array<ModuleVersionFilter> | null | undefined;
  /** Filter by the object’s `current` relation. */
  current?: ModuleFilter | null | undefined;
  /** Filter by the object’s `kind` field. */
  kind?: ModuleKindFilter | null | undefined;
  /** Negates the expression. */
  not?: ModuleVersionFilter | null | undefined;
  /** Checks for any expressions in this list. */
  or?: Array<ModuleVersionFilter> | null | undefined;
  /** Filter by the object’s `updatedBlock` field. */
  updatedBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `updatedTransaction` field. */
  updatedTransaction?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `validFrom` field. */
  validFrom?: BigIntFilter | null | undefined;
  /** Filter by the object’s `validTo` field. */
  validTo?: BigIntFilter | null | undefined;
};

/** A filter to be used against `Operator` object types. All fields are combined with a logical ‘and.’ */
export type OperatorFilter = {
  /** Filter by the object’s `address` field. */
  address?: AddressFilter | null | undefined;
  /** Checks for all expressions in this list. */
  and?: Array<OperatorFilter> | null | undefined;
  /** Filter by the object’s `history` relation. */
  history?: OperatorToManyOperatorVersionFilter | null | undefined;
  /** Some related `history` exist. */
  historyExist?: boolean | null | undefined;
  /** Filter by the object’s `isOn` field. */
  isOn?: BooleanFilter | null | undefined;
  /** Negates the expression. */
  not?: OperatorFilter | null | undefined;
  /** Checks for any expressions in this list. */
  or?: Array<OperatorFilter> | null | undefined;
  /** Filter by the object’s `provider` relation. */
  provider?: ProviderFilter | null | undefined;
  /** Filter by the object’s `providerAddress` field. */
  providerAddress?: AddressFilter | null | undefined;
  /** Filter by the object’s `updatedBlock` field. */
  updatedBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `updatedTransaction` field. */
  updatedTransaction?: Bytes32Filter | null | undefined;
};

/** A filter to be used against many `OperatorVersion` object types. All fields are combined with a logical ‘and.’ */
export type OperatorToManyOperatorVersionFilter = {
  /** Every related `OperatorVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: OperatorVersionFilter | null | undefined;
  /** No related `OperatorVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: OperatorVersionFilter | null | undefined;
  /** Some related `OperatorVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: OperatorVersionFilter | null | undefined;
};

/** A filter to be used against `OperatorVersion` object types. All fields are combined with a logical ‘and.’ */
export type OperatorVersionFilter = {
  /** Filter by the object’s `address` field. */
  address?: AddressFilter | null | undefined;
  /** Checks for all expressions in this list. */
  and?: Array<OperatorVersionFilter> | null | undefined;
  /** Filter by the object’s `current` relation. */
  current?: OperatorFilter | null | undefined;
  /** Filter by the object’s `isOn` field. */
  isOn?: BooleanFilter | null | undefined;
  /** Negates the expression. */
  not?: OperatorVersionFilter | null | undefined;
  /** Checks for any expressions in this list. */
  or?: Array<OperatorVersionFilter> | null | undefined;
  /** Filter by the object’s `providerAddress` field. */
  providerAddress?: AddressFilter | null | undefined;
  /** Filter by the object’s `updatedBlock` field. */
  updatedBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `updatedTransaction` field. */
  updatedTransaction?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `validFrom` field. */
  validFrom?: BigIntFilter | null | undefined;
  /** Filter by the object’s `validTo` field. */
  validTo?: BigIntFilter | null | undefined;
};

/** A filter to be used against `OptIn` object types. All fields are combined with a logical ‘and.’ */
export type OptInFilter = {
  /** Filter by the object’s `account` field. */
  account?: AddressFilter | null | undefined;
  /** Checks for all expressions in this list. */
  and?: Array<OptInFilter> | null | undefined;
  /** Filter by the object’s `history` relation. */
  history?: OptInToManyOptInVersionFilter | null | undefined;
  /** Some related `history` exist. */
  historyExist?: boolean | null | undefined;
  /** Filter by the object’s `isOn` field. */
  isOn?: BooleanFilter | null | undefined;
  /** Filter by the object’s `module` relation. */
  module?: ModuleFilter | null | undefined;
  /** Filter by the object’s `moduleAddress` field. */
  moduleAddress?: AddressFilter | null | undefined;
  /** Negates the expression. */
  not?: OptInFilter | null | undefined;
  /** Checks for any expressions in this list. */
  or?: Array<OptInFilter> | null | undefined;
  /** Filter by the object’s `updatedBlock` field. */
  updatedBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `updatedTransaction` field. */
  updatedTransaction?: Bytes32Filter | null | undefined;
};

/** A filter to be used against many `OptInVersion` object types. All fields are combined with a logical ‘and.’ */
export type OptInToManyOptInVersionFilter = {
  /** Every related `OptInVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: OptInVersionFilter | null | undefined;
  /** No related `OptInVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: OptInVersionFilter | null | undefined;
  /** Some related `OptInVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: OptInVersionFilter | null | undefined;
};

/** A filter to be used against `OptInVersion` object types. All fields are combined with a logical ‘and.’ */
export type OptInVersionFilter = {
  /** Filter by the object’s `account` field. */
  account?: AddressFilter | null | undefined;
  /** Checks for all expressions in this list. */
  and?: Array<OptInVersionFilter> | null | undefined;
  /** Filter by the object’s `current` relation. */
  current?: OptInFilter | null | undefined;
  /** Filter by the object’s `isOn` field. */
  isOn?: BooleanFilter | null | undefined;
  /** Filter by the object’s `moduleAddress` field. */
  moduleAddress?: AddressFilter | null | undefined;
  /** Negates the expression. */
  not?: OptInVersionFilter | null | undefined;
  /** Checks for any expressions in this list. */
  or?: Array<OptInVersionFilter> | null | undefined;
  /** Filter by the object’s `updatedBlock` field. */
  updatedBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `updatedTransaction` field. */
  updatedTransaction?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `validFrom` field. */
  validFrom?: BigIntFilter | null | undefined;
  /** Filter by the object’s `validTo` field. */
  validTo?: BigIntFilter | null | undefined;
};

/** How long a sum goes on. */
export type Period =
  /** A day, UTC. */
  | 'DAY'
  /** An hour. */
  | 'HOUR';

/** A filter to be used against Period fields. All fields are combined with a logical ‘and.’ */
export type PeriodFilter = {
  /** Not equal to the specified value, treating null like an ordinary value. */
  distinctFrom?: Period | null | undefined;
  /** Equal to the specified value. */
  equalTo?: Period | null | undefined;
  /** Greater than the specified value. */
  greaterThan?: Period | null | undefined;
  /** Greater than or equal to the specified value. */
  greaterThanOrEqualTo?: Period | null | undefined;
  /** Included in the specified list. */
  in?: Array<Period> | null | undefined;
  /** Is null (if `true` is specified) or is not null (if `false` is specified). */
  isNull?: boolean | null | undefined;
  /** Less than the specified value. */
  lessThan?: Period | null | undefined;
  /** Less than or equal to the specified value. */
  lessThanOrEqualTo?: Period | null | undefined;
  /** Equal to the specified value, treating null like an ordinary value. */
  notDistinctFrom?: Period | null | undefined;
  /** Not equal to the specified value. */
  notEqualTo?: Period | null | undefined;
  /** Not included in the specified list. */
  notIn?: Array<Period> | null | undefined;
};

/** A filter to be used against `Proof` object types. All fields are combined with a logical ‘and.’ */
export type ProofFilter = {
  /** Checks for all expressions in this list. */
  and?: Array<ProofFilter> | null | undefined;
  /** Filter by the object’s `gasUsed` field. */
  gasUsed?: BigIntFilter | null | undefined;
  /** Filter by the object’s `job` relation. */
  job?: JobFilter | null | undefined;
  /** Filter by the object’s `jobId` field. */
  jobId?: Uint256Filter | null | undefined;
  /** Negates the expression. */
  not?: ProofFilter | null | undefined;
  /** Checks for any expressions in this list. */
  or?: Array<ProofFilter> | null | undefined;
  /** Filter by the object’s `proofBytes` field. */
  proofBytes?: IntFilter | null | undefined;
  /** Filter by the object’s `settledBlock` field. */
  settledBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `settledTransaction` field. */
  settledTransaction?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `settlement` relation. */
  settlement?: SettlementFilter | null | undefined;
  /** Filter by the object’s `settlements` field. */
  settlements?: IntFilter | null | undefined;
};

/** A filter to be used against `Provider` object types. All fields are combined with a logical ‘and.’ */
export type ProviderFilter = {
  /** Filter by the object’s `address` field. */
  address?: AddressFilter | null | undefined;
  /** Checks for all expressions in this list. */
  and?: Array<ProviderFilter> | null | undefined;
  /** Filter by the object’s `bonds` relation. */
  bonds?: ProviderToManyBondFilter | null | undefined;
  /** Some related `bonds` exist. */
  bondsExist?: boolean | null | undefined;
  /** Filter by the object’s `capacities` relation. */
  capacities?: ProviderToManyCapacityFilter | null | undefined;
  /** Some related `capacities` exist. */
  capacitiesExist?: boolean | null | undefined;
  /** Filter by the object’s `feedback` relation. */
  feedback?: ProviderToManyFeedbackFilter | null | undefined;
  /** Some related `feedback` exist. */
  feedbackExist?: boolean | null | undefined;
  /** Filter by the object’s `firstBlock` field. */
  firstBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `history` relation. */
  history?: ProviderToManyProviderVersionFilter | null | undefined;
  /** Some related `history` exist. */
  historyExist?: boolean | null | undefined;
  /** Filter by the object’s `holdUntil` field. */
  holdUntil?: BigIntFilter | null | undefined;
  /** Filter by the object’s `jobs` relation. */
  jobs?: ProviderToManyJobFilter | null | undefined;
  /** Some related `jobs` exist. */
  jobsExist?: boolean | null | undefined;
  /** Filter by the object’s `nodes` relation. */
  nodes?: ProviderToManyComputeNodeFilter | null | undefined;
  /** Some related `nodes` exist. */
  nodesExist?: boolean | null | undefined;
  /** Negates the expression. */
  not?: ProviderFilter | null | undefined;
  /** Filter by the object’s `operators` relation. */
  operators?: ProviderToManyOperatorFilter | null | undefined;
  /** Some related `operators` exist. */
  operatorsExist?: boolean | null | undefined;
  /** Checks for any expressions in this list. */
  or?: Array<ProviderFilter> | null | undefined;
  /** Filter by the object’s `records` relation. */
  records?: ProviderToManyRecordFilter | null | undefined;
  /** Some related `records` exist. */
  recordsExist?: boolean | null | undefined;
  /** Filter by the object’s `stake` field. */
  stake?: Uint256Filter | null | undefined;
  /** Filter by the object’s `thawAt` field. */
  thawAt?: BigIntFilter | null | undefined;
  /** Filter by the object’s `thawing` field. */
  thawing?: Uint256Filter | null | undefined;
  /** Filter by the object’s `updatedBlock` field. */
  updatedBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `updatedTransaction` field. */
  updatedTransaction?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `utilisations` relation. */
  utilisations?: ProviderToManyUtilisationFilter | null | undefined;
  /** Some related `utilisations` exist. */
  utilisationsExist?: boolean | null | undefined;
};

/** A filter to be used against many `Bond` object types. All fields are combined with a logical ‘and.’ */
export type ProviderToManyBondFilter = {
  /** Every related `Bond` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: BondFilter | null | undefined;
  /** No related `Bond` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: BondFilter | null | undefined;
  /** Some related `Bond` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: BondFilter | null | undefined;
};

/** A filter to be used against many `Capacity` object types. All fields are combined with a logical ‘and.’ */
export type ProviderToManyCapacityFilter = {
  /** Every related `Capacity` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: CapacityFilter | null | undefined;
  /** No related `Capacity` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: CapacityFilter | null | undefined;
  /** Some related `Capacity` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: CapacityFilter | null | undefined;
};

/** A filter to be used against many `ComputeNode` object types. All fields are combined with a logical ‘and.’ */
export type ProviderToManyComputeNodeFilter = {
  /** Every related `ComputeNode` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: ComputeNodeFilter | null | undefined;
  /** No related `ComputeNode` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: ComputeNodeFilter | null | undefined;
  /** Some related `ComputeNode` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: ComputeNodeFilter | null | undefined;
};

/** A filter to be used against many `Feedback` object types. All fields are combined with a logical ‘and.’ */
export type ProviderToManyFeedbackFilter = {
  /** Every related `Feedback` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: FeedbackFilter | null | undefined;
  /** No related `Feedback` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: FeedbackFilter | null | undefined;
  /** Some related `Feedback` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: FeedbackFilter | null | undefined;
};

/** A filter to be used against many `Job` object types. All fields are combined with a logical ‘and.’ */
export type ProviderToManyJobFilter = {
  /** Every related `Job` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: JobFilter | null | undefined;
  /** No related `Job` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: JobFilter | null | undefined;
  /** Some related `Job` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: JobFilter | null | undefined;
};

/** A filter to be used against many `Operator` object types. All fields are combined with a logical ‘and.’ */
export type ProviderToManyOperatorFilter = {
  /** Every related `Operator` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: OperatorFilter | null | undefined;
  /** No related `Operator` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: OperatorFilter | null | undefined;
  /** Some related `Operator` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: OperatorFilter | null | undefined;
};

/** A filter to be used against many `ProviderVersion` object types. All fields are combined with a logical ‘and.’ */
export type ProviderToManyProviderVersionFilter = {
  /** Every related `ProviderVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: ProviderVersionFilter | null | undefined;
  /** No related `ProviderVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: ProviderVersionFilter | null | undefined;
  /** Some related `ProviderVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: ProviderVersionFilter | null | undefined;
};

/** A filter to be used against many `Record` object types. All fields are combined with a logical ‘and.’ */
export type ProviderToManyRecordFilter = {
  /** Every related `Record` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: RecordFilter | null | undefined;
  /** No related `Record` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: RecordFilter | null | undefined;
  /** Some related `Record` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: RecordFilter | null | undefined;
};

/** A filter to be used against many `Utilisation` object types. All fields are combined with a logical ‘and.’ */
export type ProviderToManyUtilisationFilter = {
  /** Every related `Utilisation` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: UtilisationFilter | null | undefined;
  /** No related `Utilisation` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: UtilisationFilter | null | undefined;
  /** Some related `Utilisation` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: UtilisationFilter | null | undefined;
};

/** A filter to be used against `ProviderVersion` object types. All fields are combined with a logical ‘and.’ */
export type ProviderVersionFilter = {
  /** Filter by the object’s `address` field. */
  address?: AddressFilter | null | undefined;
  /** Checks for all expressions in this list. */
  and?: Array<ProviderVersionFilter> | null | undefined;
  /** Filter by the object’s `current` relation. */
  current?: ProviderFilter | null | undefined;
  /** Filter by the object’s `firstBlock` field. */
  firstBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `holdUntil` field. */
  holdUntil?: BigIntFilter | null | undefined;
  /** Negates the expression. */
  not?: ProviderVersionFilter | null | undefined;
  /** Checks for any expressions in this list. */
  or?: Array<ProviderVersionFilter> | null | undefined;
  /** Filter by the object’s `stake` field. */
  stake?: Uint256Filter | null | undefined;
  /** Filter by the object’s `thawAt` field. */
  thawAt?: BigIntFilter | null | undefined;
  /** Filter by the object’s `thawing` field. */
  thawing?: Uint256Filter | null | undefined;
  /** Filter by the object’s `updatedBlock` field. */
  updatedBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `updatedTransaction` field. */
  updatedTransaction?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `validFrom` field. */
  validFrom?: BigIntFilter | null | undefined;
  /** Filter by the object’s `validTo` field. */
  validTo?: BigIntFilter | null | undefined;
};

/** A filter to be used against `Record` object types. All fields are combined with a logical ‘and.’ */
export type RecordFilter = {
  /** Checks for all expressions in this list. */
  and?: Array<RecordFilter> | null | undefined;
  /** Filter by the object’s `declined` field. */
  declined?: BigIntFilter | null | undefined;
  /** Filter by the object’s `failed` field. */
  failed?: BigIntFilter | null | undefined;
  /** Filter by the object’s `fees` field. */
  fees?: Uint256Filter | null | undefined;
  /** Filter by the object’s `history` relation. */
  history?: RecordToManyRecordVersionFilter | null | undefined;
  /** Some related `history` exist. */
  historyExist?: boolean | null | undefined;
  /** Filter by the object’s `lastAt` field. */
  lastAt?: BigIntFilter | null | undefined;
  /** Negates the expression. */
  not?: RecordFilter | null | undefined;
  /** Checks for any expressions in this list. */
  or?: Array<RecordFilter> | null | undefined;
  /** Filter by the object’s `paid` field. */
  paid?: BigIntFilter | null | undefined;
  /** Filter by the object’s `provider` relation. */
  provider?: ProviderFilter | null | undefined;
  /** Filter by the object’s `providerAddress` field. */
  providerAddress?: AddressFilter | null | undefined;
  /** Filter by the object’s `token` relation. */
  token?: TokenFilter | null | undefined;
  /** Filter by the object’s `tokenAddress` field. */
  tokenAddress?: AddressFilter | null | undefined;
  /** Filter by the object’s `updatedBlock` field. */
  updatedBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `updatedTransaction` field. */
  updatedTransaction?: Bytes32Filter | null | undefined;
};

/** A filter to be used against many `RecordVersion` object types. All fields are combined with a logical ‘and.’ */
export type RecordToManyRecordVersionFilter = {
  /** Every related `RecordVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: RecordVersionFilter | null | undefined;
  /** No related `RecordVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: RecordVersionFilter | null | undefined;
  /** Some related `RecordVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: RecordVersionFilter | null | undefined;
};

/** A filter to be used against `RecordVersion` object types. All fields are combined with a logical ‘and.’ */
export type RecordVersionFilter = {
  /** Checks for all expressions in this list. */
  and?: Array<RecordVersionFilter> | null | undefined;
  /** Filter by the object’s `current` relation. */
  current?: RecordFilter | null | undefined;
  /** Filter by the object’s `declined` field. */
  declined?: BigIntFilter | null | undefined;
  /** Filter by the object’s `failed` field. */
  failed?: BigIntFilter | null | undefined;
  /** Filter by the object’s `fees` field. */
  fees?: Uint256Filter | null | undefined;
  /** Filter by the object’s `lastAt` field. */
  lastAt?: BigIntFilter | null | undefined;
  /** Negates the expression. */
  not?: RecordVersionFilter | null | undefined;
  /** Checks for any expressions in this list. */
  or?: Array<RecordVersionFilter> | null | undefined;
  /** Filter by the object’s `paid` field. */
  paid?: BigIntFilter | null | undefined;
  /** Filter by the object’s `providerAddress` field. */
  providerAddress?: AddressFilter | null | undefined;
  /** Filter by the object’s `tokenAddress` field. */
  tokenAddress?: AddressFilter | null | undefined;
  /** Filter by the object’s `updatedBlock` field. */
  updatedBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `updatedTransaction` field. */
  updatedTransaction?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `validFrom` field. */
  validFrom?: BigIntFilter | null | undefined;
  /** Filter by the object’s `validTo` field. */
  validTo?: BigIntFilter | null | undefined;
};

/** A filter to be used against `Request` object types. All fields are combined with a logical ‘and.’ */
export type RequestFilter = {
  /** Filter by the object’s `agent` field. */
  agent?: AddressFilter | null | undefined;
  /** Checks for all expressions in this list. */
  and?: Array<RequestFilter> | null | undefined;
  /** Filter by the object’s `collateral` field. */
  collateral?: Uint256Filter | null | undefined;
  /** Filter by the object’s `disputeSecs` field. */
  disputeSecs?: BigIntFilter | null | undefined;
  /** Filter by the object’s `events` relation. */
  events?: RequestToManyEventFilter | null | undefined;
  /** Some related `events` exist. */
  eventsExist?: boolean | null | undefined;
  /** Filter by the object’s `exclusive` field. */
  exclusive?: AddressFilter | null | undefined;
  /** Filter by the object’s `exclusiveSecs` field. */
  exclusiveSecs?: BigIntFilter | null | undefined;
  /** Filter by the object’s `execSecs` field. */
  execSecs?: BigIntFilter | null | undefined;
  /** Filter by the object’s `extras` relation. */
  extras?: RequestToManyExtraFilter | null | undefined;
  /** Some related `extras` exist. */
  extrasExist?: boolean | null | undefined;
  /** Filter by the object’s `extrasHash` field. */
  extrasHash?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `gate` field. */
  gate?: AddressFilter | null | undefined;
  /** Filter by the object’s `gateData` field. */
  gateData?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `history` relation. */
  history?: RequestToManyRequestVersionFilter | null | undefined;
  /** Some related `history` exist. */
  historyExist?: boolean | null | undefined;
  /** Filter by the object’s `inputCommit` field. */
  inputCommit?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `inputSecs` field. */
  inputSecs?: BigIntFilter | null | undefined;
  /** Filter by the object’s `job` relation. */
  job?: JobFilter | null | undefined;
  /** A related `job` exists. */
  jobExists?: boolean | null | undefined;
  /** Filter by the object’s `jobId` field. */
  jobId?: Uint256Filter | null | undefined;
  /** Filter by the object’s `lockSecs` field. */
  lockSecs?: BigIntFilter | null | undefined;
  /** Filter by the object’s `maxPrice` field. */
  maxPrice?: Uint256Filter | null | undefined;
  /** Filter by the object’s `maxUnits` field. */
  maxUnits?: BigIntFilter | null | undefined;
  /** Filter by the object’s `minPrice` field. */
  minPrice?: Uint256Filter | null | undefined;
  /** Filter by the object’s `model` relation. */
  model?: ModelFilter | null | undefined;
  /** Filter by the object’s `modelId` field. */
  modelId?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `nonce` field. */
  nonce?: Uint256Filter | null | undefined;
  /** Negates the expression. */
  not?: RequestFilter | null | undefined;
  /** Checks for any expressions in this list. */
  or?: Array<RequestFilter> | null | undefined;
  /** Filter by the object’s `outputMode` field. */
  outputMode?: IntFilter | null | undefined;
  /** Filter by the object’s `postedBlock` field. */
  postedBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `postedTime` field. */
  postedTime?: BigIntFilter | null | undefined;
  /** Filter by the object’s `postedTransaction` field. */
  postedTransaction?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `rampSecs` field. */
  rampSecs?: BigIntFilter | null | undefined;
  /** Filter by the object’s `rampStart` field. */
  rampStart?: BigIntFilter | null | undefined;
  /** Filter by the object’s `regionMask` field. */
  regionMask?: Uint256Filter | null | undefined;
  /** Filter by the object’s `relay` field. */
  relay?: AddressFilter | null | undefined;
  /** Filter by the object’s `requester` field. */
  requester?: AddressFilter | null | undefined;
  /** Filter by the object’s `settlement` relation. */
  settlement?: SettlementFilter | null | undefined;
  /** A related `settlement` exists. */
  settlementExists?: boolean | null | undefined;
  /** Filter by the object’s `status` field. */
  status?: JobStatusFilter | null | undefined;
  /** Filter by the object’s `tier` field. */
  tier?: TierFilter | null | undefined;
  /** Filter by the object’s `token` relation. */
  token?: TokenFilter | null | undefined;
  /** Filter by the object’s `tokenAddress` field. */
  tokenAddress?: AddressFilter | null | undefined;
  /** Filter by the object’s `updatedBlock` field. */
  updatedBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `updatedTransaction` field. */
  updatedTransaction?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `verifier` relation. */
  verifier?: VerifierFilter | null | undefined;
  /** Filter by the object’s `verifierAddress` field. */
  verifierAddress?: AddressFilter | null | undefined;
  /** Filter by the object’s `watchers` field. */
  watchers?: Bytes32Filter | null | undefined;
};

/** A filter to be used against many `Event` object types. All fields are combined with a logical ‘and.’ */
export type RequestToManyEventFilter = {
  /** Every related `Event` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: EventFilter | null | undefined;
  /** No related `Event` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: EventFilter | null | undefined;
  /** Some related `Event` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: EventFilter | null | undefined;
};

/** A filter to be used against many `Extra` object types. All fields are combined with a logical ‘and.’ */
export type RequestToManyExtraFilter = {
  /** Every related `Extra` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: ExtraFilter | null | undefined;
  /** No related `Extra` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: ExtraFilter | null | undefined;
  /** Some related `Extra` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: ExtraFilter | null | undefined;
};

/** A filter to be used against many `RequestVersion` object types. All fields are combined with a logical ‘and.’ */
export type RequestToManyRequestVersionFilter = {
  /** Every related `RequestVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: RequestVersionFilter | null | undefined;
  /** No related `RequestVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: RequestVersionFilter | null | undefined;
  /** Some related `RequestVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: RequestVersionFilter | null | undefined;
};

/** A filter to be used against `RequestVersion` object types. All fields are combined with a logical ‘and.’ */
export type RequestVersionFilter = {
  /** Filter by the object’s `agent` field. */
  agent?: AddressFilter | null | undefined;
  /** Checks for all expressions in this list. */
  and?: Array<RequestVersionFilter> | null | undefined;
  /** Filter by the object’s `collateral` field. */
  collateral?: Uint256Filter | null | undefined;
  /** Filter by the object’s `current` relation. */
  current?: RequestFilter | null | undefined;
  /** Filter by the object’s `disputeSecs` field. */
  disputeSecs?: BigIntFilter | null | undefined;
  /** Filter by the object’s `exclusive` field. */
  exclusive?: AddressFilter | null | undefined;
  /** Filter by the object’s `exclusiveSecs` field. */
  exclusiveSecs?: BigIntFilter | null | undefined;
  /** Filter by the object’s `execSecs` field. */
  execSecs?: BigIntFilter | null | undefined;
  /** Filter by the object’s `extrasHash` field. */
  extrasHash?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `gate` field. */
  gate?: AddressFilter | null | undefined;
  /** Filter by the object’s `gateData` field. */
  gateData?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `inputCommit` field. */
  inputCommit?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `inputSecs` field. */
  inputSecs?: BigIntFilter | null | undefined;
  /** Filter by the object’s `jobId` field. */
  jobId?: Uint256Filter | null | undefined;
  /** Filter by the object’s `lockSecs` field. */
  lockSecs?: BigIntFilter | null | undefined;
  /** Filter by the object’s `maxPrice` field. */
  maxPrice?: Uint256Filter | null | undefined;
  /** Filter by the object’s `maxUnits` field. */
  maxUnits?: BigIntFilter | null | undefined;
  /** Filter by the object’s `minPrice` field. */
  minPrice?: Uint256Filter | null | undefined;
  /** Filter by the object’s `modelId` field. */
  modelId?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `nonce` field. */
  nonce?: Uint256Filter | null | undefined;
  /** Negates the expression. */
  not?: RequestVersionFilter | null | undefined;
  /** Checks for any expressions in this list. */
  or?: Array<RequestVersionFilter> | null | undefined;
  /** Filter by the object’s `outputMode` field. */
  outputMode?: IntFilter | null | undefined;
  /** Filter by the object’s `postedBlock` field. */
  postedBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `postedTime` field. */
  postedTime?: BigIntFilter | null | undefined;
  /** Filter by the object’s `postedTransaction` field. */
  postedTransaction?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `rampSecs` field. */
  rampSecs?: BigIntFilter | null | undefined;
  /** Filter by the object’s `rampStart` field. */
  rampStart?: BigIntFilter | null | undefined;
  /** Filter by the object’s `regionMask` field. */
  regionMask?: Uint256Filter | null | undefined;
  /** Filter by the object’s `relay` field. */
  relay?: AddressFilter | null | undefined;
  /** Filter by the object’s `requester` field. */
  requester?: AddressFilter | null | undefined;
  /** Filter by the object’s `status` field. */
  status?: JobStatusFilter | null | undefined;
  /** Filter by the object’s `tier` field. */
  tier?: TierFilter | null | undefined;
  /** Filter by the object’s `tokenAddress` field. */
  tokenAddress?: AddressFilter | null | undefined;
  /** Filter by the object’s `updatedBlock` field. */
  updatedBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `updatedTransaction` field. */
  updatedTransaction?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `validFrom` field. */
  validFrom?: BigIntFilter | null | undefined;
  /** Filter by the object’s `validTo` field. */
  validTo?: BigIntFilter | null | undefined;
  /** Filter by the object’s `verifierAddress` field. */
  verifierAddress?: AddressFilter | null | undefined;
  /** Filter by the object’s `watchers` field. */
  watchers?: Bytes32Filter | null | undefined;
};

/** A filter to be used against `Royalty` object types. All fields are combined with a logical ‘and.’ */
export type RoyaltyFilter = {
  /** Checks for all expressions in this list. */
  and?: Array<RoyaltyFilter> | null | undefined;
  /** Filter by the object’s `bps` field. */
  bps?: IntFilter | null | undefined;
  /** Filter by the object’s `model` relation. */
  model?: ModelFilter | null | undefined;
  /** Filter by the object’s `modelId` field. */
  modelId?: Bytes32Filter | null | undefined;
  /** Negates the expression. */
  not?: RoyaltyFilter | null | undefined;
  /** Checks for any expressions in this list. */
  or?: Array<RoyaltyFilter> | null | undefined;
  /** Filter by the object’s `payee` field. */
  payee?: AddressFilter | null | undefined;
  /** Filter by the object’s `position` field. */
  position?: IntFilter | null | undefined;
};

/** A filter to be used against `Ruling` object types. All fields are combined with a logical ‘and.’ */
export type RulingFilter = {
  /** Checks for all expressions in this list. */
  and?: Array<RulingFilter> | null | undefined;
  /** Filter by the object’s `contests` field. */
  contests?: IntFilter | null | undefined;
  /** Filter by the object’s `deadline` field. */
  deadline?: BigIntFilter | null | undefined;
  /** Filter by the object’s `digest` field. */
  digest?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `job` relation. */
  job?: JobFilter | null | undefined;
  /** Filter by the object’s `jobId` field. */
  jobId?: Uint256Filter | null | undefined;
  /** Negates the expression. */
  not?: RulingFilter | null | undefined;
  /** Checks for any expressions in this list. */
  or?: Array<RulingFilter> | null | undefined;
  /** Filter by the object’s `referee` field. */
  referee?: AddressFilter | null | undefined;
  /** Filter by the object’s `ruledBlock` field. */
  ruledBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `ruledIndex` field. */
  ruledIndex?: IntFilter | null | undefined;
  /** Filter by the object’s `ruledTime` field. */
  ruledTime?: BigIntFilter | null | undefined;
  /** Filter by the object’s `ruledTransaction` field. */
  ruledTransaction?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `ruling` field. */
  ruling?: RulingKindFilter | null | undefined;
};

/** What a referee decided. */
export type RulingKind =
  /** Nothing was wrong. */
  | 'DISMISSED'
  /** Both are at fault. */
  | 'QUARREL'
  /** It was delivered on chain; the job goes on. */
  | 'RESUME'
  /** The provider is at fault. */
  | 'SLASH'
  /** Nobody is at fault; the job ends. */
  | 'STALL';

/** A filter to be used against RulingKind fields. All fields are combined with a logical ‘and.’ */
export type RulingKindFilter = {
  /** Not equal to the specified value, treating null like an ordinary value. */
  distinctFrom?: RulingKind | null | undefined;
  /** Equal to the specified value. */
  equalTo?: RulingKind | null | undefined;
  /** Greater than the specified value. */
  greaterThan?: RulingKind | null | undefined;
  /** Greater than or equal to the specified value. */
  greaterThanOrEqualTo?: RulingKind | null | undefined;
  /** Included in the specified list. */
  in?: Array<RulingKind> | null | undefined;
  /** Is null (if `true` is specified) or is not null (if `false` is specified). */
  isNull?: boolean | null | undefined;
  /** Less than the specified value. */
  lessThan?: RulingKind | null | undefined;
  /** Less than or equal to the specified value. */
  lessThanOrEqualTo?: RulingKind | null | undefined;
  /** Equal to the specified value, treating null like an ordinary value. */
  notDistinctFrom?: RulingKind | null | undefined;
  /** Not equal to the specified value. */
  notEqualTo?: RulingKind | null | undefined;
  /** Not included in the specified list. */
  notIn?: Array<RulingKind> | null | undefined;
};

/** A filter to be used against `Settlement` object types. All fields are combined with a logical ‘and.’ */
export type SettlementFilter = {
  /** Checks for all expressions in this list. */
  and?: Array<SettlementFilter> | null | undefined;
  /** Filter by the object’s `burned` field. */
  burned?: Uint256Filter | null | undefined;
  /** Filter by the object’s `closedBlock` field. */
  closedBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `closedTime` field. */
  closedTime?: BigIntFilter | null | undefined;
  /** Filter by the object’s `closedTransaction` field. */
  closedTransaction?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `collateralBack` field. */
  collateralBack?: Uint256Filter | null | undefined;
  /** Filter by the object’s `compensation` field. */
  compensation?: Uint256Filter | null | undefined;
  /** Filter by the object’s `extras` field. */
  extras?: Uint256Filter | null | undefined;
  /** Filter by the object’s `fee` field. */
  fee?: Uint256Filter | null | undefined;
  /** Filter by the object’s `ic` field. */
  ic?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `job` relation. */
  job?: JobFilter | null | undefined;
  /** Filter by the object’s `jobId` field. */
  jobId?: Uint256Filter | null | undefined;
  /** Filter by the object’s `key` field. */
  key?: Bytes32Filter | null | undefined;
  /** Negates the expression. */
  not?: SettlementFilter | null | undefined;
  /** Checks for any expressions in this list. */
  or?: Array<SettlementFilter> | null | undefined;
  /** Filter by the object’s `proof` relation. */
  proof?: ProofFilter | null | undefined;
  /** A related `proof` exists. */
  proofExists?: boolean | null | undefined;
  /** Filter by the object’s `refund` field. */
  refund?: Uint256Filter | null | undefined;
  /** Filter by the object’s `request` relation. */
  request?: RequestFilter | null | undefined;
  /** Filter by the object’s `royalties` field. */
  royalties?: Uint256Filter | null | undefined;
  /** Filter by the object’s `status` field. */
  status?: JobStatusFilter | null | undefined;
  /** Filter by the object’s `toProvider` field. */
  toProvider?: Uint256Filter | null | undefined;
  /** Filter by the object’s `toReporter` field. */
  toReporter?: Uint256Filter | null | undefined;
};

/** A filter to be used against String fields. All fields are combined with a logical ‘and.’ */
export type StringFilter = {
  /** Not equal to the specified value, treating null like an ordinary value. */
  distinctFrom?: string | null | undefined;
  /** Not equal to the specified value, treating null like an ordinary value (case-insensitive). */
  distinctFromInsensitive?: string | null | undefined;
  /** Ends with the specified string (case-sensitive). */
  endsWith?: string | null | undefined;
  /** Ends with the specified string (case-insensitive). */
  endsWithInsensitive?: string | null | undefined;
  /** Equal to the specified value. */
  equalTo?: string | null | undefined;
  /** Equal to the specified value (case-insensitive). */
  equalToInsensitive?: string | null | undefined;
  /** Greater than the specified value. */
  greaterThan?: string | null | undefined;
  /** Greater than the specified value (case-insensitive). */
  greaterThanInsensitive?: string | null | undefined;
  /** Greater than or equal to the specified value. */
  greaterThanOrEqualTo?: string | null | undefined;
  /** Greater than or equal to the specified value (case-insensitive). */
  greaterThanOrEqualToInsensitive?: string | null | undefined;
  /** Included in the specified list. */
  in?: Array<string> | null | undefined;
  /** Included in the specified list (case-insensitive). */
  inInsensitive?: Array<string> | null | undefined;
  /** Contains the specified string (case-sensitive). */
  includes?: string | null | undefined;
  /** Contains the specified string (case-insensitive). */
  includesInsensitive?: string | null | undefined;
  /** Is null (if `true` is specified) or is not null (if `false` is specified). */
  isNull?: boolean | null | undefined;
  /** Less than the specified value. */
  lessThan?: string | null | undefined;
  /** Less than the specified value (case-insensitive). */
  lessThanInsensitive?: string | null | undefined;
  /** Less than or equal to the specified value. */
  lessThanOrEqualTo?: string | null | undefined;
  /** Less than or equal to the specified value (case-insensitive). */
  lessThanOrEqualToInsensitive?: string | null | undefined;
  /** Matches the specified pattern (case-sensitive). An underscore (_) matches any single character; a percent sign (%) matches any sequence of zero or more characters. */
  like?: string | null | undefined;
  /** Matches the specified pattern (case-insensitive). An underscore (_) matches any single character; a percent sign (%) matches any sequence of zero or more characters. */
  likeInsensitive?: string | null | undefined;
  /** Equal to the specified value, treating null like an ordinary value. */
  notDistinctFrom?: string | null | undefined;
  /** Equal to the specified value, treating null like an ordinary value (case-insensitive). */
  notDistinctFromInsensitive?: string | null | undefined;
  /** Does not end with the specified string (case-sensitive). */
  notEndsWith?: string | null | undefined;
  /** Does not end with the specified string (case-insensitive). */
  notEndsWithInsensitive?: string | null | undefined;
  /** Not equal to the specified value. */
  notEqualTo?: string | null | undefined;
  /** Not equal to the specified value (case-insensitive). */
  notEqualToInsensitive?: string | null | undefined;
  /** Not included in the specified list. */
  notIn?: Array<string> | null | undefined;
  /** Not included in the specified list (case-insensitive). */
  notInInsensitive?: Array<string> | null | undefined;
  /** Does not contain the specified string (case-sensitive). */
  notIncludes?: string | null | undefined;
  /** Does not contain the specified string (case-insensitive). */
  notIncludesInsensitive?: string | null | undefined;
  /** Does not match the specified pattern (case-sensitive). An underscore (_) matches any single character; a percent sign (%) matches any sequence of zero or more characters. */
  notLike?: string | null | undefined;
  /** Does not match the specified pattern (case-insensitive). An underscore (_) matches any single character; a percent sign (%) matches any sequence of zero or more characters. */
  notLikeInsensitive?: string | null | undefined;
  /** Does not start with the specified string (case-sensitive). */
  notStartsWith?: string | null | undefined;
  /** Does not start with the specified string (case-insensitive). */
  notStartsWithInsensitive?: string | null | undefined;
  /** Starts with the specified string (case-sensitive). */
  startsWith?: string | null | undefined;
  /** Starts with the specified string (case-insensitive). */
  startsWithInsensitive?: string | null | undefined;
};

/** How a Claim earns its payment. */
export type Tier =
  /** An attestation is checked on chain. */
  | 'ATTESTED'
  /** The requester accepts it, or its window ends. */
  | 'COOPERATIVE'
  /** Its window ends without a successful dispute. */
  | 'OPTIMISTIC'
  /** A proof of the run is checked on chain. */
  | 'VALIDITY';

/** A filter to be used against Tier fields. All fields are combined with a logical ‘and.’ */
export type TierFilter = {
  /** Not equal to the specified value, treating null like an ordinary value. */
  distinctFrom?: Tier | null | undefined;
  /** Equal to the specified value. */
  equalTo?: Tier | null | undefined;
  /** Greater than the specified value. */
  greaterThan?: Tier | null | undefined;
  /** Greater than or equal to the specified value. */
  greaterThanOrEqualTo?: Tier | null | undefined;
  /** Included in the specified list. */
  in?: Array<Tier> | null | undefined;
  /** Is null (if `true` is specified) or is not null (if `false` is specified). */
  isNull?: boolean | null | undefined;
  /** Less than the specified value. */
  lessThan?: Tier | null | undefined;
  /** Less than or equal to the specified value. */
  lessThanOrEqualTo?: Tier | null | undefined;
  /** Equal to the specified value, treating null like an ordinary value. */
  notDistinctFrom?: Tier | null | undefined;
  /** Not equal to the specified value. */
  notEqualTo?: Tier | null | undefined;
  /** Not included in the specified list. */
  notIn?: Array<Tier> | null | undefined;
};

/** A filter to be used against `Token` object types. All fields are combined with a logical ‘and.’ */
export type TokenFilter = {
  /** Filter by the object’s `accounts` relation. */
  accounts?: TokenToManyAccountFilter | null | undefined;
  /** Some related `accounts` exist. */
  accountsExist?: boolean | null | undefined;
  /** Filter by the object’s `address` field. */
  address?: AddressFilter | null | undefined;
  /** Checks for all expressions in this list. */
  and?: Array<TokenFilter> | null | undefined;
  /** Filter by the object’s `classPrices` relation. */
  classPrices?: TokenToManyClassPriceFilter | null | undefined;
  /** Some related `classPrices` exist. */
  classPricesExist?: boolean | null | undefined;
  /** Filter by the object’s `decimals` field. */
  decimals?: IntFilter | null | undefined;
  /** Filter by the object’s `demands` relation. */
  demands?: TokenToManyDemandFilter | null | undefined;
  /** Some related `demands` exist. */
  demandsExist?: boolean | null | undefined;
  /** Filter by the object’s `escrows` relation. */
  escrows?: TokenToManyEscrowFilter | null | undefined;
  /** Some related `escrows` exist. */
  escrowsExist?: boolean | null | undefined;
  /** Filter by the object’s `feeSweeps` relation. */
  feeSweeps?: TokenToManyFeeSweepFilter | null | undefined;
  /** Some related `feeSweeps` exist. */
  feeSweepsExist?: boolean | null | undefined;
  /** Filter by the object’s `history` relation. */
  history?: TokenToManyTokenVersionFilter | null | undefined;
  /** Some related `history` exist. */
  historyExist?: boolean | null | undefined;
  /** Filter by the object’s `jobs` relation. */
  jobs?: TokenToManyJobFilter | null | undefined;
  /** Some related `jobs` exist. */
  jobsExist?: boolean | null | undefined;
  /** Filter by the object’s `modelPrices` relation. */
  modelPrices?: TokenToManyModelPriceFilter | null | undefined;
  /** Some related `modelPrices` exist. */
  modelPricesExist?: boolean | null | undefined;
  /** Negates the expression. */
  not?: TokenFilter | null | undefined;
  /** Checks for any expressions in this list. */
  or?: Array<TokenFilter> | null | undefined;
  /** Filter by the object’s `records` relation. */
  records?: TokenToManyRecordFilter | null | undefined;
  /** Some related `records` exist. */
  recordsExist?: boolean | null | undefined;
  /** Filter by the object’s `requests` relation. */
  requests?: TokenToManyRequestFilter | null | undefined;
  /** Some related `requests` exist. */
  requestsExist?: boolean | null | undefined;
  /** Filter by the object’s `symbol` field. */
  symbol?: StringFilter | null | undefined;
  /** Filter by the object’s `updatedBlock` field. */
  updatedBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `updatedTransaction` field. */
  updatedTransaction?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `volumes` relation. */
  volumes?: TokenToManyVolumeFilter | null | undefined;
  /** Some related `volumes` exist. */
  volumesExist?: boolean | null | undefined;
};

/** A filter to be used against many `Account` object types. All fields are combined with a logical ‘and.’ */
export type TokenToManyAccountFilter = {
  /** Every related `Account` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: AccountFilter | null | undefined;
  /** No related `Account` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: AccountFilter | null | undefined;
  /** Some related `Account` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: AccountFilter | null | undefined;
};

/** A filter to be used against many `ClassPrice` object types. All fields are combined with a logical ‘and.’ */
export type TokenToManyClassPriceFilter = {
  /** Every related `ClassPrice` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: ClassPriceFilter | null | undefined;
  /** No related `ClassPrice` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: ClassPriceFilter | null | undefined;
  /** Some related `ClassPrice` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: ClassPriceFilter | null | undefined;
};

/** A filter to be used against many `Demand` object types. All fields are combined with a logical ‘and.’ */
export type TokenToManyDemandFilter = {
  /** Every related `Demand` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: DemandFilter | null | undefined;
  /** No related `Demand` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: DemandFilter | null | undefined;
  /** Some related `Demand` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: DemandFilter | null | undefined;
};

/** A filter to be used against many `Escrow` object types. All fields are combined with a logical ‘and.’ */
export type TokenToManyEscrowFilter = {
  /** Every related `Escrow` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: EscrowFilter | null | undefined;
  /** No related `Escrow` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: EscrowFilter | null | undefined;
  /** Some related `Escrow` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: EscrowFilter | null | undefined;
};

/** A filter to be used against many `FeeSweep` object types. All fields are combined with a logical ‘and.’ */
export type TokenToManyFeeSweepFilter = {
  /** Every related `FeeSweep` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: FeeSweepFilter | null | undefined;
  /** No related `FeeSweep` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: FeeSweepFilter | null | undefined;
  /** Some related `FeeSweep` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: FeeSweepFilter | null | undefined;
};

/** A filter to be used against many `Job` object types. All fields are combined with a logical ‘and.’ */
export type TokenToManyJobFilter = {
  /** Every related `Job` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: JobFilter | null | undefined;
  /** No related `Job` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: JobFilter | null | undefined;
  /** Some related `Job` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: JobFilter | null | undefined;
};

/** A filter to be used against many `ModelPrice` object types. All fields are combined with a logical ‘and.’ */
export type TokenToManyModelPriceFilter = {
  /** Every related `ModelPrice` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: ModelPriceFilter | null | undefined;
  /** No related `ModelPrice` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: ModelPriceFilter | null | undefined;
  /** Some related `ModelPrice` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: ModelPriceFilter | null | undefined;
};

/** A filter to be used against many `Record` object types. All fields are combined with a logical ‘and.’ */
export type TokenToManyRecordFilter = {
  /** Every related `Record` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: RecordFilter | null | undefined;
  /** No related `Record` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: RecordFilter | null | undefined;
  /** Some related `Record` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: RecordFilter | null | undefined;
};

/** A filter to be used against many `Request` object types. All fields are combined with a logical ‘and.’ */
export type TokenToManyRequestFilter = {
  /** Every related `Request` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: RequestFilter | null | undefined;
  /** No related `Request` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: RequestFilter | null | undefined;
  /** Some related `Request` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: RequestFilter | null | undefined;
};

/** A filter to be used against many `TokenVersion` object types. All fields are combined with a logical ‘and.’ */
export type TokenToManyTokenVersionFilter = {
  /** Every related `TokenVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: TokenVersionFilter | null | undefined;
  /** No related `TokenVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: TokenVersionFilter | null | undefined;
  /** Some related `TokenVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: TokenVersionFilter | null | undefined;
};

/** A filter to be used against many `Volume` object types. All fields are combined with a logical ‘and.’ */
export type TokenToManyVolumeFilter = {
  /** Every related `Volume` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: VolumeFilter | null | undefined;
  /** No related `Volume` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: VolumeFilter | null | undefined;
  /** Some related `Volume` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: VolumeFilter | null | undefined;
};

/** A filter to be used against `TokenVersion` object types. All fields are combined with a logical ‘and.’ */
export type TokenVersionFilter = {
  /** Filter by the object’s `address` field. */
  address?: AddressFilter | null | undefined;
  /** Checks for all expressions in this list. */
  and?: Array<TokenVersionFilter> | null | undefined;
  /** Filter by the object’s `current` relation. */
  current?: TokenFilter | null | undefined;
  /** Filter by the object’s `decimals` field. */
  decimals?: IntFilter | null | undefined;
  /** Negates the expression. */
  not?: TokenVersionFilter | null | undefined;
  /** Checks for any expressions in this list. */
  or?: Array<TokenVersionFilter> | null | undefined;
  /** Filter by the object’s `symbol` field. */
  symbol?: StringFilter | null | undefined;
  /** Filter by the object’s `updatedBlock` field. */
  updatedBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `updatedTransaction` field. */
  updatedTransaction?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `validFrom` field. */
  validFrom?: BigIntFilter | null | undefined;
  /** Filter by the object’s `validTo` field. */
  validTo?: BigIntFilter | null | undefined;
};

/** A filter to be used against Uint256 fields. All fields are combined with a logical ‘and.’ */
export type Uint256Filter = {
  /** Not equal to the specified value, treating null like an ordinary value. */
  distinctFrom?: string | null | undefined;
  /** Equal to the specified value. */
  equalTo?: string | null | undefined;
  /** Greater than the specified value. */
  greaterThan?: string | null | undefined;
  /** Greater than or equal to the specified value. */
  greaterThanOrEqualTo?: string | null | undefined;
  /** Included in the specified list. */
  in?: Array<string> | null | undefined;
  /** Is null (if `true` is specified) or is not null (if `false` is specified). */
  isNull?: boolean | null | undefined;
  /** Less than the specified value. */
  lessThan?: string | null | undefined;
  /** Less than or equal to the specified value. */
  lessThanOrEqualTo?: string | null | undefined;
  /** Equal to the specified value, treating null like an ordinary value. */
  notDistinctFrom?: string | null | undefined;
  /** Not equal to the specified value. */
  notEqualTo?: string | null | undefined;
  /** Not included in the specified list. */
  notIn?: Array<string> | null | undefined;
};

/** A filter to be used against `Utilisation` object types. All fields are combined with a logical ‘and.’ */
export type UtilisationFilter = {
  /** Checks for all expressions in this list. */
  and?: Array<UtilisationFilter> | null | undefined;
  /** Filter by the object’s `busySeconds` field. */
  busySeconds?: BigIntFilter | null | undefined;
  /** Filter by the object’s `capacity` relation. */
  capacity?: CapacityFilter | null | undefined;
  /** Filter by the object’s `classId` field. */
  classId?: IntFilter | null | undefined;
  /** Filter by the object’s `declined` field. */
  declined?: BigIntFilter | null | undefined;
  /** Filter by the object’s `failed` field. */
  failed?: BigIntFilter | null | undefined;
  /** Filter by the object’s `history` relation. */
  history?: UtilisationToManyUtilisationVersionFilter | null | undefined;
  /** Some related `history` exist. */
  historyExist?: boolean | null | undefined;
  /** Filter by the object’s `locked` field. */
  locked?: BigIntFilter | null | undefined;
  /** Negates the expression. */
  not?: UtilisationFilter | null | undefined;
  /** Checks for any expressions in this list. */
  or?: Array<UtilisationFilter> | null | undefined;
  /** Filter by the object’s `other` field. */
  other?: BigIntFilter | null | undefined;
  /** Filter by the object’s `paid` field. */
  paid?: BigIntFilter | null | undefined;
  /** Filter by the object’s `period` field. */
  period?: PeriodFilter | null | undefined;
  /** Filter by the object’s `provider` relation. */
  provider?: ProviderFilter | null | undefined;
  /** Filter by the object’s `providerAddress` field. */
  providerAddress?: AddressFilter | null | undefined;
  /** Filter by the object’s `startsAt` field. */
  startsAt?: BigIntFilter | null | undefined;
  /** Filter by the object’s `updatedBlock` field. */
  updatedBlock?: BigIntFilter | null | undefined;
};

/** A filter to be used against many `UtilisationVersion` object types. All fields are combined with a logical ‘and.’ */
export type UtilisationToManyUtilisationVersionFilter = {
  /** Every related `UtilisationVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: UtilisationVersionFilter | null | undefined;
  /** No related `UtilisationVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: UtilisationVersionFilter | null | undefined;
  /** Some related `UtilisationVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: UtilisationVersionFilter | null | undefined;
};

/** A filter to be used against `UtilisationVersion` object types. All fields are combined with a logical ‘and.’ */
export type UtilisationVersionFilter = {
  /** Checks for all expressions in this list. */
  and?: Array<UtilisationVersionFilter> | null | undefined;
  /** Filter by the object’s `busySeconds` field. */
  busySeconds?: BigIntFilter | null | undefined;
  /** Filter by the object’s `classId` field. */
  classId?: IntFilter | null | undefined;
  /** Filter by the object’s `current` relation. */
  current?: UtilisationFilter | null | undefined;
  /** Filter by the object’s `declined` field. */
  declined?: BigIntFilter | null | undefined;
  /** Filter by the object’s `failed` field. */
  failed?: BigIntFilter | null | undefined;
  /** Filter by the object’s `locked` field. */
  locked?: BigIntFilter | null | undefined;
  /** Negates the expression. */
  not?: UtilisationVersionFilter | null | undefined;
  /** Checks for any expressions in this list. */
  or?: Array<UtilisationVersionFilter> | null | undefined;
  /** Filter by the object’s `other` field. */
  other?: BigIntFilter | null | undefined;
  /** Filter by the object’s `paid` field. */
  paid?: BigIntFilter | null | undefined;
  /** Filter by the object’s `period` field. */
  period?: PeriodFilter | null | undefined;
  /** Filter by the object’s `providerAddress` field. */
  providerAddress?: AddressFilter | null | undefined;
  /** Filter by the object’s `startsAt` field. */
  startsAt?: BigIntFilter | null | undefined;
  /** Filter by the object’s `updatedBlock` field. */
  updatedBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `validFrom` field. */
  validFrom?: BigIntFilter | null | undefined;
  /** Filter by the object’s `validTo` field. */
  validTo?: BigIntFilter | null | undefined;
};

/** A filter to be used against `Verifier` object types. All fields are combined with a logical ‘and.’ */
export type VerifierFilter = {
  /** Filter by the object’s `address` field. */
  address?: AddressFilter | null | undefined;
  /** Checks for all expressions in this list. */
  and?: Array<VerifierFilter> | null | undefined;
  /** Filter by the object’s `history` relation. */
  history?: VerifierToManyVerifierVersionFilter | null | undefined;
  /** Some related `history` exist. */
  historyExist?: boolean | null | undefined;
  /** Filter by the object’s `jobs` relation. */
  jobs?: VerifierToManyJobFilter | null | undefined;
  /** Some related `jobs` exist. */
  jobsExist?: boolean | null | undefined;
  /** Negates the expression. */
  not?: VerifierFilter | null | undefined;
  /** Checks for any expressions in this list. */
  or?: Array<VerifierFilter> | null | undefined;
  /** Filter by the object’s `requests` relation. */
  requests?: VerifierToManyRequestFilter | null | undefined;
  /** Some related `requests` exist. */
  requestsExist?: boolean | null | undefined;
  /** Filter by the object’s `status` field. */
  status?: VerifierStatusFilter | null | undefined;
  /** Filter by the object’s `tier` field. */
  tier?: TierFilter | null | undefined;
  /** Filter by the object’s `updatedBlock` field. */
  updatedBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `updatedTransaction` field. */
  updatedTransaction?: Bytes32Filter | null | undefined;
};

/** Whether a verifier may be named. */
export type VerifierStatus =
  /** It is listed. */
  | 'LISTED'
  /** It is retired, for good. */
  | 'RETIRED'
  /** It was never listed. */
  | 'UNKNOWN';

/** A filter to be used against VerifierStatus fields. All fields are combined with a logical ‘and.’ */
export type VerifierStatusFilter = {
  /** Not equal to the specified value, treating null like an ordinary value. */
  distinctFrom?: VerifierStatus | null | undefined;
  /** Equal to the specified value. */
  equalTo?: VerifierStatus | null | undefined;
  /** Greater than the specified value. */
  greaterThan?: VerifierStatus | null | undefined;
  /** Greater than or equal to the specified value. */
  greaterThanOrEqualTo?: VerifierStatus | null | undefined;
  /** Included in the specified list. */
  in?: Array<VerifierStatus> | null | undefined;
  /** Is null (if `true` is specified) or is not null (if `false` is specified). */
  isNull?: boolean | null | undefined;
  /** Less than the specified value. */
  lessThan?: VerifierStatus | null | undefined;
  /** Less than or equal to the specified value. */
  lessThanOrEqualTo?: VerifierStatus | null | undefined;
  /** Equal to the specified value, treating null like an ordinary value. */
  notDistinctFrom?: VerifierStatus | null | undefined;
  /** Not equal to the specified value. */
  notEqualTo?: VerifierStatus | null | undefined;
  /** Not included in the specified list. */
  notIn?: Array<VerifierStatus> | null | undefined;
};

/** A filter to be used against many `Job` object types. All fields are combined with a logical ‘and.’ */
export type VerifierToManyJobFilter = {
  /** Every related `Job` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: JobFilter | null | undefined;
  /** No related `Job` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: JobFilter | null | undefined;
  /** Some related `Job` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: JobFilter | null | undefined;
};

/** A filter to be used against many `Request` object types. All fields are combined with a logical ‘and.’ */
export type VerifierToManyRequestFilter = {
  /** Every related `Request` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: RequestFilter | null | undefined;
  /** No related `Request` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: RequestFilter | null | undefined;
  /** Some related `Request` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: RequestFilter | null | undefined;
};

/** A filter to be used against many `VerifierVersion` object types. All fields are combined with a logical ‘and.’ */
export type VerifierToManyVerifierVersionFilter = {
  /** Every related `VerifierVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: VerifierVersionFilter | null | undefined;
  /** No related `VerifierVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: VerifierVersionFilter | null | undefined;
  /** Some related `VerifierVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: VerifierVersionFilter | null | undefined;
};

/** A filter to be used against `VerifierVersion` object types. All fields are combined with a logical ‘and.’ */
export type VerifierVersionFilter = {
  /** Filter by the object’s `address` field. */
  address?: AddressFilter | null | undefined;
  /** Checks for all expressions in this list. */
  and?: Array<VerifierVersionFilter> | null | undefined;
  /** Filter by the object’s `current` relation. */
  current?: VerifierFilter | null | undefined;
  /** Negates the expression. */
  not?: VerifierVersionFilter | null | undefined;
  /** Checks for any expressions in this list. */
  or?: Array<VerifierVersionFilter> | null | undefined;
  /** Filter by the object’s `status` field. */
  status?: VerifierStatusFilter | null | undefined;
  /** Filter by the object’s `tier` field. */
  tier?: TierFilter | null | undefined;
  /** Filter by the object’s `updatedBlock` field. */
  updatedBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `updatedTransaction` field. */
  updatedTransaction?: Bytes32Filter | null | undefined;
  /** Filter by the object’s `validFrom` field. */
  validFrom?: BigIntFilter | null | undefined;
  /** Filter by the object’s `validTo` field. */
  validTo?: BigIntFilter | null | undefined;
};

/** A filter to be used against `Volume` object types. All fields are combined with a logical ‘and.’ */
export type VolumeFilter = {
  /** Checks for all expressions in this list. */
  and?: Array<VolumeFilter> | null | undefined;
  /** Filter by the object’s `burned` field. */
  burned?: Uint256Filter | null | undefined;
  /** Filter by the object’s `compensation` field. */
  compensation?: Uint256Filter | null | undefined;
  /** Filter by the object’s `declined` field. */
  declined?: BigIntFilter | null | undefined;
  /** Filter by the object’s `earned` field. */
  earned?: Uint256Filter | null | undefined;
  /** Filter by the object’s `extras` field. */
  extras?: Uint256Filter | null | undefined;
  /** Filter by the object’s `failed` field. */
  failed?: BigIntFilter | null | undefined;
  /** Filter by the object’s `fee` field. */
  fee?: Uint256Filter | null | undefined;
  /** Filter by the object’s `history` relation. */
  history?: VolumeToManyVolumeVersionFilter | null | undefined;
  /** Some related `history` exist. */
  historyExist?: boolean | null | undefined;
  /** Filter by the object’s `locked` field. */
  locked?: BigIntFilter | null | undefined;
  /** Filter by the object’s `lockedPrice` field. */
  lockedPrice?: Uint256Filter | null | undefined;
  /** Negates the expression. */
  not?: VolumeFilter | null | undefined;
  /** Checks for any expressions in this list. */
  or?: Array<VolumeFilter> | null | undefined;
  /** Filter by the object’s `other` field. */
  other?: BigIntFilter | null | undefined;
  /** Filter by the object’s `paid` field. */
  paid?: BigIntFilter | null | undefined;
  /** Filter by the object’s `period` field. */
  period?: PeriodFilter | null | undefined;
  /** Filter by the object’s `refund` field. */
  refund?: Uint256Filter | null | undefined;
  /** Filter by the object’s `royalties` field. */
  royalties?: Uint256Filter | null | undefined;
  /** Filter by the object’s `startsAt` field. */
  startsAt?: BigIntFilter | null | undefined;
  /** Filter by the object’s `toProvider` field. */
  toProvider?: Uint256Filter | null | undefined;
  /** Filter by the object’s `token` relation. */
  token?: TokenFilter | null | undefined;
  /** Filter by the object’s `tokenAddress` field. */
  tokenAddress?: AddressFilter | null | undefined;
  /** Filter by the object’s `updatedBlock` field. */
  updatedBlock?: BigIntFilter | null | undefined;
};

/** A filter to be used against many `VolumeVersion` object types. All fields are combined with a logical ‘and.’ */
export type VolumeToManyVolumeVersionFilter = {
  /** Every related `VolumeVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  every?: VolumeVersionFilter | null | undefined;
  /** No related `VolumeVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  none?: VolumeVersionFilter | null | undefined;
  /** Some related `VolumeVersion` matches the filter criteria. All fields are combined with a logical ‘and.’ */
  some?: VolumeVersionFilter | null | undefined;
};

/** A filter to be used against `VolumeVersion` object types. All fields are combined with a logical ‘and.’ */
export type VolumeVersionFilter = {
  /** Checks for all expressions in this list. */
  and?: Array<VolumeVersionFilter> | null | undefined;
  /** Filter by the object’s `burned` field. */
  burned?: Uint256Filter | null | undefined;
  /** Filter by the object’s `compensation` field. */
  compensation?: Uint256Filter | null | undefined;
  /** Filter by the object’s `current` relation. */
  current?: VolumeFilter | null | undefined;
  /** Filter by the object’s `declined` field. */
  declined?: BigIntFilter | null | undefined;
  /** Filter by the object’s `earned` field. */
  earned?: Uint256Filter | null | undefined;
  /** Filter by the object’s `extras` field. */
  extras?: Uint256Filter | null | undefined;
  /** Filter by the object’s `failed` field. */
  failed?: BigIntFilter | null | undefined;
  /** Filter by the object’s `fee` field. */
  fee?: Uint256Filter | null | undefined;
  /** Filter by the object’s `locked` field. */
  locked?: BigIntFilter | null | undefined;
  /** Filter by the object’s `lockedPrice` field. */
  lockedPrice?: Uint256Filter | null | undefined;
  /** Negates the expression. */
  not?: VolumeVersionFilter | null | undefined;
  /** Checks for any expressions in this list. */
  or?: Array<VolumeVersionFilter> | null | undefined;
  /** Filter by the object’s `other` field. */
  other?: BigIntFilter | null | undefined;
  /** Filter by the object’s `paid` field. */
  paid?: BigIntFilter | null | undefined;
  /** Filter by the object’s `period` field. */
  period?: PeriodFilter | null | undefined;
  /** Filter by the object’s `refund` field. */
  refund?: Uint256Filter | null | undefined;
  /** Filter by the object’s `royalties` field. */
  royalties?: Uint256Filter | null | undefined;
  /** Filter by the object’s `startsAt` field. */
  startsAt?: BigIntFilter | null | undefined;
  /** Filter by the object’s `toProvider` field. */
  toProvider?: Uint256Filter | null | undefined;
  /** Filter by the object’s `tokenAddress` field. */
  tokenAddress?: AddressFilter | null | undefined;
  /** Filter by the object’s `updatedBlock` field. */
  updatedBlock?: BigIntFilter | null | undefined;
  /** Filter by the object’s `validFrom` field. */
  validFrom?: BigIntFilter | null | undefined;
  /** Filter by the object’s `validTo` field. */
  validTo?: BigIntFilter | null | undefined;
};

export type BalancesQueryVariables = Exact<{
  address: `0x${string}`;
  block?: BlockAt | null | undefined;
}>;

export type BalancesQuery = {
  accounts: {
    nodes: Array<{ free: string; token: { address: `0x${string}`; symbol: string | null; decimals: number | null } | null } | null>;
  } | null;
};

export type HeadQueryVariables = Exact<{ [key: string]: never }>;

export type HeadQuery = {
  _meta: {
    finalized: string;
    lag: string;
    halted: string | null;
    block: { number: string; hash: `0x${string}`; timestamp: string };
  } | null;
};

export type JobHistoryQueryVariables = Exact<{
  jobId: string;
}>;

export type JobHistoryQuery = {
  job: {
    history: { nodes: Array<{ status: JobStatus; validFrom: string; validTo: string | null; updatedTransaction: `0x${string}` } | null> };
  } | null;
};

export type JobQueryVariables = Exact<{
  jobId: string;
  block?: BlockAt | null | undefined;
}>;

export type JobQuery = {
  job: {
    jobId: string;
    status: JobStatus;
    requester: `0x${string}`;
    price: string;
    tier: Tier;
    deadline: string;
    token: { address: `0x${string}`; symbol: string | null; decimals: number | null } | null;
    provider: { address: `0x${string}`; stake: string } | null;
    model: { modelId: `0x${string}`; uri: string } | null;
    claim: { ic: `0x${string}`; outputCommit: `0x${string}`; units: string } | null;
    settlement: { toProvider: string; fee: string; royalties: string; refund: string } | null;
  } | null;
};

export type JobsQueryVariables = Exact<{
  filter?: JobFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
  block?: BlockAt | null | undefined;
}>;

export type JobsQuery = {
  jobs: {
    totalCount: number;
    pageInfo: { hasNextPage: boolean; endCursor: string | null };
    nodes: Array<{
      jobId: string;
      status: JobStatus;
      requester: `0x${string}`;
      providerAddress: `0x${string}`;
      modelId: `0x${string}`;
      price: string;
      lockedBlock: string;
    } | null>;
  } | null;
};

export type OnBlocksSubscriptionVariables = Exact<{
  after?: string | null | undefined;
}>;

export type OnBlocksSubscription = {
  message: { kind: MessageKind; cursor: string; fromBlock: string; block: { number: string; hash: `0x${string}` } } | null;
};

export type OnEventsSubscriptionVariables = Exact<{
  after?: string | null | undefined;
  contractName?: string | null | undefined;
  name?: string | null | undefined;
  jobId?: string | null | undefined;
}>;

export type OnEventsSubscription = {
  message: {
    kind: MessageKind;
    cursor: string;
    fromBlock: string;
    block: { number: string; hash: `0x${string}` };
    events: Array<{
      logIndex: number;
      name: string | null;
      arguments: unknown;
      jobId: string | null;
      contractName: string;
      transactionHash: `0x${string}`;
    }>;
  } | null;
};

export type OnJobsSubscriptionVariables = Exact<{
  after?: string | null | undefined;
  jobId?: string | null | undefined;
  requester?: `0x${string}` | null | undefined;
  provider?: `0x${string}` | null | undefined;
}>;

export type OnJobsSubscription = {
  message: {
    kind: MessageKind;
    cursor: string;
    fromBlock: string;
    block: { number: string; hash: `0x${string}` };
    jobs: Array<{ jobId: string; status: JobStatus; requester: `0x${string}`; provider: `0x${string}` | null }>;
  } | null;
};

export type OpenRequestsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;

export type OpenRequestsQuery = {
  requests: {
    totalCount: number;
    pageInfo: { hasNextPage: boolean; endCursor: string | null };
    nodes: Array<{
      jobId: string;
      requester: `0x${string}`;
      minPrice: string;
      maxPrice: string;
      collateral: string;
      tier: Tier;
      modelId: `0x${string}`;
      rampStart: string;
      rampSecs: string;
      lockSecs: string;
      execSecs: string;
    } | null>;
  } | null;
};

export type ProviderQueryVariables = Exact<{
  address: `0x${string}`;
  block?: BlockAt | null | undefined;
}>;

export type ProviderQuery = {
  provider: {
    address: `0x${string}`;
    stake: string;
    firstBlock: string;
    nodes: { nodes: Array<{ nodeId: string; endpoint: string; zone: number; classId: number; capacity: string; active: boolean } | null> };
    records: { nodes: Array<{ tokenAddress: `0x${string}`; paid: string; failed: string; declined: string } | null> };
  } | null;
};

export const BalancesDocument = new TypedDocument<BalancesQuery, BalancesQueryVariables>(
  'query Balances($address: Address!, $block: BlockAt) {\n  accounts(filter: {address: {equalTo: $address}}, block: $block) {\n    nodes {\n      free\n      token {\n        address\n        symbol\n        decimals\n      }\n    }\n  }\n}',
  '963169ece95e064c50c47fed493320318162a3058fbb4a3501f8d3cfa5980ac2',
);

export const HeadDocument = new TypedDocument<HeadQuery, HeadQueryVariables>(
  'query Head {\n  _meta {\n    block {\n      number\n      hash\n      timestamp\n    }\n    finalized\n    lag\n    halted\n  }\n}',
  '32a009d6446cf31ae714b2fadfcbd61ab8c3db6815b4862c359c0a4693a24534',
);

export const JobHistoryDocument = new TypedDocument<JobHistoryQuery, JobHistoryQueryVariables>(
  'query JobHistory($jobId: Uint256!) {\n  job(jobId: $jobId) {\n    history(orderBy: [VALID_FROM_ASC]) {\n      nodes {\n        status\n        validFrom\n        validTo\n        updatedTransaction\n      }\n    }\n  }\n}',
  '433b64b9c52246a68a0ad420495ae38dd76ef4dbe58b5cafcbe46256262f428b',
);

export const JobDocument = new TypedDocument<JobQuery, JobQueryVariables>(
  'query Job($jobId: Uint256!, $block: BlockAt) {\n  job(jobId: $jobId, block: $block) {\n    jobId\n    status\n    requester\n    price\n    tier\n    deadline\n    token {\n      address\n      symbol\n      decimals\n    }\n    provider {\n      address\n      stake\n    }\n    model {\n      modelId\n      uri\n    }\n    claim {\n      ic\n      outputCommit\n      units\n    }\n    settlement {\n      toProvider\n      fee\n      royalties\n      refund\n    }\n  }\n}',
  '865e7f2645c989c248d20812c2b3da243a1203c4af6f90a9e45780195f720a5f',
);

export const JobsDocument = new TypedDocument<JobsQuery, JobsQueryVariables>(
  'query Jobs($filter: JobFilter, $first: Int = 20, $after: Cursor, $block: BlockAt) {\n  jobs(\n    filter: $filter\n    first: $first\n    after: $after\n    orderBy: [LOCKED_BLOCK_DESC]\n    block: $block\n  ) {\n    totalCount\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n    nodes {\n      jobId\n      status\n      requester\n      providerAddress\n      modelId\n      price\n      lockedBlock\n    }\n  }\n}',
  'aa44f86025e93f3d603e7765a99ee13fb8a13b46c9d3705ef194479858672810',
);

export const OnBlocksDocument = new TypedDocument<OnBlocksSubscription, OnBlocksSubscriptionVariables>(
  'subscription OnBlocks($after: String) {\n  message: blocks(after: $after) {\n    kind\n    cursor\n    fromBlock\n    block {\n      number\n      hash\n    }\n  }\n}',
  '90c93dc3296385fb77e7b1fdf6ddc1232e8b8eae5ec109cfa186d68e72327a1d',
);

export const OnEventsDocument = new TypedDocument<OnEventsSubscription, OnEventsSubscriptionVariables>(
  'subscription OnEvents($after: String, $contractName: String, $name: String, $jobId: Uint256) {\n  message: events(\n    after: $after\n    contractName: $contractName\n    name: $name\n    jobId: $jobId\n  ) {\n    kind\n    cursor\n    fromBlock\n    block {\n      number\n      hash\n    }\n    events {\n      logIndex\n      name\n      arguments\n      jobId\n      contractName\n      transactionHash\n    }\n  }\n}',
  '4d83f742c1bf66485d30b3251a3526bf7d1d035f2988f0ee8fbe54d7953a5611',
);

export const OnJobsDocument = new TypedDocument<OnJobsSubscription, OnJobsSubscriptionVariables>(
  'subscription OnJobs($after: String, $jobId: Uint256, $requester: Address, $provider: Address) {\n  message: jobs(\n    after: $after\n    jobId: $jobId\n    requester: $requester\n    provider: $provider\n  ) {\n    kind\n    cursor\n    fromBlock\n    block {\n      number\n      hash\n    }\n    jobs {\n      jobId\n      status\n      requester\n      provider\n    }\n  }\n}',
  '90b1e5bb0ff0fe25eddd010eb97fcf78af3652d4c4ebc299318b5565785fcab7',
);

export const OpenRequestsDocument = new TypedDocument<OpenRequestsQuery, OpenRequestsQueryVariables>(
  'query OpenRequests($first: Int = 100, $after: Cursor) {\n  requests(\n    filter: {status: {equalTo: POSTED}}\n    orderBy: [POSTED_BLOCK_DESC]\n    first: $first\n    after: $after\n  ) {\n    totalCount\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n    nodes {\n      jobId\n      requester\n      minPrice\n      maxPrice\n      collateral\n      tier\n      modelId\n      rampStart\n      rampSecs\n      lockSecs\n      execSecs\n    }\n  }\n}',
  'f3e7797bb62a356924fd147e13cf149249920364d74e1e021829b7f0ad8bee17',
);

export const ProviderDocument = new TypedDocument<ProviderQuery, ProviderQueryVariables>(
  'query Provider($address: Address!, $block: BlockAt) {\n  provider(address: $address, block: $block) {\n    address\n    stake\n    firstBlock\n    nodes {\n      nodes {\n        nodeId\n        endpoint\n        zone\n        classId\n        capacity\n        active\n      }\n    }\n    records {\n      nodes {\n        tokenAddress\n        paid\n        failed\n        declined\n      }\n    }\n  }\n}',
  '846aa51918b8ad1d5a23f1b761286e32808ade1f8cf8d7f5d2bebd3695a1d4bd',
);
