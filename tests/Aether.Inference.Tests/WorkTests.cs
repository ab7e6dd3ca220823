namespace Aether.Inference.Tests;

/// <summary>What a model asks for, counted by hand.</summary>
public sealed class WorkTests
{
    [Fact]
    public void Work_ResidualBlock_CountsWhatStandsBesideEachOther()
    {
        Air8Builder builder = new();
        int table = builder.Table(new sbyte[1 << 16]);
        int x = builder.Input(new TensorShape(4, 8, 8));
        Window2D window = new(3, 3, Left: 1, Top: 1, Right: 1, Bottom: 1);
        int inner = builder.Conv2D(x, window, 8, new sbyte[4 * 9 * 8], null, 8, table);
        int outer = builder.Conv2D(inner, window, 4, new sbyte[8 * 9 * 4], null, 8, table);
        builder.Output(builder.Add(outer, x, 0, 0, 0, table));
        Air8Work work = Air8Model.Load(builder.Build()).Work;
        Assert.Equal(64 * (36 * 8 + 72 * 4), work.MultiplyAdds);
        // The input waits for the Add while 8 and then 4 channels stand beside it.
        Assert.Equal(64 * (4 + 8 + 4), work.ActivationBytes);
        Assert.Equal(64 * 8, work.LargestTensorBytes);
        Assert.Equal(64 * (4 + 8 + 4 + 4 + 4), work.TraceBytes);
        Assert.Equal(64 * (4 + 8 + 4 + 4 + 4), work.ElementOperations);
    }

    [Fact]
    public void Work_DecodeLoop_CountsEveryPositionAndKeepsAll()
    {
        Air8Model model = Air8Model.Load(VectorFile.Build("decoderOfConvolutions"));
        // Gemm of 8 by 10, a causal convolution of 4 by 3 by 4, a depthwise one of 2 by 4; eight positions.
        Assert.Equal(8 * (80 + 48 + 8), model.Work.MultiplyAdds);
        // Tokens, embedding, two convolutions, concat of 8, logits in a frame of 16, indices.
        Assert.Equal(8 * (2 + 4 + 4 + 4 + 8 + 16 + 2), model.Work.ActivationBytes);
    }

    [Fact]
    public void Work_HugeShapes_AreCountedAndRefused()
    {
        Air8Builder builder = new();
        int table = builder.Table(new sbyte[1 << 16]);
        int x = builder.Input(new TensorShape(1 << 8, 1 << 24));
        for (int layer = 0; layer < 40; layer++)
            x = builder.Gemm(x, 1 << 8, new sbyte[1 << 16], null, 16, table);
        builder.Output(x);
        Air8Model model = Air8Model.Load(builder.Build());
        Assert.Equal(40L << 40, model.Work.MultiplyAdds);
        Assert.Equal(1L << 33, model.Work.ActivationBytes);
        Assert.Equal(Air8Rule.Memory, Assert.Throws<Air8RefusedException>(() => new RunLimits(long.MaxValue).Require(model.Work)).Rule);
    }
}
