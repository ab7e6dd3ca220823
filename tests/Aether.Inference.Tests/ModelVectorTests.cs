using System.Text.Json.Nodes;
using Aether.Hashing;

namespace Aether.Inference.Tests;

/// <summary>Whole models: the file built here, its hashes, its runs and its refusals, against the vectors.</summary>
public sealed class ModelVectorTests
{
    public static TheoryData<string> Names() => [.. VectorFile.Air8["models"]!.AsArray().Select(model => VectorFile.Text(model!["name"]))];

    public static TheoryData<int> BadFiles() => [.. Enumerable.Range(0, VectorFile.Air8["bad"]!.AsArray().Count)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Model_BuiltFromItsDescription_HasTheVectorsBytesAndHashes(string name)
    {
        JsonNode vector = Vector(name);
        byte[] file = VectorFile.Build(name);
        Assert.Equal(VectorFile.Bytes(vector["fileHash"]), Keccak256.Hash(file));
        Air8Model model = Air8Model.Load(file);
        AssertHashes(vector, model);
        for (int id = 0; id < model.Operators.Count; id++)
        {
            Air8Operator op = model.Operators[id];
            Assert.Equal(VectorFile.Numbers<long>(vector["offsets"]![id]), new[] { op.SlotOffset, op.WeightOffset, op.BiasOffset });
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void I50_Model_EveryRun_GivesTheVectorsOutputAndCommitments(string name)
    {
        JsonNode vector = Vector(name);
        Air8Model model = Air8Model.Load(VectorFile.Build(name));
        foreach (JsonNode? run in vector["runs"]!.AsArray())
            AssertRun(run!, model, VectorInputs.Of(run!["inputs"]!.AsArray(), model));
    }

    [Fact]
    public void Model_PreparedForValidity_ChangesItsContentHashAlone()
    {
        JsonNode vector = VectorFile.Air8["prepared"]!;
        byte[] file = VectorFile.Build(VectorFile.Text(vector["model"]));
        Air8Model before = Air8Model.Load((byte[])file.Clone());
        VectorFile.Bytes(vector["srsId"]).CopyTo(file, 32);
        VectorFile.Bytes(vector["pointW"]).CopyTo(file, 64);
        VectorFile.Bytes(vector["pointT"]).CopyTo(file, 128);
        Air8Model after = Air8Model.Load(file);
        AssertHashes(vector, after);
        Assert.Equal(VectorFile.Digest(vector["srsId"]), after.SrsId);
        Assert.Equal(VectorFile.Bytes(vector["pointW"]), after.WeightsPoint.ToArray());
        Assert.Equal(VectorFile.Bytes(vector["pointT"]), after.TablesPoint.ToArray());
        Assert.Equal((before.GraphHash, before.WeightsRoot, before.TablesRoot), (after.GraphHash, after.WeightsRoot, after.TablesRoot));
        Assert.NotEqual(before.ContentHash, after.ContentHash);
    }

    [Fact]
    public void I50_Digits_EveryImage_GivesTheVectorsOutputAndCommitments()
    {
        JsonNode vector = VectorFile.Air8["digits"]!;
        Air8Model model = Air8Model.Load(Path.Combine(VectorFile.Models, "digits.air8"));
        AssertHashes(vector, model);
        Assert.Equal(10, vector["runs"]!.AsArray().Count);
        foreach (JsonNode? run in vector["runs"]!.AsArray())
        {
            string image = VectorFile.Text(run!["image"]);
            byte[] pixels = ImageFile.Load(Path.Combine(VectorFile.Folder, "digits", image));
            AssertRun(run, model, [GreyImage.ToTensor(pixels)]);
            Assert.Equal(image[0] - '0', VectorFile.Number(run["digit"]));
        }
    }

    [Theory]
    [MemberData(nameof(BadFiles))]
    public void I52_BadFile_IsRefusedUnderItsRule(int index)
    {
        JsonNode vector = VectorFile.Air8["bad"]![index]!;
        byte[] good = VectorFile.Build(VectorFile.Text(vector["model"]));
        byte[] bad = (byte[])good.Clone();
        foreach (JsonNode? patch in vector["patches"]!.AsArray())
            VectorFile.Bytes(patch!["bytes"]).CopyTo(bad, VectorFile.Number(patch["at"]));
        bad = [.. bad.AsSpan(0, bad.Length - VectorFile.Number(vector["cut"])), .. AppendedBytes(vector)];
        Assert.False(good.AsSpan().SequenceEqual(bad), "the case changes nothing");
        Air8RefusedException refusal = Assert.Throws<Air8RefusedException>(() => Air8Model.Load(bad));
        Assert.Equal(VectorFile.Text(vector["rule"]), refusal.Rule);
        using MemoryStream stream = new(bad);
        Assert.Equal(refusal.Message, Assert.Throws<Air8RefusedException>(() => Air8Model.Load(stream)).Message);
    }

    [Fact]
    public void BadFiles_CoverEveryRuleOfAFile()
    {
        HashSet<string> covered = [.. VectorFile.Air8["bad"]!.AsArray().Select(bad => VectorFile.Text(bad!["rule"]))];
        IEnumerable<string> rules = typeof(Air8Rule).GetFields().Select(field => (string)field.GetRawConstantValue()!);
        // G-03 is a backend's refusal, and no file's fault.
        Assert.DoesNotContain(rules, rule => rule[0] != 'X' && rule != Air8Rule.NotExecuted && !covered.Contains(rule));
    }

    private static void AssertHashes(JsonNode vector, Air8Model model)
    {
        Assert.Equal(VectorFile.Digest(vector["graphHash"]), model.GraphHash);
        Assert.Equal(VectorFile.Digest(vector["weightsRoot"]), model.WeightsRoot);
        Assert.Equal(VectorFile.Digest(vector["lutRoot"]), model.TablesRoot);
        Assert.Equal(VectorFile.Digest(vector["contentHash"]), model.ContentHash);
    }

    private static void AssertRun(JsonNode vector, Air8Model model, Tensor[] inputs)
    {
        using IModelSession session = ScalarBackend.Instance.Open(model, RunLimits.Default);
        Execution run = session.Run(inputs, RunOptions.Default, CancellationToken.None);
        Tensor input = inputs[0];
        Assert.Equal(VectorFile.Numbers<int>(vector["output"]), VectorInputs.Values(run.Output));
        if (vector["boundaries"] is JsonNode boundaries)
            Assert.Equal(boundaries.AsArray().Select(VectorFile.Digest), run.Boundaries.ToArray());
        Assert.Equal(VectorFile.Number(vector["boundaryCount"]), run.Boundaries.Length);
        Assert.Equal(
            VectorFile.Bytes(vector["boundariesHash"]),
            Keccak256.Hash(run.Boundaries.ToArray().SelectMany(root => root.ToArray()).ToArray())
        );
        Assert.Equal(vector["units"]?.GetValue<uint>() ?? 1, run.Units);
        Assert.Equal(
            vector["states"]?.AsArray().Select(state => VectorFile.Numbers<int>(state)) ?? [],
            run.States.Select(VectorInputs.Values)
        );
        Digest salt = VectorFile.Digest(vector["salt"]);
        Digest key = VectorFile.Digest(vector["key"]);
        Assert.Equal(VectorFile.Digest(vector["inputCommit"]), Commitments.Input(salt, input));
        Assert.Equal(VectorFile.Digest(vector["inputCommit"]), Commitments.Input(salt, run.InputRoot));
        Assert.Equal(VectorFile.Digest(vector["outputCommit"]), Commitments.Output(Commitments.OutputSalt(key), run.Output));
        Assert.Equal(VectorFile.Digest(vector["outputCommit"]), Commitments.Output(Commitments.OutputSalt(key), run.OutputRoot));
        Assert.Equal(VectorFile.Digest(vector["traceRoot"]), run.TraceRoot(Commitments.TraceSalt(key)));
    }

    private static byte[] AppendedBytes(JsonNode vector) =>
        Convert.FromHexString(VectorFile.Text(vector["append"]).Replace("0x", "", StringComparison.Ordinal));

    private static JsonNode Vector(string name) => VectorFile.Model(name);
}
