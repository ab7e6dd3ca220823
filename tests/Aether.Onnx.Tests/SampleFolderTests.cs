using System.Text;
using Aether.Harness;
using Aether.Inference;
using Xunit.Abstractions;

namespace Aether.Onnx.Tests;

/// <summary>Samples from files: shapes, types, labels, and files that are none.</summary>
public sealed class SampleFolderTests(ITestOutputHelper output) : IDisposable
{
    private static readonly ValueType Image = new(OnnxType.Float, [1, 2, 3]);

    private readonly string folder = Directory.CreateTempSubdirectory("aether-samples-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("<f4", "(1, 2, 3)")]
    [InlineData("<f8", "(2, 3)")]
    [InlineData("|u1", "(1, 1, 2, 3)")]
    [InlineData("|i1", "(2, 3)")]
    [InlineData("<i4", "(2, 3)")]
    [InlineData("<i8", "(2, 3)")]
    public void Read_OneInput_IsTakenWhateverItsType(string type, string shape)
    {
        Save("a.npy", Npy(type, shape, [0, 1, 2, 3, 4, 5]));
        Sample sample = Assert.Single(SampleFolder.Read(folder, Image, 10).Samples);
        Assert.Equal([1, 2, 3], sample.Input.Sizes);
        Assert.Equal([0, 1, 2, 3, 4, 5], sample.Input.Values);
        Assert.Null(sample.Label);
    }

    [Fact]
    public void Read_ManyInputsAndLabels_AreCutApart()
    {
        Save(Path.Combine("7", "many.npy"), Npy("<f4", "(2, 2, 3)", [.. Enumerable.Range(0, 12).Select(i => (double)i)]));
        Save(Path.Combine("3", "one.npy"), Npy("<f4", "(2, 3)", [9, 9, 9, 9, 9, 9]));
        IReadOnlyList<Sample> samples = SampleFolder.Read(folder, Image, 10).Samples;
        Assert.Equal([3, 7, 7], samples.Select(sample => sample.Label));
        Assert.Equal(6, samples[2].Input.Values[0]);
        Assert.Equal(2, SampleFolder.Read(folder, Image, 2).Samples.Count);
    }

    [Fact]
    public void Read_Images_AreScaledAsTheRuntimeIsFed()
    {
        byte[] pixels = [.. Enumerable.Range(0, GreyImage.PixelCount).Select(i => (byte)(i % 256))];
        ImageFile.SavePgm(Path.Combine(folder, "a.pgm"), pixels);
        (IReadOnlyList<Sample> samples, bool images) = SampleFolder.Read(folder, new ValueType(OnnxType.Float, [1, 1, 28, 28]), 10);
        Assert.True(images);
        Assert.Equal(127f / 128, samples[0].Input.Values[255]);
        Assert.Equal(64f / 128, samples[0].Input.Values[128]);
    }

    [Theory]
    [InlineData("<f4", "(3, 2)", "shape (3, 2) is not the input's (1, 2, 3)")]
    [InlineData("<f4", "(7,)", "24 bytes of data for 7 numbers of 4")]
    [InlineData(">f4", "(2, 3)", "header is not understood")]
    [InlineData("<f4", "(99999999999, 3)", "is too large")]
    [InlineData("<f4", "(16777216, 16777216)", "is too large")]
    public void Read_OtherArrays_AreRefusedWithTheFile(string type, string shape, string reason)
    {
        Save("bad.npy", Npy(type, shape, [0, 1, 2, 3, 4, 5]));
        OnnxRefusedException refusal = Assert.Throws<OnnxRefusedException>(() => SampleFolder.Read(folder, Image, 10));
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.StartsWith("sample bad.npy:", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_EmptyFolder_Refuses() =>
        Assert.Contains(
            "holds no",
            Assert.Throws<OnnxRefusedException>(() => SampleFolder.Read(folder, Image, 10)).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Read_SpoiledArrays_RefusesOrReads()
    {
        Random random = new(Seed.Choose(output.WriteLine));
        byte[] good = Npy("<f4", "(2, 3)", [0, 1, 2, 3, 4, 5]);
        int read = 0;
        for (int round = 0; round < 2000; round++)
        {
            try
            {
                NpyFile.Read(Mutation.Of(good, random));
                read++;
            }
            catch (OnnxRefusedException) { }
        }
        Assert.InRange(read, 1, 1999);
    }

    private void Save(string name, byte[] bytes)
    {
        string path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
    }

    private static byte[] Npy(string type, string shape, double[] values)
    {
        string header = $"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}";
        header = header.PadRight((10 + header.Length + 64) / 64 * 64 - 11) + "\n";
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        writer.Write([0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0]);
        writer.Write((ushort)header.Length);
        writer.Write(Encoding.Latin1.GetBytes(header));
        foreach (double value in values)
        {
            switch (type[1..])
            {
                case "f8":
                    writer.Write(value);
                    break;
                case "u1" or "i1":
                    writer.Write((byte)value);
                    break;
                case "i4":
                    writer.Write((int)value);
                    break;
                case "i8":
                    writer.Write((long)value);
                    break;
                default:
                    writer.Write((float)value);
                    break;
            }
        }
        return stream.ToArray();
    }
}
