namespace Aether.Ethereum;

/// <summary>The parts of a log that say what happened: no copy, no object per topic.</summary>
/// <param name="address">The contract that emitted the log.</param>
/// <param name="topics">Shape (topic count, 32), row-major.</param>
/// <param name="data">The ABI encoding of the fields that are not indexed.</param>
public readonly ref struct LogView(Address address, ReadOnlySpan<byte> topics, ReadOnlySpan<byte> data)
{
    public Address Address { get; } = address;

    public ReadOnlySpan<byte> Topics { get; } = topics;

    public ReadOnlySpan<byte> Data { get; } = data;

    public int TopicCount => Topics.Length / Bytes32.ByteLength;

    public ReadOnlySpan<byte> Topic(int index) => Topics.Slice(index * Bytes32.ByteLength, Bytes32.ByteLength);
}
