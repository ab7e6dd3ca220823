namespace Aether.Ethereum;

/// <summary>Storage that a transaction announces it will touch (EIP-2930).</summary>
public sealed record AccessListEntry(Address Address, IReadOnlyList<Bytes32> StorageKeys);
