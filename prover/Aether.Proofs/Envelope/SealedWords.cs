using Aether.Inference;

namespace Aether.Proofs;

/// <summary>A sealed output that a proof can open: one word y + pad mod P for every element of the frame.</summary>
/// <remarks>Source: prover/PROOFS.md, Envelope; prover/AIR8.md, Sealed outputs.</remarks>
public static class SealedWords
{
    /// <summary>H(0c | chainId | market | jobId | payee | keyHash): what makes the pad of one job useless for every other.</summary>
    public static Digest OrderKey(InferenceCommitment claim)
    {
        ArgumentNullException.ThrowIfNull(claim);
        return new Preimage(Domain.OrderKey)
            .AddWord(claim.ChainId)
            .AddWord(claim.Market.Span)
            .Add(claim.JobId)
            .AddWord(claim.Payee.Span)
            .Add(claim.KeyHash)
            .Hash();
    }

    /// <summary>H(08 | key | orderKey | i) mod P for i below <paramref name="count"/>.</summary>
    public static Fr[] Pads(Digest key, Digest orderKey, int count)
    {
        Fr[] pads = new Fr[count];
        for (int i = 0; i < count; i++)
            pads[i] = Fr.ReadReduced(new Preimage(Domain.Pad).Add(key).Add(orderKey).AddWord((ulong)i).Hash().ToArray());
        return pads;
    }

    /// <summary>The ciphertext of an output: words by frame index, 0 outside the live box.</summary>
    /// <param name="output">Int8.</param>
    public static Fr[] Seal(Tensor output, Fr[] pads)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(pads);
        Fr[] words = new Fr[pads.Length];
        for (int i = 0; i < words.Length; i++)
        {
            if (output.Shape.Contains(i))
                words[i] = pads[i] + (output.Bytes[i] - 128);
        }
        return words;
    }

    /// <summary>The output that words and pads hold.</summary>
    /// <exception cref="FieldFormatException">A word is no int8 behind its pad, or is not 0 outside the live box.</exception>
    public static Tensor Open(Fr[] words, Fr[] pads, TensorShape shape)
    {
        ArgumentNullException.ThrowIfNull(words);
        ArgumentNullException.ThrowIfNull(pads);
        byte[] frame = new byte[words.Length];
        for (int i = 0; i < frame.Length; i++)
        {
            int value = -128;
            if (!shape.Contains(i))
                value = words[i].IsZero ? 0 : value;
            else
            {
                Fr opened = words[i] - pads[i];
                for (int candidate = -127; candidate <= 127; candidate++)
                    value = opened == candidate ? candidate : value;
            }
            if (value == -128)
                throw new FieldFormatException($"word {i} opens to no value of an output");
            frame[i] = (byte)(value + 128);
        }
        return Tensor.Decode(ElementType.Int8, shape, frame);
    }

    /// <summary>Top of the tree over the leaves H(00 | word).</summary>
    public static Digest CipherRoot(ReadOnlySpan<Fr> words)
    {
        MerkleAccumulator tree = new();
        foreach (Fr word in words)
            tree.Add(new Preimage(Domain.Leaf).Add(word.ToBytes()).Hash());
        return tree.Top();
    }

    /// <summary>cipherCommit = H(0b | cipherRoot | C_ct).</summary>
    public static Digest CipherCommit(Digest cipherRoot, ReadOnlySpan<byte> point) =>
        new Preimage(Domain.Cipher).Add(cipherRoot).Add(point).Hash();
}
