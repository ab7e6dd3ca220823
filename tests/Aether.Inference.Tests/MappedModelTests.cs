namespace Aether.Inference.Tests;

/// <summary>Models read from files: mapped, not copied, and refused as they are in memory.</summary>
public sealed class MappedModelTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("aether-models-").FullName;

    [Fact]
    public void Load_File_GivesTheModelOfItsBytes()
    {
        byte[] file = VectorFile.Build("decoder");
        string path = Write(file);
        Air8Model model = Air8Model.Load(path);
        Assert.Equal(Air8Model.Load(file).ContentHash, model.ContentHash);
        Assert.Equal(file, model.File.ToArray());
    }

    [Fact]
    public void Load_LargeWeights_AreNotCopied()
    {
        // 64 MiB of weights in one layer; the digests and the checker need a few hundred KiB.
        Air8Builder builder = new();
        int table = builder.Table(new sbyte[1 << 16]);
        builder.Output(builder.Gemm(builder.Input(new TensorShape(1 << 13)), 1 << 13, new sbyte[1 << 26], null, 16, table));
        string path = Write(builder.Build());
        Air8Model.Load(path);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Air8Model model = Air8Model.Load(path);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
        Assert.Equal(1 << 26, model.Weights.Length);
    }

    [Theory]
    [InlineData(0, Air8Rule.Magic)]
    [InlineData(255, Air8Rule.FileLength)]
    [InlineData(1000, Air8Rule.FileLength)]
    public void Load_ShortFile_IsRefused(int length, string rule)
    {
        string path = Write(VectorFile.Build("tiny")[..length]);
        Assert.Equal(rule, Assert.Throws<Air8RefusedException>(() => Air8Model.Load(path)).Rule);
    }

    public void Dispose() => Directory.Delete(folder, true);

    private string Write(byte[] file)
    {
        string path = Path.Combine(folder, "model.air8");
        File.WriteAllBytes(path, file);
        return path;
    }
}
