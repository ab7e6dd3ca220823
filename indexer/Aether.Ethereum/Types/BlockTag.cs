using System.Globalization;

namespace Aether.Ethereum;

/// <summary>The block a call is answered at: a number, a hash, or one of the node's names.</summary>
public readonly record struct BlockTag
{
    private readonly string? _name;

    private BlockTag(string? name, ulong number, Bytes32? hash) => (_name, Number, Hash) = (name, number, hash);

    public static BlockTag Latest => default;

    public static BlockTag Safe => new("safe", 0, null);

    public static BlockTag Finalized => new("finalized", 0, null);

    public static BlockTag Pending => new("pending", 0, null);

    public static BlockTag Earliest => new("earliest", 0, null);

    /// <summary>The hash (EIP-1898), or null where the block is named or numbered.</summary>
    public Bytes32? Hash { get; }

    /// <summary>Meaningful where the block is numbered.</summary>
    public ulong Number { get; }

    public static BlockTag At(ulong number) => new(string.Create(CultureInfo.InvariantCulture, $"0x{number:x}"), number, null);

    /// <summary>The block with this hash; the node must refuse when it is no longer canonical.</summary>
    public static BlockTag At(Bytes32 hash) => new(null, 0, hash);

    /// <summary>As JSON-RPC writes it.</summary>
    public override string ToString() => Hash is { } hash ? hash.ToString() : _name ?? "latest";
}
