using System.Runtime.InteropServices;
using System.Text;
using Aether.Harness;
using Aether.Proofs;
using Xunit.Abstractions;

namespace Aether.Cuda.Tests;

/// <summary>The carry chains of prover/kernels/limbs.h as the driver gets them: the checked-in PTX, run here, against the scalar fields.</summary>
public sealed class PtxMachineTests(ITestOutputHelper output)
{
    private const int Address = 256;
    private static readonly int Rounds = Seed.Deep ? 2000 : 40;
    private static readonly string Ptx = Encoding.UTF8.GetString(ProofKernels.Ptx());

    [Fact]
    public void Products_OfBothFields_AreTheScalarOnes()
    {
        Random random = new(Seed.Choose(output.WriteLine));
        AssertProducts<ScalarModulus>("fr_product", random);
        AssertProducts<BaseModulus>("fq_product", random);
    }

    [Fact]
    public void Folds_WithSumsAndDifferences_AreTheScalarOnes()
    {
        Random random = new(Seed.Choose(output.WriteLine));
        foreach ((Fr low, Fr high, Fr word) in Cases<ScalarModulus>(random))
        {
            FoldArgs args = new(new(Address, 0, 0, 0), new(Address + 64, 0, 0, 0), 1) { Word = word };
            Assert.Equal(low + (word * (high - low)), Run(Ptx, "fr_fold", args, [low, high, default])[2]);
            AddScaledArgs scaled = new(Address, Address + 32, 1) { Factor = word };
            Assert.Equal(high + (low * word), Run(Ptx, "fr_add_scaled", scaled, [low, high])[1]);
        }
    }

    /// <summary>A kind of instruction that is another, or that drops its carry, is noticed.</summary>
    [Theory]
    [InlineData("madc.hi.cc.u32", "madc.lo.cc.u32")]
    [InlineData("madc.lo.cc.u32", "mad.lo.cc.u32")]
    [InlineData("madc.hi.u32", "madc.lo.u32")]
    [InlineData("add.cc.u32", "add.u32")]
    [InlineData("addc.u32", "add.u32")]
    [InlineData("subc.cc.u32", "sub.cc.u32")]
    public void Products_OfMutatedPtx_Differ(string instruction, string instead)
    {
        int start = Ptx.IndexOf(".entry fr_product(", StringComparison.Ordinal);
        int end = Ptx.IndexOf("\n}", start, StringComparison.Ordinal);
        string kernel = Ptx[start..end];
        string mutant = kernel.Replace($"{instruction} ", $"{instead} ", StringComparison.Ordinal);
        Assert.NotEqual(kernel, mutant);
        IEnumerable<(Fr Left, Fr Right, Fr)> cases = Cases<ScalarModulus>(new Random(1));
        Assert.Contains(cases, one => Product($"{mutant}\n}}", "fr_product", one.Left, one.Right) != one.Left * one.Right);
    }

    private static void AssertProducts<TModulus>(string kernel, Random random)
        where TModulus : struct, IModulus
    {
        foreach ((Element<TModulus> left, Element<TModulus> right, _) in Cases<TModulus>(random))
            Assert.Equal(left * right, Product(Ptx, kernel, left, right));
    }

    private static Element<TModulus> Product<TModulus>(string ptx, string kernel, Element<TModulus> left, Element<TModulus> right)
        where TModulus : struct, IModulus =>
        Run(ptx, kernel, new FieldProductArgs(Address, Address + 32, Address + 64, 1), [left, right, default])[2];

    private static IEnumerable<(Element<TModulus> A, Element<TModulus> B, Element<TModulus> C)> Cases<TModulus>(Random random)
        where TModulus : struct, IModulus
    {
        for (int i = 0; i < Rounds; i++)
            yield return (ProofChecks.Any<TModulus>(random), ProofChecks.Any<TModulus>(random), ProofChecks.Any<TModulus>(random));
    }

    // The elements lie at Address; what they are afterwards.
    private static Element<TModulus>[] Run<TArgs, TModulus>(string ptx, string kernel, in TArgs args, Element<TModulus>[] elements)
        where TArgs : unmanaged
        where TModulus : struct, IModulus
    {
        byte[] memory = new byte[Address + (elements.Length * Fr.Bytes)];
        MemoryMarshal.Write(memory.AsSpan(PtxMachine.ParameterAt), in args);
        MemoryMarshal.AsBytes(elements.AsSpan()).CopyTo(memory.AsSpan(Address));
        PtxMachine.Run(ptx, kernel, memory);
        return MemoryMarshal.Cast<byte, Element<TModulus>>(memory.AsSpan(Address)).ToArray();
    }
}
