using Aether.Contracts;
using Aether.Ethereum;

namespace Aether.Prover.Tests;

/// <summary>A Request that every check accepts; tests change one field at a time.</summary>
internal static class Sample
{
    public const ulong ChainId = 31337;

    public static readonly Address Market = Address.Parse("0x00000000000000000000000000000000000000a1");
    public static readonly Address Token = Address.Parse("0x00000000000000000000000000000000000000a2");
    public static readonly Address Provider = Address.Parse("0x00000000000000000000000000000000000000a3");
    public static readonly Address Verifier = Address.Parse("0x00000000000000000000000000000000000000a4");
    public static readonly Address Stranger = Address.Parse("0x00000000000000000000000000000000000000a5");
    public static readonly Bytes32 ModelId = Bytes32.Parse("0x" + new string('7', 64));

    /// <summary>Open to all, 1.00 to 3.00 (six decimals) over 100 s from 1,000 on, void after 1,200.</summary>
    public static Request Request(Address requester) =>
        new()
        {
            Requester = requester,
            Nonce = 5,
            Agent = Address.Zero,
            Token = Token,
            MinPrice = 1_000_000,
            MaxPrice = 3_000_000,
            Collateral = 3_000_000,
            RampStart = 1000,
            RampSecs = 100,
            LockSecs = 200,
            ExecSecs = 120,
            InputSecs = 600,
            DisputeSecs = 60,
            Tier = (byte)Tier.Optimistic,
            Verifier = Verifier,
            Exclusive = Address.Zero,
            ExclusiveSecs = 0,
            Gate = Address.Zero,
            GateData = Bytes32.Zero,
            RegionMask = ulong.MaxValue,
            ModelId = ModelId,
            InputCommit = Bytes32.Parse("0x" + new string('1', 64)),
            Watchers = Bytes32.Zero,
            OutputMode = 0,
            ExtrasHash = Bytes32.Zero,
            MaxUnits = 1,
            Relay = Address.Zero,
        };
}
