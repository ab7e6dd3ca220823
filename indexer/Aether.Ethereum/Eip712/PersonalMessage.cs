using System.Globalization;
using System.Text;
using Aether.Hashing;

namespace Aether.Ethereum;

/// <summary>The digest a wallet signs for a plain message (EIP-191, version 0x45).</summary>
public static class PersonalMessage
{
    public static Bytes32 Digest(ReadOnlySpan<byte> message)
    {
        var hash = new IncrementalKeccak256();
        hash.Append("\u0019Ethereum Signed Message:\n"u8);
        hash.Append(Encoding.ASCII.GetBytes(message.Length.ToString(CultureInfo.InvariantCulture)));
        hash.Append(message);
        return new Bytes32(hash.Finish());
    }
}
