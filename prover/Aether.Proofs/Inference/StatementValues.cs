using Aether.Inference;

namespace Aether.Proofs;

/// <summary>What both sides know of a run's ends: the input, or that it stands behind a point; the output, or its pad and ciphertext.</summary>
/// <remarks>Source: prover/PROOFS.md, Protocol, 3, Input and Output.</remarks>
internal sealed class StatementValues
{
    private readonly TensorShape _output;

    public StatementValues(ProofPlan plan) => _output = plan.Model.OutputShape;

    /// <summary>Frame of the input, or null where it stands behind its point.</summary>
    public required byte[]? Input { get; init; }

    /// <summary>Frame of a public output; null for a sealed one.</summary>
    public required byte[]? Output { get; init; }

    /// <summary>Pad words by frame index of a sealed output.</summary>
    public Fr[]? Pads { get; init; }

    /// <summary>Words of a ciphertext that was answered on chain; null where it stands behind its point.</summary>
    public Fr[]? Ciphertext { get; init; }

    public bool IsInputByPoint => Input is null;

    /// <summary>The column Ct is opened.</summary>
    public bool IsCiphertextByPoint => Output is null && Ciphertext is null;

    public Fr InputAt(Fr[] r) => Sum(r, Input!.Length, i => Input![i] - 128);

    /// <summary>What the live output must sum to at r.</summary>
    public Fr OutputAt(Fr[] r, IClaimWords words)
    {
        if (Output is byte[] frame)
            return Sum(r, frame.Length, i => _output.Contains(i) ? frame[i] - 128 : Fr.Zero);
        Fr sealedSum = Ciphertext is Fr[] ciphertext
            ? Sum(r, ciphertext.Length, i => ciphertext[i])
            : words.Word(Claim.OfBlock(Column.Ciphertext, _output.FrameLog, 0, PointFactor.Of(r.AsSpan(0, _output.FrameLog))));
        return sealedSum - Sum(r, Pads!.Length, i => _output.Contains(i) ? Pads[i] : Fr.Zero);
    }

    private static Fr Sum(Fr[] r, int count, Func<int, Fr> value)
    {
        int log = TensorShape.LogOf(count);
        Fr[] eq = PointFactor.Of(r.AsSpan(0, log)).Table();
        Fr sum = Fr.Zero;
        for (int i = 0; i < count; i++)
            sum += eq[i] * value(i);
        return sum;
    }
}
