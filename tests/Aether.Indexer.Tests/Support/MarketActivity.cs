using System.Globalization;
using System.Text.Json.Nodes;
using Aether.Contracts;
using Aether.Ethereum;
using Aether.Harness;
using Rpc = Aether.Harness.Rpc;

namespace Aether.Indexer.Tests.Support;

/// <summary>Real transactions to the real contracts, from anvil's unlocked accounts: whole jobs, and a random mix of everything else.</summary>
public sealed partial class MarketActivity(Rpc rpc, ChainManifest manifest)
{
    private static readonly Address[] Users = [.. Anvil.Accounts.Take(6).Select(account => Address.Parse(account.Address))];

    /// <summary>The base point of P-256: a valid sealing key that nobody would use.</summary>
    private static readonly UInt256 SealX = UInt256.Parse("0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296");
    private static readonly UInt256 SealY = UInt256.Parse("0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5");

    private ulong _nonce = 1;
    private ulong _content = 1;

    public static Address Requester => Users[1];

    public static Address Provider => Users[2];

    public Address Token => manifest.Tokens[0].Address;

    public UInt256 NodeId { get; private set; }

    public Bytes32 ModelId { get; private set; }

    /// <summary>Everybody has money in the Vault; one account is a Provider with stake and a node; a model has a royalty.</summary>
    public async Task PrepareAsync()
    {
        foreach (var user in Users)
        {
            await SendAsync(user, Token, new TestDollar.MintCall { To = user, Amount = 10_000_000_000 }.Encode());
            await SendAsync(user, Token, new TestDollar.ApproveCall { Spender = manifest.Vault, Value = UInt256.MaxValue }.Encode());
            await SendAsync(
                user,
                manifest.Vault,
                new Vault.DepositCall
                {
                    Token = Token,
                    To = user,
                    Amount = 5_000_000_000,
                }.Encode()
            );
        }
        await SendAsync(
            Provider,
            manifest.ProviderRegistry,
            new ProviderRegistry.BondCall { Slasher = Address.Zero, Amount = 200_000_000 }.Encode()
        );
        await AddNodeAsync(Provider, nonce: 7);
        NodeId = IdOf(Provider, 7);
        ModelId = await RegisterModelAsync(Users[3], ownBps: 250);
    }

    public async Task AddNodeAsync(Address provider, ulong nonce)
    {
        using var session = KeySigner.Generate();
        var digest = await CallAsync(
            manifest.ProviderRegistry,
            new ProviderRegistry.NodeKeyDigestCall
            {
                NodeId = IdOf(provider, nonce),
                SealX = SealX,
                SealY = SealY,
            }.Encode()
        );
        var signature = await session.SignAsync(new Bytes32(digest), SigningKind.TypedData, CancellationToken.None);
        await SendAsync(
            provider,
            manifest.ProviderRegistry,
            new ProviderRegistry.AddNodeCall
            {
                Nonce = nonce,
                SessionKey = session.Address,
                Zone = 3,
                ClassId = 12,
                Capacity = 2,
                SealX = SealX,
                SealY = SealY,
                Endpoint = "http://127.0.0.1:1",
                SessionSignature = signature.ToBytes(),
            }.Encode()
        );
    }

    public Task MoveNodeAsync(Address provider, ulong nonce, string endpoint) =>
        SendAsync(
            provider,
            manifest.ProviderRegistry,
            new ProviderRegistry.SetEndpointCall
            {
                NodeId = IdOf(provider, nonce),
                SealX = SealX,
                SealY = SealY,
                Endpoint = endpoint,
            }.Encode()
        );

    public Task DrainNodeAsync(Address provider, ulong nonce, string endpoint) =>
        SendAsync(
            provider,
            manifest.ProviderRegistry,
            new ProviderRegistry.DrainCall
            {
                NodeId = IdOf(provider, nonce),
                SealX = SealX,
                SealY = SealY,
                Endpoint = endpoint,
            }.Encode()
        );

    /// <param name="tamper">Changes the call's bytes before they are sent.</param>
    public async Task<Bytes32> RegisterModelAsync(
        Address creator,
        ushort ownBps,
        string uri = "https://models.example/digits.air8",
        Action<byte[]>? tamper = null
    )
    {
        var content = Bytes32.Keccak(BitConverter.GetBytes(_content++));
        var call = new ModelRegistry.RegisterCall
        {
            Kind = 0,
            ContentHash = content,
            Parent = Bytes32.Zero,
            LicenceId = 1,
            OwnBps = ownBps,
            ParentSplits = [],
            Uri = uri,
        }.Encode();
        tamper?.Invoke(call);
        var receipt = await SendAsync(creator, manifest.ModelRegistry, call);
        return Bytes32.Parse(receipt["logs"]![0]!["topics"]![1]!.GetValue<string>());
    }

    /// <summary>Posts a Request of the Optimistic tier.</summary>
    public Task<PostedJob> PostAsync(Address requester, byte outputMode = 0, params Split[] extras) =>
        PostAsync(requester, outputMode, Tier.Optimistic, manifest.Contracts["TestOptimisticVerifier"], extras);

    private async Task<PostedJob> PostAsync(Address requester, byte outputMode, Tier tier, Address verifier, Split[] extras)
    {
        var now = await TimestampAsync();
        var request = new Request
        {
            Requester = requester,
            Nonce = _nonce++,
            Agent = Address.Zero,
            Token = Token,
            MinPrice = 1_000_000,
            MaxPrice = 2_000_000,
            Collateral = 2_000_000,
            RampStart = now,
            RampSecs = 100,
            LockSecs = 1_000,
            ExecSecs = 100,
            InputSecs = 600,
            DisputeSecs = 60,
            Tier = (byte)tier,
            Verifier = verifier,
            Exclusive = Address.Zero,
            ExclusiveSecs = 0,
            Gate = Address.Zero,
            GateData = Bytes32.Zero,
            RegionMask = ulong.MaxValue,
            ModelId = ModelId,
            InputCommit = Bytes32.Keccak([4]),
            Watchers = Bytes32.Zero,
            OutputMode = outputMode,
            ExtrasHash = ProtocolHash.ExtrasHash(extras),
            MaxUnits = 10,
            Relay = Address.Zero,
        };
        var receipt = await SendAsync(
            requester,
            manifest.JobMarket,
            new JobMarket.PostCall { Request = request, Extras = extras }.Encode()
        );
        return new PostedJob(IdOf(requester, (ulong)request.Nonce), request, extras, Transaction(receipt));
    }

    public async Task<LockedJob> LockAsync(PostedJob posted)
    {
        var call = new JobMarket.LockCall
        {
            Request = posted.Request,
            Signature = [],
            Extras = posted.Extras,
            NodeId = NodeId,
            MinPrice = 0,
            AcceptUnlisted = false,
            GateProof = [],
        };
        var receipt = await SendAsync(Provider, manifest.JobMarket, call.Encode());
        JobMarket.JobLocked? locked = null;
        foreach (var log in Logs(receipt))
            if (log.Address == manifest.JobMarket && JobMarket.JobLocked.TryDecode(log.View, out var found))
                locked = found;
        var digest = await CallAsync(manifest.JobMarket, new JobMarket.RequestDigestCall { Request = posted.Request }.Encode());
        return new LockedJob(posted, Terms(posted.Request, locked!.Value, new Bytes32(digest)), Transaction(receipt));
    }

    /// <summary>The provider claims 7 of 10 units.</summary>
    /// <param name="output">The commitments to the output; absent: of a public one that nobody can deliver.</param>
    public async Task<SubmittedJob> SubmitAsync(LockedJob locked, OutputSample? output = null)
    {
        var claim = new Claim
        {
            Payee = Provider,
            OutputCommit = output?.OutputCommit ?? Bytes32.Keccak([5]),
            CipherCommit = output?.CipherCommit ?? Bytes32.Zero,
            KeyHash = output?.KeyHash ?? Bytes32.Zero,
            Units = 7,
            TraceRoot = Bytes32.Keccak([10]),
        };
        var call = new JobMarket.SubmitCall
        {
            JobId = locked.Posted.JobId,
            Terms = locked.Terms,
            Claim = claim,
            Key = output?.Key ?? Bytes32.Zero,
        };
        var receipt = await SendAsync(Provider, manifest.JobMarket, call.Encode());
        return new SubmittedJob(locked, claim, Transaction(receipt));
    }

    /// <summary>Waits the dispute window out on the chain's own clock, then pays.</summary>
    public async Task<Bytes32> FinalizeAsync(SubmittedJob submitted)
    {
        await AdvanceTimeAsync(61);
        var item = new Item
        {
            JobId = submitted.Locked.Posted.JobId,
            Terms = submitted.Locked.Terms,
            Claim = submitted.Claim,
            Royalties = [new Split { Payee = Users[3], Bps = 250 }],
            Extras = submitted.Locked.Posted.Extras,
        };
        return Transaction(await SendAsync(Users[0], manifest.JobMarket, new JobMarket.FinalizeCall { Items = [item] }.Encode()));
    }

    /// <summary>The provider stayed silent: anybody ends the job.</summary>
    public async Task<Bytes32> ExpireAsync(LockedJob locked)
    {
        await AdvanceTimeAsync(200);
        var call = new JobMarket.ExpireCall
        {
            JobId = locked.Posted.JobId,
            Terms = locked.Terms,
            Ic = Bytes32.Zero,
        };
        return Transaction(await SendAsync(Users[0], manifest.JobMarket, call.Encode()));
    }

    public async Task<Bytes32> DemandInputAsync(LockedJob locked) =>
        Transaction(
            await SendAsync(
                Provider,
                manifest.ExchangeBox,
                new ExchangeBox.DemandInputCall { JobId = locked.Posted.JobId, Terms = locked.Terms }.Encode()
            )
        );

    public Task AnswerInputAsync(LockedJob locked, byte[] sealedInput) =>
        SendAsync(
            locked.Posted.Request.Requester,
            manifest.ExchangeBox,
            new ExchangeBox.AnswerInputCall
            {
                JobId = locked.Posted.JobId,
                Terms = locked.Terms,
                SealedInput = sealedInput,
            }.Encode()
        );

    public Task DemandOutputAsync(SubmittedJob submitted) =>
        SendAsync(
            submitted.Locked.Posted.Request.Requester,
            manifest.ExchangeBox,
            new ExchangeBox.DemandOutputCall
            {
                JobId = submitted.Locked.Posted.JobId,
                Terms = submitted.Locked.Terms,
                Ic = IcOf(submitted),
            }.Encode()
        );

    public Task AnswerOutputAsync(SubmittedJob submitted, byte[] output) =>
        SendAsync(
            Provider,
            manifest.ExchangeBox,
            new ExchangeBox.AnswerOutputCall
            {
                JobId = submitted.Locked.Posted.JobId,
                Terms = submitted.Locked.Terms,
                Claim = submitted.Claim,
                Output = output,
            }.Encode()
        );

    /// <summary>The provider left a demand for the output unanswered.</summary>
    public async Task CloseDemandAsync(SubmittedJob submitted)
    {
        await AdvanceTimeAsync(24 * 3600 + 1);
        await SendAsync(
            Users[0],
            manifest.ExchangeBox,
            new ExchangeBox.CloseCall
            {
                JobId = submitted.Locked.Posted.JobId,
                Terms = submitted.Locked.Terms,
                Ic = IcOf(submitted),
            }.Encode()
        );
    }

    /// <summary>Somebody proves that the package is of another output than the one claimed.</summary>
    public Task ComplainAsync(SubmittedJob submitted, OutputSample output) =>
        SendAsync(
            Users[5],
            manifest.ExchangeBox,
            new ExchangeBox.ComplainCall
            {
                JobId = submitted.Locked.Posted.JobId,
                Terms = submitted.Locked.Terms,
                Claim = submitted.Claim,
                Key = output.Key,
                Complaint = output.Complaint,
            }.Encode()
        );

    public static Address Reporter => Users[5];

    public static Address FeeReceiver => Users[4];

    /// <summary>The requester of a paid job says what it was worth to him.</summary>
    public Task RateAsync(PostedJob posted, Int128 value) =>
        SendAsync(
            posted.Request.Requester,
            manifest.Contracts["ReputationAdapter"],
            new ReputationAdapter.GiveJobFeedbackCall
            {
                JobId = posted.JobId,
                Value = (System.Numerics.BigInteger)value,
                ValueDecimals = 2,
                Tag1 = "quality",
                Tag2 = "",
                Endpoint = "http://node",
                FeedbackURI = "ipfs://x",
                FeedbackHash = Bytes32.Keccak([1]),
            }.Encode()
        );

    public Task RevokeRatingAsync(PostedJob posted, ulong index) =>
        SendAsync(
            posted.Request.Requester,
            manifest.Contracts["ReputationAdapter"],
            new ReputationAdapter.RevokeFeedbackCall
            {
                AgentId = (UInt256)UInt256.FromBigEndian([.. new byte[12], .. Provider.ToArray()]),
                FeedbackIndex = index,
            }.Encode()
        );

    /// <summary>The timelock, which on a local chain is the deployer, takes the collected fees out.</summary>
    public Task SweepFeesAsync() =>
        SendAsync(Users[0], manifest.Contracts["FeeCollector"], new FeeCollector.SweepCall { Token = Token, To = FeeReceiver }.Encode());

    public Bytes32 IcOf(SubmittedJob submitted) =>
        ProtocolHash.InferenceCommitment(
            manifest.ChainId,
            manifest.JobMarket,
            submitted.Locked.Posted.JobId,
            submitted.Locked.Terms.Verifier,
            submitted.Locked.Terms.ModelId,
            submitted.Locked.Terms.InputCommit,
            submitted.Claim
        );

    public Task CancelAsync(PostedJob posted) =>
        SendAsync(posted.Request.Requester, manifest.JobMarket, new JobMarket.CancelCall { JobIds = [posted.JobId] }.Encode());

    /// <summary>One random thing. What a reorg has made impossible is refused by the contracts, and that is fine.</summary>
    public async Task StepAsync(Random random)
    {
        var user = Users[random.Next(Users.Length)];
        var other = Users[random.Next(Users.Length)];
        try
        {
            switch (random.Next(13))
            {
                case 0:
                    await SendAsync(
                        user,
                        manifest.Vault,
                        new Vault.TransferCall
                        {
                            Token = Token,
                            To = other,
                            Amount = (ulong)random.Next(1, 1_000),
                        }.Encode()
                    );
                    break;
                case 1:
                    await SendAsync(
                        user,
                        manifest.Vault,
                        new Vault.WithdrawCall
                        {
                            Token = Token,
                            To = user,
                            Amount = (ulong)random.Next(1, 1_000),
                        }.Encode()
                    );
                    break;
                case 2:
                    await RegisterModelAsync(user, (ushort)random.Next(0, 300));
                    break;
                case 3:
                    await SendAsync(
                        user,
                        manifest.ProviderRegistry,
                        new ProviderRegistry.SetOperatorCall { Operator = other, On = random.Next(2) == 0 }.Encode()
                    );
                    break;
                case 4:
                    await SendAsync(
                        user,
                        manifest.ProviderRegistry,
                        new ProviderRegistry.BondCall { Slasher = Address.Zero, Amount = (ulong)random.Next(1, 1_000) }.Encode()
                    );
                    break;
                case 5:
                    await CancelAsync(await PostAsync(user));
                    break;
                case 6:
                    await LockAsync(await PostAsync(Requester));
                    break;
                case 7:
                    await SubmitAsync(await LockAsync(await PostAsync(Requester, 0, new Split { Payee = other, Bps = 10 })));
                    break;
                case 8:
                    await DemandInputAsync(await LockAsync(await PostAsync(Requester)));
                    break;
                case 9:
                    var open = await LockAsync(await PostAsync(Requester));
                    await DemandInputAsync(open);
                    await AnswerInputAsync(open, [1, 2, 3]);
                    await DemandOutputAsync(await SubmitAsync(open));
                    break;
                case 10:
                    await SettleProvenAsync(await LockAsync(await PostProvenAsync(Requester)), random.Next(2_000));
                    break;
                case 11:
                    var (one, two) = (await LockAsync(await PostProvenAsync(Requester)), await LockAsync(await PostProvenAsync(Requester)));
                    await SettleBatchAsync((one, random.Next(2_000)), (two, random.Next(2_000)));
                    break;
                default:
                    await rpc.CallAsync("anvil_mine", "0x1");
                    break;
            }
        }
        catch (HarnessException)
        {
            // Refused: a posted Request is gone with its block, for one.
        }
    }

    private async Task AdvanceTimeAsync(int seconds)
    {
        await rpc.CallAsync("evm_increaseTime", seconds);
        await rpc.CallAsync("anvil_mine", "0x1");
    }

    private async Task<ulong> TimestampAsync()
    {
        var block = await rpc.CallAsync("eth_getBlockByNumber", "latest", false);
        return (ulong)Rpc.ParseQuantity(block!["timestamp"]!.GetValue<string>());
    }

    private static UInt256 IdOf(Address owner, ulong nonce)
    {
        var id = new byte[32];
        owner.CopyTo(id);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(id.AsSpan(24), nonce);
        return UInt256.FromBigEndian(id);
    }

    private static Bytes32 Transaction(JsonNode receipt) => Bytes32.Parse(receipt["transactionHash"]!.GetValue<string>());

    private static IEnumerable<Log> Logs(JsonNode receipt)
    {
        var reader = new System.Text.Json.Utf8JsonReader(System.Text.Encoding.UTF8.GetBytes(receipt["logs"]!.ToJsonString()));
        reader.Read();
        return Log.ReadArray(ref reader);
    }

    private static Terms Terms(in Request request, in JobMarket.JobLocked locked, Bytes32 digest) =>
        new()
        {
            RequestDigest = digest,
            Token = request.Token,
            Price = locked.Price,
            Collateral = request.Collateral,
            FeeBps = locked.FeeBps,
            Tier = request.Tier,
            Listed = locked.Listed,
            Verifier = request.Verifier,
            NodeId = locked.NodeId,
            ModelId = request.ModelId,
            InputCommit = request.InputCommit,
            Watchers = request.Watchers,
            OutputMode = request.OutputMode,
            RoyaltyHash = locked.RoyaltyHash,
            ExtrasHash = request.ExtrasHash,
            MaxUnits = request.MaxUnits,
            ExecSecs = request.ExecSecs,
            InputSecs = request.InputSecs,
            DisputeSecs = request.DisputeSecs,
            Relay = request.Relay,
            Agent = request.Agent,
        };

    private async Task<byte[]> CallAsync(Address to, byte[] data)
    {
        var result = await rpc.CallAsync("eth_call", new JsonObject { ["to"] = to.ToString(), ["data"] = Hex.Format(data) }, "latest");
        return Convert.FromHexString(result!.GetValue<string>().AsSpan(2));
    }

    private async Task<JsonNode> SendAsync(Address from, Address to, byte[] data)
    {
        var transaction = new JsonObject
        {
            ["from"] = from.ToString(),
            ["to"] = to.ToString(),
            ["data"] = Hex.Format(data),
            ["gas"] = "0x1e8480",
        };
        var hash = await rpc.CallAsync("eth_sendTransaction", transaction);
        JsonNode? receipt = null;
        for (var attempt = 0; receipt is null; attempt++)
        {
            if (attempt > 0)
                await Task.Delay(5);
            if (attempt > 400)
                throw new HarnessException("the transaction is in no block");
            receipt = await rpc.CallAsync("eth_getTransactionReceipt", hash!.DeepClone());
        }
        if (receipt["status"]!.GetValue<string>() != "0x1")
            throw new HarnessException(string.Create(CultureInfo.InvariantCulture, $"transaction {hash} to {to} reverted"));
        return receipt;
    }
}
