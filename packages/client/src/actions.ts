// Actions for viem clients: `createWalletClient({...}).extend(aetherActions(manifest))`, then `client.aether.vault.write.deposit([...])`.
import { getContract, type Address, type Client, type GetContractReturnType } from 'viem';
import * as abis from './generated/abis.g.ts';

/** The chain manifest of a deployment: deployments/<chain>.json, or scripts/deploy's output. */
export interface Manifest {
  readonly contracts: Readonly<Record<string, string>>;
}

const ABIS = {
  exchangeBox: abis.exchangeBoxAbi,
  jobMarket: abis.jobMarketAbi,
  lens: abis.lensAbi,
  modelRegistry: abis.modelRegistryAbi,
  providerRegistry: abis.providerRegistryAbi,
  vault: abis.vaultAbi,
  verifierRegistry: abis.verifierRegistryAbi,
} as const;

type Name = keyof typeof ABIS;
export type AetherContracts<C extends Client> = { readonly [N in Name]: GetContractReturnType<(typeof ABIS)[N], C, Address> };

export function aetherActions(manifest: Manifest) {
  return <C extends Client>(client: C): { readonly aether: AetherContracts<C> } => {
    const contracts = {} as Record<Name, unknown>;
    for (const name of Object.keys(ABIS) as Name[]) {
      const address = manifest.contracts[`${name[0]!.toUpperCase()}${name.slice(1)}`];
      // A deployment may lack one; asking for it then says so.
      if (address) contracts[name] = getContract({ address: address as Address, abi: ABIS[name] as any, client });
    }
    return { aether: contracts as AetherContracts<C> };
  };
}

/** requester << 96 | nonce: the id of a job, known before it is mined. */
export const jobIdOf = (requester: Address, nonce: bigint): bigint => (BigInt(requester) << 96n) | nonce;
