import { createConfig } from 'ponder';
import abi from './abi.json';

export default createConfig({
  database: { kind: 'postgres', connectionString: process.env.DATABASE_URL },
  chains: { local: { id: 31337, rpc: process.env.BENCH_RPC } },
  contracts: {
    Emitter: {
      chain: 'local',
      abi: abi as any,
      address: process.env.BENCH_EMITTER as `0x${string}`,
      startBlock: Number(process.env.BENCH_START),
    },
  },
});
