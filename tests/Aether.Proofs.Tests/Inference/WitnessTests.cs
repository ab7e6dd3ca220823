using System.Text.Json.Nodes;
using Aether.Inference;
using Aether.Inference.Tests;

namespace Aether.Proofs.Tests.Inference;

/// <summary>Columns of runs: where the network computes they are the backend's tensors, and every slot keeps its equations.</summary>
public sealed class WitnessTests
{
    public static TheoryData<string> Served() => [.. Models().Where(IsServed)];

    public static TheoryData<string> Others() => [.. Models().Where(name => !IsServed(name))];

    [Fact]
    public void Vectors_HoldModelsThatAreServed()
    {
        Assert.InRange(Served().Count, 8, 25);
        HashSet<Air8Opcode> seen =
        [
            .. Models().Where(IsServed).SelectMany(name => Air8Model.Load(VectorFile.Build(name)).Operators).Select(op => op.Opcode),
        ];
        foreach (
            Air8Opcode opcode in new[]
            {
                Air8Opcode.Gemm,
                Air8Opcode.Conv2D,
                Air8Opcode.DepthwiseConv2D,
                Air8Opcode.Add,
                Air8Opcode.Lut,
                Air8Opcode.AvgPool,
                Air8Opcode.PairMap,
                Air8Opcode.Map2,
                Air8Opcode.Reshape,
                Air8Opcode.Transpose,
                Air8Opcode.Concat,
                Air8Opcode.Slice,
            }
        )
            Assert.Contains(opcode, seen);
    }

    [Theory]
    [MemberData(nameof(Others))]
    public void Plan_ModelOutsideTheTier_IsRefusedByName(string name)
    {
        ProofRefusedException refused = Refusal(Air8Model.Load(VectorFile.Build(name)))!;
        Assert.Equal(ProofRule.Kind, refused.Rule);
        Assert.StartsWith("P-01: ", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Served))]
    public void Witness_OfEveryRun_IsTheTraceWhereTheNetworkComputes(string name)
    {
        Air8Model model = Air8Model.Load(VectorFile.Build(name));
        foreach (JsonNode? run in VectorFile.Model(name)["runs"]!.AsArray())
            AssertWitness(model, VectorInputs.Of(run!["inputs"]!.AsArray(), model)[0]);
    }

    [Fact]
    public void Witness_OfRandomModels_IsTheTraceWhereTheNetworkComputes()
    {
        Random random = new(20261123);
        int proved = 0;
        for (int round = 0; round < 60; round++)
        {
            (Air8Model model, Tensor[] inputs) = RandomModels.Build(random, round % RandomModels.Kinds);
            if (Refusal(model) is not null)
                continue;
            AssertWitness(model, inputs[0]);
            proved++;
        }
        Assert.InRange(proved, 20, 60);
    }

    private static IEnumerable<string> Models() => VectorFile.Air8["models"]!.AsArray().Select(model => VectorFile.Text(model!["name"]));

    private static bool IsServed(string name) => Refusal(Air8Model.Load(VectorFile.Build(name))) is null;

    internal static ProofRefusedException? Refusal(Air8Model model)
    {
        try
        {
            ProofPlan.Of(model);
            return null;
        }
        catch (ProofRefusedException refused)
        {
            return refused;
        }
    }

    private static void AssertWitness(Air8Model model, Tensor input)
    {
        ProofPlan plan = ProofPlan.Of(model);
        Witness witness = Witness.Of(plan, input);
        Trace trace = new();
        using (IModelSession session = ScalarBackend.Instance.Open(model, RunLimits.Default))
            session.Run([input], RunOptions.Default with { Boundaries = false, Trace = trace }, CancellationToken.None);
        for (int id = 0; id < model.Operators.Count; id++)
            Assert.Equal(trace.Tensors[id].ToInt8(), Live(model.Operators[id].Shape, witness.TensorOf(id)));
        AssertLookups(plan, witness);
    }

    /// <summary>Every slot's lookups are rows of the table, and M counts them.</summary>
    private static void AssertLookups(ProofPlan plan, Witness witness)
    {
        sbyte[] outputs = plan.Table.Outputs(plan.Model);
        Dictionary<(int Id, int In, int Out), int> rows = [];
        long total = plan.Table.Blocks.Sum(block => 1L << block.Log);
        for (long row = outputs.Length - 1; row >= total; row--)
            rows[(0, 0, outputs[row])] = (int)row;
        foreach (TableBlock block in plan.Table.Blocks)
        {
            for (int i = 0; i < 1 << block.Log; i++)
                rows[(block.Id, block.First + i, outputs[block.Offset + i])] = (int)block.Offset + i;
        }
        uint[] counted = new uint[outputs.Length];
        bool[] inBlock = new bool[witness.V.Length];
        foreach (Air8Operator op in plan.Blocks)
        {
            for (long slot = op.SlotOffset; slot < op.SlotOffset + op.Shape.FrameCount; slot++)
            {
                Assert.False(inBlock[slot]);
                inBlock[slot] = true;
                counted[rows[(plan.Table.ValuesOf(op).Id, witness.V[slot], witness.Y[slot])]]++;
                counted[rows[(1 + op.Shift, witness.R[slot], 0)]]++;
            }
        }
        for (int slot = 0; slot < inBlock.Length; slot++)
        {
            if (inBlock[slot])
                continue;
            Assert.Equal((0, 0, 0), (witness.V[slot], witness.Y[slot], witness.R[slot]));
            counted[rows[(0, 0, 0)]] += 2;
        }
        Assert.Equal(counted, witness.M);
    }

    private static sbyte[] Live(TensorShape shape, sbyte[] frame)
    {
        List<sbyte> live = [];
        for (int b = 0; b < shape.Batch; b++)
        for (int y = 0; y < shape.Height; y++)
        for (int x = 0; x < shape.Width; x++)
        for (int c = 0; c < shape.Channels; c++)
            live.Add(frame[c + (x << shape.Bit(1)) + (y << shape.Bit(2)) + (b << shape.Bit(3))]);
        return [.. live];
    }

    private sealed class Trace : ITraceSink
    {
        public Dictionary<int, Tensor> Tensors { get; } = [];

        public void Add(int operatorId, int position, Tensor tensor) => Tensors[operatorId] = tensor;
    }
}
