using System.Numerics;
using System.Text;
using Aether.Hashing;

namespace Aether.Ethereum;

/// <summary>Hashes one struct (or one array) of an EIP-712 message: a word per field, in the declared order.</summary>
public sealed class Eip712StructWriter
{
    private readonly IncrementalKeccak256 _hash = new();

    /// <summary>A struct, whose hash starts with the hash of its type.</summary>
    public Eip712StructWriter(Bytes32 typeHash) => WriteWord(typeHash);

    private Eip712StructWriter() { }

    /// <summary>An array: its elements' words, without a type hash. Add its <see cref="Hash"/> to the struct that holds it.</summary>
    public static Eip712StructWriter Array() => new();

    /// <summary>bytes32, the hash of a nested struct, or the hash of an array.</summary>
    public Eip712StructWriter WriteWord(Bytes32 value)
    {
        Span<byte> word = stackalloc byte[32];
        value.CopyTo(word);
        _hash.Append(word);
        return this;
    }

    public Eip712StructWriter WriteUInt(UInt256 value)
    {
        Span<byte> word = stackalloc byte[32];
        value.WriteBigEndian(word);
        _hash.Append(word);
        return this;
    }

    public Eip712StructWriter WriteInt(BigInteger value)
    {
        Span<byte> word = stackalloc byte[32];
        word.Fill(value.Sign < 0 ? (byte)0xFF : (byte)0);
        if (value.GetByteCount() > word.Length)
            throw new OverflowException("The number does not fit into 256 signed bits.");
        value.TryWriteBytes(word[^value.GetByteCount()..], out _, isUnsigned: false, isBigEndian: true);
        _hash.Append(word);
        return this;
    }

    public Eip712StructWriter WriteBool(bool value) => WriteUInt(value ? UInt256.One : UInt256.Zero);

    public Eip712StructWriter WriteAddress(Address value)
    {
        Span<byte> word = stackalloc byte[32];
        word.Clear();
        value.CopyTo(word[12..]);
        _hash.Append(word);
        return this;
    }

    /// <summary>bytes1 to bytes31, padded on the right.</summary>
    public Eip712StructWriter WriteFixedBytes(ReadOnlySpan<byte> value)
    {
        Span<byte> word = stackalloc byte[32];
        word.Clear();
        value.CopyTo(word);
        _hash.Append(word);
        return this;
    }

    public Eip712StructWriter WriteBytes(ReadOnlySpan<byte> value) => WriteWord(Bytes32.Keccak(value));

    public Eip712StructWriter WriteString(string value) => WriteBytes(Encoding.UTF8.GetBytes(value));

    /// <summary>The struct's hash; the writer is empty afterwards.</summary>
    public Bytes32 Hash()
    {
        Span<byte> digest = stackalloc byte[32];
        _hash.Finish(digest);
        return new Bytes32(digest);
    }
}
