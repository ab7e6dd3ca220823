using Aether.Contracts;
using Aether.Ethereum;
using Aether.Harness;

namespace Aether.Indexer.Tests.Support;

/// <summary>Jobs that a proof pays. Proofs are anything: <see cref="BelieveProofsAsync"/> puts a verifier there that says yes to all.</summary>
public sealed partial class MarketActivity
{
    /// <summary>Replaces the code of the chain's verifier of proofs: whatever it is asked, it answers with the selector it was called by.</summary>
    public async Task BelieveProofsAsync()
    {
        // PUSH0 CALLDATALOAD PUSH1 224 SHR PUSH1 224 SHL PUSH0 MSTORE PUSH1 32 PUSH0 RETURN
        await rpc.CallAsync("anvil_setCode", manifest.Contracts["ValidityVerifier"].ToString(), "0x5f3560e01c60e01b5f5260205ff3");
    }

    /// <summary>Posts a Request with a public output that a proof pays.</summary>
    public Task<PostedJob> PostProvenAsync(Address requester) =>
        PostAsync(requester, outputMode: 0, Tier.Validity, manifest.Contracts["ValidityVerifier"], []);

    /// <summary>Somebody hands the proof in.</summary>
    /// <param name="by">The contract called, which calls the market; absent: the market itself.</param>
    public async Task<(Bytes32 Transaction, long GasUsed)> SettleProvenAsync(LockedJob locked, int proofBytes, Address? by = null)
    {
        var call = new JobMarket.SettleProvenCall
        {
            Item = ProvenItemOf(locked),
            Proof = new byte[proofBytes],
            Key = Bytes32.Zero,
            DeliveryAck = [],
        };
        return Settled(await SendAsync(Users[0], by ?? manifest.JobMarket, call.Encode()));
    }

    /// <summary>Somebody hands several in together.</summary>
    public async Task<(Bytes32 Transaction, long GasUsed)> SettleBatchAsync(params (LockedJob Locked, int ProofBytes)[] jobs)
    {
        var call = new BatchSettlement.SettleCall
        {
            Items =
            [
                .. jobs.Select(job => new ProvenItem
                {
                    Item = ProvenItemOf(job.Locked),
                    Proof = new byte[job.ProofBytes],
                    Key = Bytes32.Zero,
                    DeliveryAck = [],
                    Answered = false,
                }),
            ],
        };
        return Settled(await SendAsync(Users[0], manifest.Contracts["BatchSettlement"], call.Encode()));
    }

    /// <summary>Puts a contract on the chain that passes everything on to the market.</summary>
    public async Task<Address> RelayAsync()
    {
        var relay = Address.Parse("0x00000000000000000000000000000000000a11ce");
        // CALLDATASIZE PUSH0 PUSH0 CALLDATACOPY; PUSH0 PUSH0 CALLDATASIZE PUSH0 PUSH0 PUSH20 market GAS CALL; PUSH1 38 JUMPI; PUSH0 PUSH0 REVERT; JUMPDEST STOP
        var code = $"0x365f5f375f5f365f5f73{manifest.JobMarket.ToString()[2..]}5af16026575f5ffd5b00";
        await rpc.CallAsync("anvil_setCode", relay.ToString(), code);
        return relay;
    }

    private static (Bytes32 Transaction, long GasUsed) Settled(System.Text.Json.Nodes.JsonNode receipt) =>
        (Transaction(receipt), Rpc.ParseQuantity(receipt["gasUsed"]!.GetValue<string>()));

    private static Item ProvenItemOf(LockedJob locked) =>
        new()
        {
            JobId = locked.Posted.JobId,
            Terms = locked.Terms,
            Claim = new Claim
            {
                Payee = Provider,
                OutputCommit = Bytes32.Keccak([5]),
                CipherCommit = Bytes32.Zero,
                KeyHash = Bytes32.Zero,
                Units = 1,
                TraceRoot = Bytes32.Zero,
            },
            Royalties = [new Split { Payee = Users[3], Bps = 250 }],
            Extras = locked.Posted.Extras,
        };
}
