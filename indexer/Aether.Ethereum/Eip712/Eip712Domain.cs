namespace Aether.Ethereum;

/// <summary>Where a signature counts: fields that are null are absent from the domain's type.</summary>
public sealed record Eip712Domain(string? Name, string? Version, UInt256? ChainId, Address? VerifyingContract, Bytes32? Salt = null)
{
    public Bytes32 Separator()
    {
        var fields = new List<Eip712Field>(5);
        if (Name is not null)
            fields.Add(new("string", "name"));
        if (Version is not null)
            fields.Add(new("string", "version"));
        if (ChainId is not null)
            fields.Add(new("uint256", "chainId"));
        if (VerifyingContract is not null)
            fields.Add(new("address", "verifyingContract"));
        if (Salt is not null)
            fields.Add(new("bytes32", "salt"));
        var writer = new Eip712StructWriter(new Eip712Schema().Add("EIP712Domain", fields).TypeHash("EIP712Domain"));
        if (Name is not null)
            writer.WriteString(Name);
        if (Version is not null)
            writer.WriteString(Version);
        if (ChainId is { } chainId)
            writer.WriteUInt(chainId);
        if (VerifyingContract is { } contract)
            writer.WriteAddress(contract);
        if (Salt is { } salt)
            writer.WriteWord(salt);
        return writer.Hash();
    }

    /// <summary>What is signed: 0x1901, the domain, the struct.</summary>
    public Bytes32 Digest(Bytes32 structHash)
    {
        Span<byte> message = stackalloc byte[66];
        message[0] = 0x19;
        message[1] = 0x01;
        Separator().CopyTo(message[2..]);
        structHash.CopyTo(message[34..]);
        return Bytes32.Keccak(message);
    }
}
