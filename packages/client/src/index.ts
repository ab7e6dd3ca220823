export * from './actions.ts';
export * from './client.ts';
export * from './document.ts';
export * from './generated/graphql.g.ts';
export * as abis from './generated/abis.g.ts';
