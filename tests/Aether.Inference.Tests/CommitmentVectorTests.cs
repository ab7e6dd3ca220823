using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using Aether.Hashing;

namespace Aether.Inference.Tests;

/// <summary>Trees, roots, requantisation and commitments against the vectors that the independent script made.</summary>
public sealed class CommitmentVectorTests
{
    private static JsonNode Commitment(string name) => VectorFile.Air8["commitments"]![name]!;

    [Fact]
    public void Keccak_EveryVector_Agrees()
    {
        foreach (JsonNode? vector in VectorFile.Air8["keccak"]!.AsArray())
            Assert.Equal(VectorFile.Bytes(vector!["hash"]), Keccak256.Hash(VectorFile.Bytes(vector["message"])));
    }

    [Fact]
    public void TensorRoot_EveryVector_Agrees()
    {
        foreach (JsonNode? vector in VectorFile.Air8["trees"]!.AsArray())
        {
            Tensor tensor = PatternTensor(vector!);
            Assert.Equal(VectorFile.Bytes(vector!["bytesHash"]), Keccak256.Hash(tensor.Bytes));
            Assert.Equal(VectorFile.Digest(vector["root"]), TensorTree.Root(tensor));
        }
    }

    [Fact]
    public void TensorRoot_EqualBytesOtherShape_Differs()
    {
        JsonNode[] same =
        [
            .. VectorFile.Air8["trees"]!.AsArray().Where(tree => VectorFile.Number(tree!["seed"]) == 0).Select(tree => tree!),
        ];
        Assert.True(same.Length >= 3);
        Assert.Single(same.Select(tree => VectorFile.Text(tree["bytesHash"])).Distinct(StringComparer.Ordinal));
        Assert.Equal(same.Length, same.Select(PatternTensor).Select(TensorTree.Root).Distinct().Count());
    }

    [Fact]
    public void ColumnRoots_AnyNumberOfLeaves_Agree()
    {
        foreach (JsonNode? vector in VectorFile.Air8["columns"]!.AsArray())
        {
            int count = VectorFile.Number(vector!["count"]);
            byte[] column = VectorFile.Pattern(count, count);
            Assert.Equal(VectorFile.Digest(vector["weightsRoot"]), TensorTree.WeightsRoot(column));
            Assert.Equal(VectorFile.Digest(vector["tablesRoot"]), TensorTree.TablesRoot(column));
        }
    }

    [Fact]
    public void Requantise_WholeRangeEveryShift_Agrees()
    {
        JsonNode vectors = VectorFile.Air8["requantise"]!;
        int[] accumulators = VectorFile.Numbers<int>(vectors["accumulators"]);
        Assert.Equal(17, vectors["rows"]!.AsArray().Count);
        foreach (JsonNode? row in vectors["rows"]!.AsArray())
        {
            int shift = VectorFile.Number(row!["shift"]);
            Assert.Equal(VectorFile.Numbers<int>(row["values"]), accumulators.Select(value => (int)Requantise.Saturated(value, shift)));
            List<byte> range = [];
            byte[] word = new byte[2];
            for (
                int acc = VectorFile.Number(vectors["rangeFrom"]);
                acc <= VectorFile.Number(vectors["rangeTo"]);
                acc += VectorFile.Number(vectors["rangeStep"])
            )
            {
                BinaryPrimitives.WriteInt16BigEndian(word, Requantise.Saturated(acc, shift));
                range.AddRange(word);
            }
            Assert.Equal(VectorFile.Bytes(row["rangeHash"]), Keccak256.Hash(range.ToArray()));
        }
    }

    [Fact]
    public void Bias_EveryVector_SplitsIntoItsDigits()
    {
        foreach (JsonNode? vector in VectorFile.Air8["bias"]!.AsArray())
        {
            // One output, one input of weight 0: the bias digits are the four slots behind the weight's block.
            Air8Builder builder = new();
            int table = builder.Table(new sbyte[1 << 16]);
            builder.Output(builder.Gemm(builder.Input(new TensorShape(1)), 1, [0], [VectorFile.Number(vector!["bias"])], 16, table));
            Air8Model model = Air8Model.Load(builder.Build());
            Assert.Equal(VectorFile.Bytes(vector["digits"]), model.Weights.Slice((int)model.Operators[1].BiasOffset, 4).ToArray());
        }
    }

    [Fact]
    public void Content_EveryVector_Agrees()
    {
        foreach (JsonNode? vector in Commitment("content").AsArray())
        {
            Digest content = Commitments.Content(
                VectorFile.Digest(vector!["graphHash"]),
                VectorFile.Digest(vector["weightsRoot"]),
                VectorFile.Bytes(vector["pointW"]),
                VectorFile.Digest(vector["lutRoot"]),
                VectorFile.Bytes(vector["pointT"]),
                (uint)VectorFile.Number(vector["airVersion"]),
                VectorFile.Digest(vector["srsId"])
            );
            Assert.Equal(VectorFile.Digest(vector["contentHash"]), content);
        }
    }

    [Fact]
    public void InputAndOutput_EveryVector_Agree()
    {
        foreach (JsonNode? vector in Commitment("input").AsArray())
        {
            byte[] point = VectorFile.Bytes(vector!["point"]);
            Digest commit = Commitments.Input(VectorFile.Digest(vector["salt"]), VectorFile.Digest(vector["root"]), point);
            Assert.Equal(VectorFile.Digest(vector["commit"]), commit);
            if (!point.AsSpan().ContainsAnyExcept((byte)0))
                Assert.Equal(commit, Commitments.Input(VectorFile.Digest(vector["salt"]), VectorFile.Digest(vector["root"])));
        }
        JsonNode output = Commitment("output");
        Assert.Equal(
            VectorFile.Digest(output["commit"]),
            Commitments.Output(VectorFile.Digest(output["salt"]), VectorFile.Digest(output["root"]))
        );
    }

    [Fact]
    public void KeyAndSalts_EveryVector_Agree()
    {
        JsonNode vector = Commitment("key");
        Digest key = VectorFile.Digest(vector["key"]);
        Assert.Equal(VectorFile.Digest(vector["keyHash"]), Commitments.KeyHash(key));
        Assert.Equal(VectorFile.Digest(vector["traceSalt"]), Commitments.TraceSalt(key));
        Assert.Equal(VectorFile.Digest(vector["outputSalt"]), Commitments.OutputSalt(key));
    }

    [Fact]
    public void Trace_OneToFiveBoundaries_Agrees()
    {
        foreach (JsonNode? vector in Commitment("trace").AsArray())
        {
            Digest[] boundaries = [.. vector!["boundaries"]!.AsArray().Select(VectorFile.Digest)];
            Assert.Equal(VectorFile.Digest(vector["traceRoot"]), Commitments.Trace(VectorFile.Digest(vector["salt"]), boundaries));
        }
        Assert.Throws<ArgumentException>(() => Commitments.Trace(Digest.Zero, []));
    }

    [Fact]
    public void State_Vector_Agrees()
    {
        JsonNode vector = Commitment("state");
        Digest[] masters = [.. vector["masters"]!.AsArray().Select(VectorFile.Digest)];
        Digest[] views = [.. vector["views"]!.AsArray().Select(VectorFile.Digest)];
        ulong step = (ulong)VectorFile.Number(vector["step"]);
        Assert.Equal(VectorFile.Digest(vector["stateRoot"]), Commitments.State(step, 0, VectorFile.Digest(vector["seed"]), masters, views));
    }

    [Fact]
    public void InferenceCommitment_OwnAndProtocolVectors_Agree()
    {
        JsonNode own = Commitment("inference");
        Assert.Equal(VectorFile.Digest(own["ic"]), Inference(own, VectorFile.Digest(own["jobId"]), 31337).Compute());
        JsonArray vectors = VectorFile.Protocol["inferenceCommitment"]!.AsArray();
        Assert.NotEmpty(vectors);
        foreach (JsonNode? vector in vectors)
        {
            byte[] job = new byte[32];
            byte[] number = BigInteger
                .Parse(VectorFile.Text(vector!["jobId"]), CultureInfo.InvariantCulture)
                .ToByteArray(isUnsigned: true, isBigEndian: true);
            number.CopyTo(job, 32 - number.Length);
            ulong chain = ulong.Parse(VectorFile.Text(vector["chainId"]), CultureInfo.InvariantCulture);
            Assert.Equal(VectorFile.Digest(vector["ic"]), Inference(vector, new Digest(job), chain).Compute());
        }
    }

    [Fact]
    public void InferenceCommitment_ShortAddress_Throws()
    {
        JsonNode vector = Commitment("inference");
        InferenceCommitment whole = Inference(vector, Digest.Zero, 1);
        Assert.Throws<ArgumentException>(() => (whole with { Payee = new byte[19] }).Compute());
        Assert.Throws<ArgumentException>(() => (whole with { Market = new byte[21] }).Compute());
        Assert.Throws<ArgumentException>(() => (whole with { Verifier = default }).Compute());
    }

    [Fact]
    public void ColumnIndex_EveryVector_HoldsTheWeightAtSlotAndLeafByte()
    {
        Air8Model model = Air8Model.Load(VectorFile.Build("rows"));
        foreach (JsonNode? vector in VectorFile.Air8["columnIndex"]!.AsArray())
        {
            Air8Operator op = model.Operators[VectorFile.Number(vector!["op"])];
            int rowLog = model.Operators[op.Inputs[0]].Shape.Log(0);
            long slot = op.WeightOffset + VectorFile.Number(vector["k"]) + ((long)VectorFile.Number(vector["n"]) << rowLog);
            Assert.Equal(VectorFile.Number(vector["slot"]), slot);
            Assert.Equal(VectorFile.Number(vector["code"]), model.Weights.Span[(int)slot]);
            Assert.Equal(VectorFile.Number(vector["leaf"]), slot / 256);
            Assert.Equal(VectorFile.Number(vector["byte"]), slot % 256 / 32 * 32 + 31 - slot % 32);
        }
    }

    private static InferenceCommitment Inference(JsonNode vector, Digest jobId, ulong chainId) =>
        new()
        {
            ChainId = chainId,
            Market = VectorFile.Bytes(vector["market"]),
            JobId = jobId,
            Payee = VectorFile.Bytes(vector["payee"]),
            Verifier = VectorFile.Bytes(vector["verifier"]),
            ModelId = VectorFile.Digest(vector["modelId"]),
            InputCommit = VectorFile.Digest(vector["inputCommit"]),
            OutputCommit = VectorFile.Digest(vector["outputCommit"]),
            CipherCommit = VectorFile.Digest(vector["cipherCommit"]),
            KeyHash = VectorFile.Digest(vector["keyHash"]),
            Units = uint.Parse(vector["units"]!.ToString(), CultureInfo.InvariantCulture),
            TraceRoot = VectorFile.Digest(vector["traceRoot"]),
        };

    private static Tensor PatternTensor(JsonNode vector)
    {
        TensorShape shape = VectorFile.Shape(vector["live"]);
        byte[] codes = VectorFile.Pattern(shape.LiveCount, VectorFile.Number(vector["seed"]));
        return VectorFile.Number(vector["type"]) == (int)ElementType.Int8
            ? Tensor.FromInt8(shape, [.. codes.Select(code => (sbyte)(code - 128))])
            : Tensor.FromUInt16(shape, [.. codes.Select((code, i) => (ushort)((code * 257 + i) % 65536))]);
    }
}
