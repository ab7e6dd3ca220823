using System.Buffers.Binary;
using Aether.Contracts;
using Aether.Ethereum;

namespace Aether.Indexer.Benchmarks;

/// <summary>
/// What people do on a market, block by block and the same with each run: Requests are posted, locked, worked on and paid, given back, cancelled
/// or left to expire; money moves, models are registered, nodes move. Every call is a transaction of its own to the real contracts.
/// </summary>
internal sealed partial class MarketMaker(ChainManifest manifest, IReadOnlyList<Address> accounts, TransactionBlocks blocks)
{
    public const int Accounts = 200;
    private const int Requesters = 110;
    private const int Providers = 40;
    private const int NodesEach = 2;
    private const int ProofBytes = 1_500;
    private const int RootModels = 30;
    private const uint ExecSecs = 100;
    private const uint DisputeSecs = 60;
    private const ulong Fortune = 1_000_000_000_000_000;

    /// <summary>The base point of P-256: a valid sealing key that nobody would use.</summary>
    private static readonly UInt256 SealX = UInt256.Parse("0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296");
    private static readonly UInt256 SealY = UInt256.Parse("0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5");

    private readonly Random _random = new(20_260_101);
    private readonly TypedData _typed = new(manifest.ChainId, manifest.JobMarket);
    private readonly List<RegisteredModel> _models = [];
    private readonly List<MarketJob> _open = [];
    private readonly Dictionary<UInt256, MarketJob> _byId = [];
    private ulong _nonce = 1;
    private ulong _content = 1;

    /// <summary>Of our contracts, without the preparations.</summary>
    public int Events { get; private set; }

    private Address Token => manifest.Tokens[0].Address;

    /// <summary>Everybody has money in the Vault, providers have stake and nodes, and there are models to ask for.</summary>
    public async Task PrepareAsync()
    {
        foreach (var account in accounts)
        {
            blocks.Add(account, Token, new TestDollar.MintCall { To = account, Amount = Fortune }.Encode());
            blocks.Add(account, Token, new TestDollar.ApproveCall { Spender = manifest.Vault, Value = UInt256.MaxValue }.Encode());
            blocks.Add(account, manifest.Vault, Deposit(account, Fortune / 2));
        }
        await blocks.MineAsync();
        for (var i = 0; i < Providers; i++)
        {
            blocks.Add(Provider(i), manifest.ProviderRegistry, Bond(200_000_000));
            for (var nonce = 1UL; nonce <= NodesEach; nonce++)
                await AddNodeAsync(Provider(i), nonce);
        }
        for (var i = 0; i < RootModels; i++)
            RegisterModel(isRoot: true);
        await blocks.MineAsync();
        // In a block of their own: transactions of one may come in any order.
        for (var i = 0; i < RootModels; i++)
            RegisterModel(isRoot: false);
        await blocks.MineAsync();
    }

    /// <summary>One block, with about <paramref name="posts"/> new jobs beside the steps of those that are under way.</summary>
    public async Task StepAsync(int posts)
    {
        foreach (var job in _open.ToArray())
            Continue(job);
        FinalizeDue();
        for (var i = 0; i < posts; i++)
            Post();
        Aside();
        var logs = await blocks.MineAsync();
        Events += logs.Count(log => log.Address != Token);
        foreach (var log in logs)
            if (log.Address == manifest.JobMarket && JobMarket.JobLocked.TryDecode(log.View, out var locked))
                _byId[locked.JobId].Terms = TermsOf(_byId[locked.JobId].Request, locked);
    }

    private Address Requester(int number) => accounts[1 + (number % Requesters)];

    private Address Provider(int number) => accounts[1 + Requesters + (number % Providers)];

    private Address Creator(int number) => accounts[1 + Requesters + Providers + (number % (Accounts - 1 - Requesters - Providers))];

    /// <summary>What is no part of a job.</summary>
    private void Aside()
    {
        for (var i = 0; i < 3; i++)
            blocks.Add(
                Requester(_random.Next(Requesters)),
                manifest.Vault,
                new Vault.TransferCall
                {
                    Token = Token,
                    To = accounts[_random.Next(accounts.Count)],
                    Amount = Cents(),
                }.Encode()
            );
        for (var i = 0; i < 2; i++)
        {
            var user = Requester(_random.Next(Requesters));
            blocks.Add(user, manifest.Vault, Deposit(user, Cents()));
            var other = Provider(_random.Next(Providers));
            blocks.Add(
                other,
                manifest.Vault,
                new Vault.WithdrawCall
                {
                    Token = Token,
                    To = other,
                    Amount = Cents(),
                }.Encode()
            );
        }
        RegisterModel(isRoot: _random.Next(3) == 0);
        var provider = Provider(_random.Next(Providers));
        blocks.Add(
            provider,
            manifest.ProviderRegistry,
            new ProviderRegistry.SetEndpointCall
            {
                NodeId = IdOf(provider, 1 + (ulong)_random.Next(NodesEach)),
                SealX = SealX,
                SealY = SealY,
                Endpoint = $"https://node-{_random.Next(1_000)}.example",
            }.Encode()
        );
        if (_random.Next(4) == 0)
            blocks.Add(provider, manifest.ProviderRegistry, Bond(Cents()));
        if (_random.Next(4) == 0)
            blocks.Add(
                provider,
                manifest.ProviderRegistry,
                new ProviderRegistry.SetOperatorCall { Operator = Creator(_random.Next(40)), On = _random.Next(2) == 0 }.Encode()
            );
        if (_random.Next(4) == 0)
            blocks.Add(
                Requester(_random.Next(Requesters)),
                manifest.Vault,
                new Vault.OptInCall { Module = manifest.ExchangeBox, On = _random.Next(2) == 0 }.Encode()
            );
    }

    private ulong Cents() => (ulong)_random.Next(1, 1_000_000);

    private byte[] Deposit(Address to, ulong amount) =>
        new Vault.DepositCall
        {
            Token = Token,
            To = to,
            Amount = amount,
        }.Encode();

    private static byte[] Bond(ulong amount) => new ProviderRegistry.BondCall { Slasher = Address.Zero, Amount = amount }.Encode();

    private async Task AddNodeAsync(Address provider, ulong nonce)
    {
        using var session = KeySigner.Generate();
        var digest = new TypedData(manifest.ChainId, manifest.ProviderRegistry).NodeKeyDigest(IdOf(provider, nonce), SealX, SealY);
        var signature = await session.SignAsync(digest, SigningKind.TypedData, CancellationToken.None);
        blocks.Add(
            provider,
            manifest.ProviderRegistry,
            new ProviderRegistry.AddNodeCall
            {
                Nonce = nonce,
                SessionKey = session.Address,
                Zone = 3,
                ClassId = (ushort)(10 + _random.Next(5)),
                Capacity = 2,
                SealX = SealX,
                SealY = SealY,
                Endpoint = "https://node.example",
                SessionSignature = signature.ToBytes(),
            }.Encode()
        );
    }

    private void RegisterModel(bool isRoot)
    {
        var creator = Creator(_random.Next(40));
        var parent = isRoot ? null : _models[_random.Next(RootModels)];
        var ownBps = (ushort)_random.Next(10, 300);
        var content = Bytes32.Keccak(BitConverter.GetBytes(_content++));
        blocks.Add(
            creator,
            manifest.ModelRegistry,
            new ModelRegistry.RegisterCall
            {
                Kind = (byte)(isRoot ? ModelKind.Model : ModelKind.Adapter),
                ContentHash = content,
                Parent = parent?.Id ?? Bytes32.Zero,
                LicenceId = 1,
                OwnBps = ownBps,
                ParentSplits = parent?.Royalties ?? [],
                Uri = $"https://models.example/{content.ToString()[2..18]}.air8",
            }.Encode()
        );
        Split[] royalties = [.. parent?.Royalties ?? [], new Split { Payee = creator, Bps = ownBps }];
        var id = ProtocolHash.ModelId(
            creator,
            content,
            isRoot ? ModelKind.Model : ModelKind.Adapter,
            parent?.Id ?? Bytes32.Zero,
            1,
            ProtocolHash.RoyaltyHash(royalties)
        );
        _models.Add(new RegisteredModel(id, royalties));
    }

    private static UInt256 IdOf(Address owner, ulong nonce)
    {
        var id = new byte[UInt256.ByteLength];
        owner.CopyTo(id);
        BinaryPrimitives.WriteUInt64BigEndian(id.AsSpan(24), nonce);
        return UInt256.FromBigEndian(id);
    }

    private sealed record RegisteredModel(Bytes32 Id, Split[] Royalties);
}
