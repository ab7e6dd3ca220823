using System.CommandLine;

namespace Aether.Cli.Commands;

/// <summary>The top-level commands in the order help shows them. A new command is one line here and one file beside this.</summary>
internal static class CommandTree
{
    public static IEnumerable<Command> All(AetherCommand aether)
    {
        yield return ModelCommands.Create(aether);
        yield return RunCommand.Create(aether);
        yield return TrainCommand.Create(aether);
        yield return SrsCommands.Create(aether);
        yield return ProveCommand.Create(aether);
        yield return ProviderCommands.Create(aether);
        yield return RequestCommand.Create(aether);
        yield return JobCommands.Create(aether);
        yield return LogCommands.Create(aether);
        yield return AuditCommands.Create(aether);
        yield return SettleCommands.Accept(aether);
        yield return SettleCommands.Decline(aether);
        yield return SettleCommands.Cancel(aether);
        yield return SettleCommands.Expire(aether);
        yield return SettleCommands.Finalize(aether);
        yield return DemandCommands.Create(aether);
        yield return ComplainCommand.Create(aether);
        yield return RelayCommands.Create(aether);
        yield return VerifyCommand.Create(aether);
        yield return VaultCommands.Deposit(aether);
        yield return VaultCommands.Withdraw(aether);
        yield return VaultCommands.Balance(aether);
        yield return KeystoreCommands.Create(aether);
        yield return ExecuteCommand.Create(aether);
    }
}
