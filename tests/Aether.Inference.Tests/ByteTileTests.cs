using System.Runtime.Intrinsics.X86;
using Aether.Harness;
using Xunit.Abstractions;

namespace Aether.Inference.Tests;

/// <summary>Sums of products by VNNI against plain loops: all bytes, -128 included, at any length and distance.</summary>
public sealed unsafe class ByteTileTests(ITestOutputHelper output)
{
    private const int RowsMax = 32;

    private delegate void Multiplication(byte** rows, int rowCount, Pieces pieces, sbyte* panels, int panelCount, int* sums, int stride);

    private delegate void DotProduct(sbyte* row, int count, byte* columns, nint apart, int columnCount, int* sums);

    private sealed record Form(string Name, bool Here, int Rows, int Columns, Multiplication Multiply, DotProduct Dot);

    [Fact]
    public void Multiply_RandomAndExtremeBytes_EqualsPlainSums()
    {
        Random random = new(Seed.Choose(output.WriteLine));
        byte** rows = stackalloc byte*[RowsMax];
        foreach (Form form in Forms())
        {
            for (int round = 0; round < 60; round++)
            {
                Pieces pieces = new(random.Next(1, 5), 4 * random.Next(1, 40), random.Next(160, 300));
                int rowCount = form.Rows * random.Next(1, 4);
                int panelCount = random.Next(1, 4);
                int stride = panelCount * form.Columns + random.Next(3);
                byte[] image = Bytes(random, 4000);
                byte[] panels = Bytes(random, pieces.Total * form.Columns * panelCount);
                int[] starts = [.. Enumerable.Range(0, rowCount).Select(_ => random.Next(image.Length - 4 * 300 - 160))];
                int[] sums = new int[rowCount * stride];
                fixed (byte* from = image)
                fixed (byte* columns = panels)
                fixed (int* to = sums)
                {
                    for (int i = 0; i < rowCount; i++)
                        rows[i] = from + starts[i];
                    form.Multiply(rows, rowCount, pieces, (sbyte*)columns, panelCount, to, stride);
                }
                for (int i = 0; i < rowCount; i++)
                for (int j = 0; j < panelCount * form.Columns; j++)
                {
                    int expected = 0;
                    for (int k = 0; k < pieces.Total; k++)
                    {
                        byte code = image[starts[i] + k / pieces.Bytes * (int)pieces.Apart + k % pieces.Bytes];
                        int at = (j / form.Columns * (pieces.Total / 4) + k / 4) * 4 * form.Columns + j % form.Columns * 4 + k % 4;
                        expected += code * unchecked((sbyte)panels[at]);
                    }
                    Assert.True(expected == sums[i * stride + j], $"{form.Name}: round {round}, row {i}, column {j}, {pieces}");
                }
            }
        }
    }

    [Fact]
    public void Dot_EveryLength_EqualsPlainSums()
    {
        Random random = new(Seed.Choose(output.WriteLine));
        foreach (Form form in Forms())
        {
            for (int count = 0; count < 200; count++)
            {
                int apart = count + random.Next(5);
                int columnCount = random.Next(1, 11);
                byte[] row = Bytes(random, count + 1);
                // Nothing stands behind the last column: what is read there is somebody else's.
                byte[] columns = Bytes(random, apart * (columnCount - 1) + count + 1);
                int[] sums = new int[columnCount];
                fixed (byte* x = row)
                fixed (byte* codes = columns)
                fixed (int* to = sums)
                    form.Dot((sbyte*)x, count, codes, apart, columnCount, to);
                for (int j = 0; j < columnCount; j++)
                {
                    int expected = 0;
                    for (int k = 0; k < count; k++)
                        expected += columns[j * apart + k] * unchecked((sbyte)row[k]);
                    Assert.True(expected == sums[j], $"{form.Name}: {count} bytes, column {j} of {columnCount}");
                }
            }
        }
    }

    /// <summary>A sum that leaves 32 bits on the way comes back: instructions that saturate would not.</summary>
    [Fact]
    public void Multiply_SumsBeyond32Bits_WrapAround()
    {
        const int Bytes = 1 << 17;
        byte** rows = stackalloc byte*[RowsMax];
        foreach (Form form in Forms())
        {
            byte[] image = new byte[Bytes];
            byte[] panel = new byte[Bytes * form.Columns];
            image.AsSpan().Fill(255);
            panel.AsSpan().Fill(0x80);
            int[] sums = new int[form.Rows * form.Columns];
            fixed (byte* from = image)
            fixed (byte* columns = panel)
            fixed (int* to = sums)
            {
                for (int i = 0; i < form.Rows; i++)
                    rows[i] = from;
                form.Multiply(rows, form.Rows, new Pieces(1, Bytes, 0), (sbyte*)columns, 1, to, form.Columns);
                Assert.All(sums, sum => Assert.Equal(unchecked((int)(Bytes * 255L * -128)), sum));
                form.Dot((sbyte*)columns, Bytes, from, 0, 1, to);
            }
            Assert.Equal(unchecked((int)(Bytes * 255L * -128)), sums[0]);
        }
    }

    [Fact]
    public void Native_WithoutItsLibrary_SaysWhatIsMissing()
    {
        string beside = Path.Combine(Path.GetDirectoryName(typeof(Air8Model).Assembly.Location)!, NativeVnni.FileName);
        output.WriteLine($"{NativeVnni.Level}, {NativeVnni.Missing ?? "nothing is missing"}");
        Assert.Equal(NativeVnni.Missing is null, VnniBackend.Native.Unavailable is null);
        if (!File.Exists(beside))
            Assert.NotNull(VnniBackend.Native.Unavailable);
        // Loaded from beside the assembly and from nowhere else, whatever the search path says.
        if (VnniBackend.Native.Unavailable is null && File.Exists("/proc/self/maps"))
        {
            string[] loaded =
            [
                .. File.ReadLines("/proc/self/maps")
                    .Where(line => line.Contains("aether_vnni", StringComparison.Ordinal))
                    .Select(line => line[line.IndexOf('/')..])
                    .Distinct(),
            ];
            Assert.Equal([beside], loaded);
        }
    }

    private List<Form> Forms()
    {
        List<Form> all =
        [
            new("C#", AvxVnni.IsSupported, AvxVnniTile.Rows, AvxVnniTile.Columns, AvxVnniTile.Multiply, AvxVnniTile.Dot),
            Native(VnniLevel.Avx, AvxVnni.IsSupported),
            Native(VnniLevel.Avx512, NativeVnni.Level == VnniLevel.Avx512),
        ];
        foreach (Form form in all.Where(form => !form.Here))
            output.WriteLine($"skipped: {form.Name} is not here");
        return [.. all.Where(form => form.Here)];
    }

    private static Form Native(VnniLevel level, bool processor) =>
        new(
            $"native {level}",
            processor && NativeVnni.Missing is null,
            NativeTile.Rows,
            NativeTile.Columns,
            (rows, rowCount, pieces, panels, panelCount, sums, stride) =>
                NativeTile.Multiply(level, rows, rowCount, pieces, panels, panelCount, sums, stride),
            (row, count, columns, apart, columnCount, sums) => NativeTile.Dot(level, row, count, columns, apart, columnCount, sums)
        );

    /// <summary>Every second time the ends of the range alone.</summary>
    private static byte[] Bytes(Random random, int count)
    {
        byte[] bytes = new byte[count];
        random.NextBytes(bytes);
        if (random.Next(2) == 0)
        {
            for (int i = 0; i < count; i++)
                bytes[i] = (bytes[i] & 3) switch
                {
                    0 => 0x80,
                    1 => 0x7f,
                    2 => 0xff,
                    _ => 0,
                };
        }
        return bytes;
    }
}
