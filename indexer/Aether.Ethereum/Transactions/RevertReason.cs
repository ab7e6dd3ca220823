namespace Aether.Ethereum;

/// <summary>Words for the bytes that a call reverted with.</summary>
public static class RevertReason
{
    private static ReadOnlySpan<byte> ErrorSelector => [0x08, 0xC3, 0x79, 0xA0];

    private static ReadOnlySpan<byte> PanicSelector => [0x4E, 0x48, 0x7B, 0x71];

    /// <summary>Solidity's Error(string) and Panic(uint256) in words, anything else as hex.</summary>
    public static string Describe(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty)
            return "no reason given";
        try
        {
            if (data.StartsWith(ErrorSelector))
            {
                var reader = new AbiReader(data[4..], AbiWriter.WordBytes);
                string text = reader.ReadString();
                reader.ExpectEnd();
                return text;
            }
            if (data.StartsWith(PanicSelector))
            {
                var reader = new AbiReader(data[4..], AbiWriter.WordBytes);
                UInt256 code = reader.ReadUInt256();
                reader.ExpectEnd();
                return $"panic {code.ToHexQuantity()} ({PanicText(code)})";
            }
        }
        catch (AbiException)
        {
            // Not what it claims to be: shown as it is.
        }
        return $"reverted with {Hex.Format(data[..Math.Min(data.Length, 256)])}{(data.Length > 256 ? ".." : "")}";
    }

    private static string PanicText(UInt256 code) =>
        code > 0xFF
            ? "unknown"
            : (byte)(ulong)code switch
            {
                0x01 => "assertion failed",
                0x11 => "arithmetic overflow",
                0x12 => "division by zero",
                0x21 => "enum out of range",
                0x31 => "pop of an empty array",
                0x32 => "index out of range",
                0x41 => "out of memory",
                _ => "unknown",
            };
}
