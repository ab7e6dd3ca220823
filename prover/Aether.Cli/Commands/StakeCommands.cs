using System.CommandLine;
using System.Globalization;
using Aether.Cli.Terminal;
using Aether.Contracts;
using Aether.Ethereum;
using Aether.Prover.Chain;
using Aether.Prover.Policy;

namespace Aether.Cli.Commands;

/// <summary><c>aether provider stake|unstake|operator</c>: what stands behind a Provider, and who may act for it.</summary>
internal static class StakeCommands
{
    public static Command Stake(AetherCommand aether)
    {
        var amount = new Argument<string>("AMOUNT") { Description = "to add to the stake, in whole tokens" };
        var command = new Command("stake", "adds to your stake, from your free balance in the Vault") { amount };
        aether.Bind(
            command,
            async context =>
            {
                var market = await context.MarketAsync();
                var token = await TokenAsync(context, market);
                var units = TokenAmount.Parse(context.Value(amount), token.Decimals);
                var account = await context.AccountAsync();
                var free = await market.FreeAsync(token.Address, account.Address, context.CancellationToken);
                if (free < units)
                    throw new CliException(
                        ExitCode.Refused,
                        $"{account.Address} has {TokenAmount.Format(free, token.Decimals)} {token.Symbol} free in the Vault",
                        $"aether deposit {TokenAmount.Format(units - free, token.Decimals)} first"
                    );
                await SendAsync(
                    context,
                    token,
                    $"staking {context.Value(amount)} {token.Symbol}",
                    new ProviderRegistry.BondCall { Slasher = Address.Zero, Amount = units }
                );
            }
        );
        return command;
    }

    public static Command Unstake(AetherCommand aether)
    {
        var amount = new Argument<string?>("AMOUNT")
        {
            Description = "to begin to take out, in whole tokens; absent: takes out what has waited long enough",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command(
            "unstake",
            "takes stake out in two steps: with AMOUNT it begins to thaw for 14 days, without AMOUNT what has thawed goes to your free balance"
        )
        {
            amount,
        };
        aether.Bind(
            command,
            async context =>
            {
                var market = await context.MarketAsync();
                var token = await TokenAsync(context, market);
                var bond = await BondAsync(context, market);
                if (context.Value(amount) is { } text)
                {
                    var units = TokenAmount.Parse(text, token.Decimals);
                    if (units > bond.Amount)
                        throw new CliException(
                            ExitCode.Refused,
                            $"your stake is {TokenAmount.Format(bond.Amount, token.Decimals)} {token.Symbol}; {text} is more",
                            null
                        );
                    await SendAsync(
                        context,
                        token,
                        $"thawing {text} {token.Symbol}; all that thaws waits 14 days from now",
                        new ProviderRegistry.ThawCall { Slasher = Address.Zero, Amount = units }
                    );
                    return;
                }

                if (bond.Thawing == 0)
                    throw new CliException(ExitCode.Refused, "nothing is thawing", "aether provider unstake AMOUNT begins");
                var head = await market.HeadAsync(context.CancellationToken);
                if (head.Timestamp < bond.ThawAt)
                    throw new CliException(
                        ExitCode.Refused,
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{TokenAmount.Format(bond.Thawing, token.Decimals)} {token.Symbol} thaw until {bond.ThawAt}; the chain is at {head.Timestamp}"
                        ),
                        "try again then"
                    );
                await SendAsync(context, token, "taking out what has thawed", new ProviderRegistry.UnbondCall { Slasher = Address.Zero });
            }
        );
        return command;
    }

    public static Command Operator(AetherCommand aether)
    {
        var address = new Argument<string>("ADDRESS") { Description = "who may lock, submit and decline for you" };
        var off = new Option<bool>("--off") { Description = "take it back" };
        var command = new Command("operator", "lets another account lock, submit and decline for you; it can move no money")
        {
            address,
            off,
        };
        aether.Bind(
            command,
            async context =>
            {
                if (!Address.TryParse(context.Value(address), out var named))
                    throw new CliException(ExitCode.Usage, $"'{context.Value(address)}' is no address: 0x and 40 hex digits");
                var isOn = !context.Value(off);
                var market = await context.MarketAsync();
                var account = await context.AccountAsync();
                var receipt = await context.Reporter.WaitAsync(
                    isOn ? $"letting {named} act for you" : $"taking the permission of {named} back",
                    _ =>
                        account.SendAsync(
                            "operator",
                            market.Manifest.ProviderRegistry,
                            new ProviderRegistry.SetOperatorCall { Operator = named, On = isOn },
                            isOnce: false,
                            context.CancellationToken
                        )
                );
                context.Reporter.Result(
                    new
                    {
                        provider = account.Address.ToString(),
                        @operator = named.ToString(),
                        on = isOn,
                        transaction = receipt.TransactionHash.ToString(),
                    },
                    $"{named.ToChecksumString()} {(isOn ? "may" : "may not")} lock, submit and decline for {account.Address.ToChecksumString()}"
                );
            }
        );
        return command;
    }

    private static async Task<ManifestToken> TokenAsync(CliContext context, MarketClient market)
    {
        var address = await market.ReadAsync(
            market.Manifest.ProviderRegistry,
            new ProviderRegistry.StakeTokenCall(),
            context.CancellationToken
        );
        return market.Manifest.Tokens.FirstOrDefault(token => token.Address == address)
            ?? throw new CliException(ExitCode.Failed, $"the stake token {address} is not in the manifest");
    }

    private static Task<Bond> BondAsync(CliContext context, MarketClient market) =>
        market.ReadAsync(
            market.Manifest.ProviderRegistry,
            new ProviderRegistry.BondOfCall { Provider = context.Signer.Address, Slasher = Address.Zero },
            context.CancellationToken
        );

    private static async Task SendAsync(CliContext context, ManifestToken token, string doing, IContractCall call)
    {
        var market = await context.MarketAsync();
        var account = await context.AccountAsync();
        var receipt = await context.Reporter.WaitAsync(
            doing,
            _ => account.SendAsync("stake", market.Manifest.ProviderRegistry, call, isOnce: false, context.CancellationToken)
        );
        var bond = await BondAsync(context, market);
        context.Reporter.Result(
            new
            {
                provider = account.Address.ToString(),
                token = token.Symbol,
                stake = bond.Amount.ToString(CultureInfo.InvariantCulture),
                thawing = bond.Thawing.ToString(CultureInfo.InvariantCulture),
                thawAt = bond.ThawAt,
                transaction = receipt.TransactionHash.ToString(),
            },
            $"stake    {TokenAmount.Format(bond.Amount, token.Decimals)} {token.Symbol}",
            string.Create(
                CultureInfo.InvariantCulture,
                $"thawing  {TokenAmount.Format(bond.Thawing, token.Decimals)} {token.Symbol}{(bond.Thawing == 0 ? "" : $", until {bond.ThawAt}")}"
            )
        );
    }
}
