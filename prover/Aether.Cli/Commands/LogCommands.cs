using System.CommandLine;
using Aether.Cli.Terminal;
using Aether.Ethereum;

namespace Aether.Cli.Commands;

/// <summary><c>aether log proof</c>: proves to whoever trusts a block hash that a log is in that block.</summary>
internal static class LogCommands
{
    public static Command Create(AetherCommand aether)
    {
        var command = new Command("log", "prove what contracts emitted");
        command.Subcommands.Add(Proof(aether));
        return command;
    }

    private static Command Proof(AetherCommand aether)
    {
        var transaction = new Argument<string>("TRANSACTION") { Description = "hash of the transaction that emitted it" };
        var index = new Argument<uint>("LOG_INDEX") { Description = "the log's place in its block, as logs and GraphQL rows say it" };
        var file = new Argument<string>("FILE") { Description = "where the proof goes" };
        var command = new Command("proof", "writes a proof of one log, for aether verify proof and for contracts (ReceiptProof)")
        {
            transaction,
            index,
            file,
        };
        aether.Bind(
            command,
            async context =>
            {
                var hash = Bytes32.Parse(context.Value(transaction));
                var client = (await context.MarketAsync()).Client;
                var receipt =
                    await client.GetTransactionReceiptAsync(hash, context.CancellationToken)
                    ?? throw new CliException(ExitCode.NotFound, $"the node has no mined transaction {hash}");
                var header = await client.GetBlockAsync(BlockTag.At(receipt.BlockHash), context.CancellationToken);
                var receipts = await client.GetBlockReceiptsAsync(BlockTag.At(receipt.BlockHash), context.CancellationToken);
                if (header is null || receipts is null)
                    throw new CliException(ExitCode.NotFound, $"block {receipt.BlockHash} is not in the node's chain any more; try again");
                try
                {
                    var proof = LogProof.Of(header, receipts, receipt.TransactionIndex, context.Value(index));
                    // What is written has been checked as whoever reads it will.
                    var log = proof.Verify(header.Hash);
                    var path = Path.GetFullPath(context.Value(file));
                    await File.WriteAllBytesAsync(path, LogProofFile.Of(proof, header.Hash).Write(), context.CancellationToken);
                    context.Reporter.Result(
                        new
                        {
                            file = path,
                            blockHash = header.Hash.ToString(),
                            blockNumber = header.Number,
                            address = log.Address.ToString(),
                        },
                        path,
                        $"block    {header.Number}, {header.Hash}",
                        $"address  {log.Address}"
                    );
                }
                catch (ProofException e)
                {
                    throw new CliException(ExitCode.Mismatch, e.Message);
                }
            }
        );
        return command;
    }
}
