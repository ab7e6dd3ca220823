using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Aether.Inference;

/// <summary>Excess-128 codes as signed bytes, and their sums.</summary>
internal static unsafe class SignedBytes
{
    /// <summary>Turns codes into numbers: the highest bit is the other way round.</summary>
    public static void FromCodes(byte* codes, int count, sbyte* numbers)
    {
        Vector256<byte> sign = Vector256.Create((byte)0x80);
        int i = 0;
        for (; i <= count - 32; i += 32)
            (Vector256.Load(codes + i) ^ sign).Store((byte*)numbers + i);
        for (; i < count; i++)
            numbers[i] = (sbyte)(codes[i] - 128);
    }

    /// <param name="count">At most 2^18: the sum fits 32 bits 2^6 times over.</param>
    public static int Sum(sbyte* numbers, int count)
    {
        Vector256<int> sums = default;
        int i = 0;
        for (; i <= count - 32; i += 32)
        {
            Vector256<short> pairs = Avx2.MultiplyAddAdjacent(Vector256<byte>.One, Vector256.Load(numbers + i));
            sums += Avx2.MultiplyAddAdjacent(pairs, Vector256<short>.One);
        }
        int sum = Vector256.Sum(sums);
        for (; i < count; i++)
            sum += numbers[i];
        return sum;
    }
}
