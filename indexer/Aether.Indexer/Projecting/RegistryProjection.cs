using Aether.Contracts;
using Aether.Ethereum;
using Aether.Indexer.Storing;

namespace Aether.Indexer.Projecting;

/// <summary>Providers, bonds, nodes, operators, models and verifiers.</summary>
internal static class RegistryProjection
{
    public static void ApplyProviders(in LogView log, LogPlace place, EntityChanges changes)
    {
        if (ProviderRegistry.BondSet.TryDecode(log, out var bond))
        {
            SetBond(changes.Change(place, "bond", bond.Provider, bond.Slasher), "amount", bond);
            if (bond.Slasher.IsZero)
                SetBond(Provider(changes, place, bond.Provider), "stake", bond);
            else
                Provider(changes, place, bond.Provider);
        }
        else if (ProviderRegistry.NodeSet.TryDecode(log, out var node))
        {
            var provider = OwnerOf(node.NodeId);
            if (changes.Find("node", node.NodeId) is { } before && (bool)before["active"]!)
                AddCapacity(changes, place, provider, (int)before["class_id"]!, -1, -(long)before["capacity"]!);
            if (node.Node.Active)
                AddCapacity(changes, place, provider, node.Node.ClassId, 1, node.Node.Capacity);
            var row = changes.Change(place, "node", node.NodeId);
            row["provider"] = provider;
            row["session_key"] = node.Node.SessionKey;
            row["zone"] = node.Node.Zone;
            row["class_id"] = node.Node.ClassId;
            row["capacity"] = node.Node.Capacity;
            row["active"] = node.Node.Active;
            row["seal_x"] = node.SealX;
            row["seal_y"] = node.SealY;
            row["endpoint"] = StorableText.From(node.Endpoint);
            Provider(changes, place, provider);
        }
        else if (ProviderRegistry.OperatorSet.TryDecode(log, out var op))
            changes.Change(place, "operator", op.Provider, op.Operator)["is_on"] = op.On;
    }

    public static void ApplyModels(in LogView log, LogPlace place, EntityChanges changes)
    {
        if (ModelRegistry.ModelRegistered.TryDecode(log, out var model))
        {
            var row = changes.Change(place, "model", model.ModelId);
            row["creator"] = model.Creator;
            row["parent"] = model.Parent.IsZero ? null : model.Parent;
            row["kind"] = EnumLabels.ModelKind(model.Kind);
            row["content_hash"] = model.ContentHash;
            row["licence_id"] = model.LicenceId;
            row["own_bps"] = model.OwnBps;
            row["depth"] = model.Depth;
            row["royalty_bps"] = model.Royalties.Sum(split => split.Bps);
            row["royalty_hash"] = model.RoyaltyHash;
            row["uri"] = StorableText.From(model.Uri);
            row["retired"] = false;
            row["registered_block"] = place.BlockNumber;
            for (var position = 0; position < model.Royalties.Length; position++)
            {
                var royalty = changes.Change(place, "royalty", model.ModelId, position);
                royalty["payee"] = model.Royalties[position].Payee;
                royalty["bps"] = model.Royalties[position].Bps;
            }
        }
        else if (ModelRegistry.ModelRetired.TryDecode(log, out var retired) && changes.Find("model", retired.ModelId) is not null)
            changes.Change(place, "model", retired.ModelId)["retired"] = true;
    }

    public static void ApplyVerifiers(in LogView log, LogPlace place, EntityChanges changes)
    {
        if (!VerifierRegistry.VerifierSet.TryDecode(log, out var verifier))
            return;
        var row = changes.Change(place, "verifier", verifier.Verifier);
        row["tier"] = EnumLabels.Tier(verifier.Tier);
        row["status"] = EnumLabels.VerifierStatus(verifier.Status);
    }

    /// <summary>The upper 160 bits of a node or job id.</summary>
    public static Address OwnerOf(UInt256 id) => new(id.ToBigEndian().AsSpan(0, Address.ByteLength));

    private static void SetBond(EntityVersion row, string amountColumn, in ProviderRegistry.BondSet bond)
    {
        row[amountColumn] = bond.Amount;
        row["thawing"] = bond.Thawing;
        row["thaw_at"] = bond.ThawAt;
        row["hold_until"] = bond.HoldUntil;
    }

    /// <summary>What a Provider's active nodes of a class can run at once.</summary>
    private static void AddCapacity(EntityChanges changes, LogPlace place, Address provider, int classId, int nodes, long capacity)
    {
        var row = changes.Change(place, "capacity", provider, classId);
        row["nodes"] = (int)(row["nodes"] ?? 0) + nodes;
        row["capacity"] = (long)(row["capacity"] ?? 0L) + capacity;
    }

    /// <summary>A Provider is there from its first bond or node on, without stake at first.</summary>
    private static EntityVersion Provider(EntityChanges changes, LogPlace place, Address provider)
    {
        if (changes.Find("provider", provider) is not null)
            return changes.Change(place, "provider", provider);
        var row = changes.Change(place, "provider", provider);
        row["stake"] = UInt128.Zero;
        row["thawing"] = UInt128.Zero;
        row["thaw_at"] = 0;
        row["hold_until"] = 0;
        row["first_block"] = place.BlockNumber;
        return row;
    }
}
