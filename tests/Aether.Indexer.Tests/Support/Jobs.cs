using Aether.Contracts;
using Aether.Ethereum;

namespace Aether.Indexer.Tests.Support;

public sealed record PostedJob(UInt256 JobId, Request Request, Split[] Extras, Bytes32 Transaction);

public sealed record LockedJob(PostedJob Posted, Terms Terms, Bytes32 Transaction);

public sealed record SubmittedJob(LockedJob Locked, Claim Claim, Bytes32 Transaction);
