import { createConfig } from 'ponder';
import contracts from './contracts.json';

// What a deployment has: {name: {abi, address}}.
export default createConfig({
  database: { kind: 'postgres', connectionString: process.env.DATABASE_URL },
  chains: { local: { id: 31337, rpc: process.env.BENCH_RPC } },
  contracts: Object.fromEntries(
    Object.entries(contracts as Record<string, any>).map(([name, { abi, address }]) => [
      name,
      { chain: 'local', abi, address, startBlock: Number(process.env.BENCH_START) },
    ]),
  ) as any,
});
