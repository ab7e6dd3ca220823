using Aether.Contracts;
using Aether.Ethereum;
using Aether.Indexer.Storing;

namespace Aether.Indexer.Projecting;

/// <summary>Balances, escrows, modules and tokens. Each event carries the whole new value.</summary>
internal static class VaultProjection
{
    public static void Apply(in LogView log, LogPlace place, EntityChanges changes)
    {
        if (Vault.AccountSet.TryDecode(log, out var account))
        {
            var row = changes.Change(place, "account", account.Token, account.Account);
            row["free"] = account.Free;
            row["ref"] = account.Ref;
        }
        else if (Vault.EscrowSet.TryDecode(log, out var escrow))
        {
            var row = changes.Change(place, "escrow", escrow.Token, escrow.Module);
            row["escrow"] = escrow.Escrow;
            row["ref"] = escrow.Ref;
        }
        else if (Vault.OptInSet.TryDecode(log, out var optIn))
            changes.Change(place, "opt_in", optIn.Account, optIn.Module)["is_on"] = optIn.On;
        else if (Vault.ModuleAdded.TryDecode(log, out var module))
            changes.Change(place, "module", module.Module)["kind"] = EnumLabels.ModuleKind(module.Kind);
        else if (Vault.TokenAllowed.TryDecode(log, out var token))
            changes.Change(place, "token", token.Token);
        else if (Vault.Announced.TryDecode(log, out var announced))
            changes.Change(place, "announcement", EnumLabels.VaultChange(announced.Change), announced.Subject)["ready_at"] =
                announced.ReadyAt;
    }
}
