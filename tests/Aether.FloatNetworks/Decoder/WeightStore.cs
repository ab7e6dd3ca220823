using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Aether.FloatNetworks;

/// <summary>
/// Weights in files named by what made them: a hash of the recipe and of the weights behind its first steps, which a change of text, network or training
/// changes too.
/// </summary>
/// <param name="folder">Made when something is written.</param>
internal sealed class WeightStore(string folder)
{
    private const int StepsHashed = 2;

    /// <returns>What the recipe makes of the sequences: kept weights where there are any.</returns>
    public DecoderWeights Train(Recipe recipe, IReadOnlyList<ushort[]> sequences, Action<int, double>? progress)
    {
        DecoderWeights begun = DecoderTraining.Run(recipe, sequences, null, StepsHashed);
        byte[] made = [.. Encoding.UTF8.GetBytes(recipe.ToString()), .. MemoryMarshal.AsBytes(begun.Values.AsSpan())];
        string path = Path.Combine(folder, $"{Convert.ToHexStringLower(SHA256.HashData(made).AsSpan(0, 16))}.f32");
        DecoderWeights weights = new(recipe.Shape);
        Span<byte> bytes = MemoryMarshal.AsBytes(weights.Values.AsSpan());
        if (File.Exists(path) && new FileInfo(path).Length == bytes.Length)
        {
            File.ReadAllBytes(path).CopyTo(bytes);
            return weights;
        }
        weights = DecoderTraining.Run(recipe, sequences, progress);
        Directory.CreateDirectory(folder);
        File.WriteAllBytes($"{path}.part", MemoryMarshal.AsBytes(weights.Values.AsSpan()).ToArray());
        File.Move($"{path}.part", path, overwrite: true);
        return weights;
    }
}
