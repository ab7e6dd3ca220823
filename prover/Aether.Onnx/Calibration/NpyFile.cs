using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Aether.Onnx;

/// <summary>Reads arrays as NumPy saves them (.npy, versions 1 to 3): little-endian numbers in C order.</summary>
/// <remarks>Source: NumPy's description of the format. The header is a Python dictionary; exactly the three entries it must have are read.</remarks>
internal static partial class NpyFile
{
    /// <summary>Largest file, bytes.</summary>
    public const long BytesMax = 1L << 30;

    private const int HeaderMax = 4096;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <exception cref="OnnxRefusedException">The bytes are no such array.</exception>
    public static NdArray Read(byte[] file)
    {
        OnnxRefusedException.Require(file.Length >= 12 && file.AsSpan().StartsWith(Magic), $"it is no .npy array");
        bool longHeader = file[6] >= 2;
        OnnxRefusedException.Require(file[6] is >= 1 and <= 3, $".npy version {file[6]} is not read");
        int start = longHeader ? 12 : 10;
        long length = longHeader
            ? BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(8))
            : BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(8));
        OnnxRefusedException.Require(
            length <= HeaderMax && start + length <= file.Length,
            $"its .npy header of {length} bytes is too long"
        );
        Match header = Header().Match(Encoding.Latin1.GetString(file, start, (int)length));
        OnnxRefusedException.Require(header.Success, $"its .npy header is not understood");
        OnnxRefusedException.Require(header.Groups["order"].Value == "False", $"it is in Fortran order; save it in C order");
        int[] sizes = Sizes(header.Groups["shape"].Value);
        string type = header.Groups["type"].Value;
        ReadOnlySpan<byte> data = file.AsSpan(start + (int)length);
        int count = NdShape.Count(sizes);
        int width = type[^1] - '0';
        OnnxRefusedException.Require(data.Length == (long)count * width, $"{data.Length} bytes of data for {count} numbers of {width}");
        float[] values = new float[count];
        for (int i = 0; i < count; i++)
            values[i] = Number(type, data[(i * width)..]);
        OnnxRefusedException.Require(Array.TrueForAll(values, float.IsFinite), $"it holds a value that is not finite");
        return new NdArray(type[1] == 'f' ? OnnxType.Float : OnnxType.Int64, sizes, values);
    }

    [GeneratedRegex(
        @"^\{'descr': '(?<type>[<|](?:f4|f8|u1|i1|i4|i8))', 'fortran_order': (?<order>True|False), 'shape': \((?<shape>[0-9, ]*)\), \} *\n?$",
        RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Header();

    private static int[] Sizes(string text)
    {
        List<int> sizes = [];
        long count = 1;
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            bool valid = int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int size) && size <= OnnxLimits.SizeMax;
            count = valid ? count * size : long.MaxValue;
            OnnxRefusedException.Require(
                valid && count <= OnnxLimits.ElementsMax && sizes.Count < OnnxLimits.RankMax,
                $"its shape ({text}) is too large"
            );
            sizes.Add(size);
        }
        return [.. sizes];
    }

    private static float Number(string type, ReadOnlySpan<byte> bytes) =>
        type[1..] switch
        {
            "f4" => BinaryPrimitives.ReadSingleLittleEndian(bytes),
            "f8" => (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes),
            "u1" => bytes[0],
            "i1" => unchecked((sbyte)bytes[0]),
            "i4" => BinaryPrimitives.ReadInt32LittleEndian(bytes),
            _ => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        };
}
