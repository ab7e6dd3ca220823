using Aether.Hashing;
using Aether.Inference;

namespace Aether.Proofs.Tests.Inference;

/// <summary>One hash for each proof of tests/vectors/proofs.json, whatever makes it: H of the proof without its envelope.</summary>
internal static class GoldenProofs
{
    public static IReadOnlyDictionary<string, string> Hashes { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["identity"] = "0xab70f6fb5494bb31408f8076f2907f381ec645852eb113e02e21b60ec614618e",
            ["singleAnswered"] = "0x896b05faf4e81dec54476d465263796557d1f1c6e79582c3623be70d178a7bfd",
            ["moreSlotsThanRows"] = "0xf8879dbb46020b78f0b23eda9af0f6022b3a51b774446e384f4431f7ba17c35a",
            ["repeatedSealed"] = "0x36a17ff4eaf2c34ef75580bbec6ddc9ef09c29202547945a3ae19551b32ad1f0",
            ["single"] = "0x13032d3df56a700b8ede1c52753141a52b380b8cae7ac3f5833265d02bfae3d1",
            ["singleSealed"] = "0x78edb6cd5f2579b959e272377eb289c659fa95c3df391092136507b3bb94ab05",
            ["dense"] = "0x68a8e40cab3a30a1bb0f48fc3933f4f849000abc6002ba6631b5b89863df4291",
            ["denseByPoint"] = "0x6f895746ff18f33d3997a0fccbab0728738b7a4383eb28989f3add3bdf6cc3ad",
            ["denseSealed"] = "0x109f9d18734ebf849a3a0f82e5fe96bf87dee83fbba3757eeb7255f14d33d4cb",
            ["denseAnswered"] = "0xffeff683a30d5ffdd7ec17f837760089b96dafb625050d92bbdeab5201928d52",
            ["flatten"] = "0x643bfc59fadb4e94c95f57d36d294638f4f44c79973b577f503d5f02862d808c",
            ["convolutions"] = "0x967aaab9c24e96848c378f06f1c454dc8b073f68956ba2d195bc1bcdec5c1f94",
            ["depthwiseAnswered"] = "0xcf65304ecefbd064e5f3980272ffe81c33daf25fd44c5dc9d3d1b0c39bcbb75b",
            ["elements"] = "0x30753abace46128718cf1dfc8c9d9ae4e4331e60c2ab4c80a721ac1668082cfc",
            ["maximum"] = "0xbd8ef038d4dc21115fe9eb50083b536c296ec94a84799f54a76392c5d861c0de",
            ["layoutSealed"] = "0x41c68ced9c6fde36b72357ee2e1e2b1bb30a1a3341a3e2924cd7edfb027181b4",
            ["acrossParts"] = "0x2a414739f172fdb26573a8ce309596720e18b53a1b25825dd3e68d73dc7d0686",
        };

    /// <summary>The hash that the vectors' own bytes have.</summary>
    public static string HashOf(ReadOnlySpan<byte> proof) => "0x" + Convert.ToHexStringLower(Keccak256.Hash(proof));

    /// <summary>Makes the proof again, from the vectors' input.</summary>
    public static byte[] Prove(ProofVector vector, ProverOptions options)
    {
        Air8Model model = vector.Plan.Model;
        Tensor input = Tensor.Decode(ElementType.Int8, model.InputShape, vector.Frame);
        Tensor output = Air8Runtime.Run(model, input).Output;
        return InferenceProver.Prove(
            Witness.Of(vector.Plan, input),
            vector.Statement(),
            input,
            vector.Ciphertext(output),
            Strings.Of(ProofVector.Tau, vector.Plan.CoordinateCount),
            options
        );
    }
}
