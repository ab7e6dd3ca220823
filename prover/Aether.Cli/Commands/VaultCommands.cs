using System.CommandLine;
using Aether.Contracts;
using Aether.Ethereum;
using Aether.Prover.Chain;
using Aether.Prover.Policy;

namespace Aether.Cli.Commands;

/// <summary><c>aether deposit|withdraw|balance</c>: tokens in and out of the Vault.</summary>
internal static class VaultCommands
{
    private static readonly Option<string?> Token = new("--token")
    {
        Description = "symbol or address; the manifest's first when absent",
        HelpName = "TOKEN",
    };

    public static Command Deposit(AetherCommand aether)
    {
        var amount = new Argument<string>("AMOUNT") { Description = "in whole tokens, such as 1.50" };
        var command = new Command("deposit", "moves tokens from your wallet into the Vault") { amount, Token };
        aether.Bind(
            command,
            async context =>
            {
                var token = await context.TokenAsync(context.Value(Token));
                var units = TokenAmount.Parse(context.Value(amount), token.Decimals);
                var account = await context.AccountAsync();
                var receipt = await context.Reporter.WaitAsync(
                    $"depositing {context.Value(amount)} {token.Symbol}",
                    _ => account.DepositAsync(token, units, context.Clock, context.CancellationToken)
                );
                await ReportAsync(context, token, account.Address, receipt);
            }
        );
        return command;
    }

    public static Command Withdraw(AetherCommand aether)
    {
        var amount = new Argument<string>("AMOUNT") { Description = "in whole tokens, such as 1.50" };
        var command = new Command("withdraw", "moves free tokens from the Vault to your wallet") { amount, Token };
        aether.Bind(
            command,
            async context =>
            {
                var token = await context.TokenAsync(context.Value(Token));
                var units = TokenAmount.Parse(context.Value(amount), token.Decimals);
                var market = await context.MarketAsync();
                var account = await context.AccountAsync();
                var call = new Vault.WithdrawCall
                {
                    Token = token.Address,
                    To = account.Address,
                    Amount = units,
                };
                var receipt = await context.Reporter.WaitAsync(
                    $"withdrawing {context.Value(amount)} {token.Symbol}",
                    _ => account.SendAsync("withdraw", market.Manifest.Vault, call, isOnce: false, context.CancellationToken)
                );
                await ReportAsync(context, token, account.Address, receipt);
            }
        );
        return command;
    }

    public static Command Balance(AetherCommand aether)
    {
        var address = new Argument<string?>("ADDRESS") { Description = "whose; your own when absent", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("balance", "shows tokens in wallet and Vault") { address, Token };
        aether.Bind(
            command,
            async context =>
            {
                var account = context.Value(address) is { } text ? Address.Parse(text) : context.Signer.Address;
                await ReportAsync(context, await context.TokenAsync(context.Value(Token)), account, null);
            }
        );
        return command;
    }

    private static async Task ReportAsync(CliContext context, ManifestToken token, Address account, TransactionReceipt? receipt)
    {
        var market = await context.MarketAsync();
        var free = await market.FreeAsync(token.Address, account, context.CancellationToken);
        var wallet = await new TokenClient(market.Client, token.Address).BalanceAsync(account, context.CancellationToken);
        var walletText = wallet.High == 0 ? TokenAmount.Format(wallet.Low, token.Decimals) : "more than 2^128 units";
        context.Reporter.Result(
            new
            {
                account = account.ToString(),
                token = token.Symbol,
                free = free.ToString(System.Globalization.CultureInfo.InvariantCulture),
                wallet = wallet.ToString(),
                transaction = receipt?.TransactionHash.ToString(),
            },
            $"free in the Vault  {TokenAmount.Format(free, token.Decimals)} {token.Symbol}",
            $"in the wallet      {walletText} {token.Symbol}"
        );
    }
}
