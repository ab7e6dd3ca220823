using System.Security.Cryptography;
using Aether.Cli.Terminal;
using Aether.Contracts;
using Aether.Ethereum;
using Aether.Inference;
using Aether.Prover.Chain;
using Aether.Prover.Policy;

namespace Aether.Cli.Commands;

/// <summary>Turns the options of <c>aether request</c> into a Request without its start, refusing what the market would refuse with words of the command line.</summary>
internal static class RequestDraft
{
    public static async Task<Request> BuildAsync(
        CliContext context,
        RequestOptions options,
        ModelInfo model,
        ModelForm form,
        IReadOnlyList<Split> extras,
        Bytes32 inputCommit
    )
    {
        var market = await context.MarketAsync();
        var manifest = market.Manifest;
        var token = await context.TokenAsync(context.Value(options.Token));
        UInt128 Amount(string text) => TokenAmount.Parse(text, token.Decimals);

        var provider = context.Value(options.Provider) is { } named ? Address.Parse(named) : Address.Zero;
        var minPrice = Amount(
            context.Value(options.Price)
                ?? throw new CliException(ExitCode.Usage, "--price is missing", "say what you pay, such as --price 1.50")
        );
        var maxPrice = context.Value(options.MaxPrice) is { } max ? Amount(max) : minPrice;
        if (maxPrice < minPrice)
            throw new CliException(ExitCode.Usage, "--max-price is below --price");
        var tier = TierOf(context.Value(options.Tier), isExclusive: !provider.IsZero);
        if (tier == Tier.Cooperative && provider.IsZero)
            throw new CliException(
                ExitCode.Usage,
                "the cooperative tier needs --provider: silence pays, so name whom you trust",
                "or give --tier optimistic and --verifier"
            );
        var lockSecs = context.Value(options.LockSecs);
        return new Request
        {
            Requester = context.Signer.Address,
            Nonce = NonceOf(context.Value(options.Nonce)),
            Agent = AccountOf(context.Value(options.Agent), "--agent"),
            Token = token.Address,
            MinPrice = minPrice,
            MaxPrice = maxPrice,
            Collateral = context.Value(options.Collateral) is { } collateral ? Amount(collateral) : maxPrice,
            RampStart = 0,
            RampSecs = context.Value(options.RampSecs),
            LockSecs = lockSecs,
            ExecSecs = context.Value(options.ExecSecs),
            InputSecs = context.Value(options.InputSecs),
            DisputeSecs = context.Value(options.DisputeSecs) ?? manifest.MinDisputeSecs,
            Tier = (byte)tier,
            Verifier = VerifierOf(manifest, context.Value(options.Verifier), tier),
            Exclusive = provider,
            ExclusiveSecs = provider.IsZero ? 0 : lockSecs,
            Gate = AccountOf(context.Value(options.Gate), "--gate"),
            GateData = Bytes32.Zero,
            RegionMask = ulong.MaxValue,
            ModelId = model.ModelId,
            InputCommit = inputCommit,
            Watchers = Bytes32.Zero,
            OutputMode = (byte)(context.Value(options.Sealed) ? OutputMode.Sealed : OutputMode.Public),
            ExtrasHash = ProtocolHash.ExtrasHash(extras),
            MaxUnits = UnitsOf(context.Value(options.MaxUnits), form),
            Relay = AccountOf(context.Value(options.Relay), "--relay"),
        };
    }

    /// <summary>When the curve starts. Asked last, after everything slow, so that nobody pays for our own delay.</summary>
    public static async Task<ulong> StartAsync(CliContext context, RequestOptions options)
    {
        var market = await context.MarketAsync();
        var clock = new ChainClock(context.Clock);
        var head = await market.HeadAsync(context.CancellationToken);
        clock.Observe(head);
        // The newest block's time is never ahead of the next one's, so nobody has to wait for the first second.
        var now = clock.Now - head.Timestamp <= 30 ? head.Timestamp : clock.Now;
        return now + context.Value(options.StartIn);
    }

    private static uint UnitsOf(uint? asked, ModelForm form) =>
        asked is { } units && units < form.UnitsMax
            ? throw new CliException(
                ExitCode.Usage,
                $"--max-units {units} is below the {form.UnitsMax} that a run of this model may do, so no Node takes it",
                "leave --max-units away: what is not used of the price returns to you"
            )
            : asked ?? form.UnitsMax;

    private static Address AccountOf(string? text, string option) =>
        text is null ? Address.Zero
        : Address.TryParse(text, out var address) ? address
        : throw new CliException(ExitCode.Usage, $"{option}: '{text}' is no address: 0x and 40 hex digits");

    private static Tier TierOf(string? name, bool isExclusive) =>
        name switch
        {
            null => isExclusive ? Tier.Cooperative : Tier.Optimistic,
            "cooperative" => Tier.Cooperative,
            "optimistic" => Tier.Optimistic,
            "validity" => Tier.Validity,
            _ => throw new CliException(ExitCode.Usage, $"--tier is cooperative, optimistic or validity, not '{name}'"),
        };

    private static Address VerifierOf(ChainManifest manifest, string? name, Tier tier)
    {
        if (name is null)
        {
            return tier switch
            {
                Tier.Cooperative => manifest.CooperativeVerifier,
                Tier.Validity when manifest.ValidityVerifier is { } verifier => verifier,
                _ => throw new CliException(
                    ExitCode.Usage,
                    $"the {tier.ToString().ToLowerInvariant()} tier needs --verifier",
                    "name a contract of the manifest, or an address"
                ),
            };
        }

        if (manifest.Contracts.TryGetValue(name, out var address) || Address.TryParse(name, out address))
            return address;
        throw new CliException(ExitCode.Usage, $"--verifier: '{name}' is neither in the manifest nor an address");
    }

    private static UInt128 NonceOf(string? text)
    {
        if (text is null)
            return BitConverter.ToUInt128(RandomNumberGenerator.GetBytes(16)) >> 32;
        return UInt256.TryParse(text, out var value) && value.FitsBits(96)
            ? value.Low
            : throw new CliException(ExitCode.Usage, "--nonce is a number of at most 96 bits");
    }
}
