using System.Text.Json.Nodes;
using Aether.Inference.Tests;

namespace Aether.Proofs.Tests.Inference;

/// <summary>Batches of the vectors, honest and with proofs that only the last equation refuses.</summary>
public sealed class BatchTests
{
    [Fact]
    public void Verify_JudgesTheVectorsAsTheReferenceDoes_ByTheSameEquation()
    {
        JsonArray batches = ProofVector.All["batches"]!.AsArray();
        int accepted = 0;
        foreach (JsonNode? batch in batches)
        {
            BatchItem[] items = [.. batch!["of"]!.AsArray().Select(name => Item(VectorFile.Text(name)))];
            bool accept = batch["accept"]!.GetValue<bool>();
            Assert.Equal(accept, BatchVerifier.Verify(items, ProofVector.TauG2) is null);
            if (!accept)
                continue;
            accepted++;
            Assert.Null(BatchVerifier.Reduce(items, out PairingSides sides));
            Assert.Equal(VectorFile.Text(batch["left"]), "0x" + Convert.ToHexStringLower(sides.Left.ToBytes()));
            Assert.Equal(VectorFile.Text(batch["right"]), "0x" + Convert.ToHexStringLower(sides.Right.ToBytes()));
        }
        Assert.Equal((8, 4), (batches.Count, accepted));
    }

    [Fact]
    public void Verify_NoProof_Throws() => Assert.Throws<ArgumentException>(() => BatchVerifier.Verify([], ProofVector.TauG2));

    private static BatchItem Item(string name)
    {
        JsonNode? cheat = ProofVector.All["cheats"]!.AsArray().SingleOrDefault(one => VectorFile.Text(one!["name"]) == name);
        ProofVector vector = cheat is null ? ProofVector.Of(name) : ProofVector.OfCheat(cheat);
        return new BatchItem(vector.Key, vector.ContentHash, vector.Question, vector.Envelope);
    }
}
