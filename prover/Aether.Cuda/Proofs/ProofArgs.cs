using System.Runtime.InteropServices;

namespace Aether.Cuda;

// Parameters of prover/kernels/vectors.cu, sums.cu, inverses.cu and msm.cu, field by field. A test compares the sizes. Elements lie as they do in C#.

[StructLayout(LayoutKind.Sequential)]
internal readonly record struct FieldProductArgs(ulong Left, ulong Right, ulong Out, ulong Count);

[StructLayout(LayoutKind.Sequential)]
internal readonly record struct AddScaledArgs(ulong Values, ulong Sums, ulong Count)
{
    private readonly ulong unused;

    public required Fr Factor { get; init; }
}

/// <summary>Up to four tables at once; the kernel's grid is as high as there are tables.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct FoldArgs(DeviceTables In, DeviceTables Out, ulong Half)
{
    private readonly ulong unused;

    public required Fr Word { get; init; }
}

/// <summary>Addresses of up to four tables; 0 is none.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct DeviceTables(ulong A, ulong B, ulong C, ulong D)
{
    public static DeviceTables Of(IReadOnlyList<CudaBuffer> buffers)
    {
        ulong At(int index) => index < buffers.Count ? buffers[index].Address : 0;
        return new DeviceTables(At(0), At(1), At(2), At(3));
    }
}

[StructLayout(LayoutKind.Sequential)]
internal readonly record struct HornerArgs(ulong Table, ulong Quotient, ulong Rest, uint Rows, uint Width)
{
    public required Fr Word { get; init; }
}

[StructLayout(LayoutKind.Sequential)]
internal readonly record struct ProductSumsArgs(ulong Left, ulong Right, ulong Sums, ulong Pairs);

[StructLayout(LayoutKind.Sequential)]
internal readonly record struct LookupSumsArgs(DeviceTables Tables, ulong Sums, ulong Pairs, Fr Share, Fr One);

[StructLayout(LayoutKind.Sequential)]
internal readonly record struct ColumnSumsArgs(ulong In, ulong Out, ulong Rows, ulong Columns);

[StructLayout(LayoutKind.Sequential)]
internal readonly record struct RowProductsArgs(ulong Table, ulong Vector, ulong Out, ulong Width);

[StructLayout(LayoutKind.Sequential)]
internal readonly record struct SymmetricSumsArgs(ulong G, ulong E, ulong H, ulong F, ulong Out, ulong Width, Fr Factor);

[StructLayout(LayoutKind.Sequential)]
internal readonly record struct InverseArgs(ulong Values, ulong Scratch, ulong Zero, ulong Count, Fr One);

[StructLayout(LayoutKind.Sequential)]
internal readonly record struct MsmBitsArgs(ulong Scalars, ulong Out, ulong Count);

/// <param name="Entries">0 to count.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct MsmDigitsArgs(
    ulong Scalars,
    ulong Counters,
    ulong Entries,
    ulong Count,
    uint Window,
    uint First,
    uint Windows,
    uint All
);

[StructLayout(LayoutKind.Sequential)]
internal readonly record struct MsmStartsArgs(ulong In, ulong Starts, ulong Most, uint Buckets, uint Pieces);

/// <param name="Points">0 to join pieces.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct MsmPiecesArgs(
    ulong Points,
    ulong Entries,
    ulong In,
    ulong Out,
    ulong Below,
    ulong Starts,
    ulong InStride,
    ulong OutStride,
    uint Buckets
)
{
    private readonly uint unused;
}

[StructLayout(LayoutKind.Sequential)]
internal readonly record struct MsmBucketsArgs(ulong Pieces, ulong Starts, ulong Out, ulong Stride, uint Buckets, uint Runs);

[StructLayout(LayoutKind.Sequential)]
internal readonly record struct MsmWindowsArgs(ulong Runs, ulong Out, ulong Count);
