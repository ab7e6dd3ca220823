using System.Runtime.InteropServices;

namespace Aether.Inference;

/// <summary>The library of prover/native, where a C compiler has made one for this machine's processor.</summary>
/// <remarks>It is looked for in one place, beside this assembly, and loaded by its full path: nobody's search path decides what runs here.</remarks>
internal static unsafe class NativeVnni
{
    public const string FileName = "libaether_vnni.so";

    private const string Prefix = "aether_vnni_";

    static NativeVnni()
    {
        (Level, Missing) = Load();
    }

    /// <summary>Widest form that processor and library offer.</summary>
    public static VnniLevel Level { get; }

    /// <summary>Why there is none, or null.</summary>
    public static string? Missing { get; }

    /// <summary>(level, rows, rowCount, pieces, bytes, apart, panels, panelCount, sums, stride); see prover/native/vnni.c.</summary>
    public static delegate* unmanaged<int, byte**, long, long, long, long, sbyte*, long, int*, long, void> Multiply { get; private set; }

    /// <summary>(level, row, count, columns, apart, columnCount, sums); see prover/native/vnni.c.</summary>
    public static delegate* unmanaged<int, sbyte*, long, byte*, long, long, int*, void> Dot { get; private set; }

    private static (VnniLevel Level, string? Missing) Load()
    {
        string? folder = Path.GetDirectoryName(typeof(NativeVnni).Assembly.Location);
        if (string.IsNullOrEmpty(folder) || RuntimeInformation.ProcessArchitecture != Architecture.X64)
            return (VnniLevel.None, "there is none for this kind of machine or program");
        string file = Path.Combine(folder, FileName);
        if (!File.Exists(file))
            return (VnniLevel.None, $"{FileName} was not built: prover/native needs a C compiler");
        if (
            !NativeLibrary.TryLoad(file, out nint library)
            || !NativeLibrary.TryGetExport(library, Prefix + "level", out nint level)
            || !NativeLibrary.TryGetExport(library, Prefix + "multiply", out nint multiply)
            || !NativeLibrary.TryGetExport(library, Prefix + "dot", out nint dot)
        )
            return (VnniLevel.None, $"{FileName} cannot be loaded");
        VnniLevel found = (VnniLevel)((delegate* unmanaged<int>)level)();
        if (found == VnniLevel.None)
            return (found, "the processor has neither AVX-VNNI nor AVX-512 VNNI");
        Multiply = (delegate* unmanaged<int, byte**, long, long, long, long, sbyte*, long, int*, long, void>)multiply;
        Dot = (delegate* unmanaged<int, sbyte*, long, byte*, long, long, int*, void>)dot;
        return (found, null);
    }
}

/// <summary>Forms of the native kernels; the numbers are those of prover/native/vnni.c.</summary>
internal enum VnniLevel
{
    None = 0,
    Avx = 1,
    Avx512 = 2,
}
