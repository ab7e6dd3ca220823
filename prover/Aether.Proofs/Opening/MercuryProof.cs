namespace Aether.Proofs;

/// <summary>The parts of an opening, and their order on the wire. Source: prover/PROOFS.md, Opening.</summary>
internal sealed record MercuryProof
{
    /// <summary>Eight points, six words, two inverses.</summary>
    public const int Bytes = 8 * G1Point.Bytes + 8 * Fr.Bytes;

    public G1Point H { get; set; }

    public G1Point Q { get; set; }

    public G1Point G { get; set; }

    public G1Point S { get; set; }

    public G1Point D { get; set; }

    public G1Point K { get; set; }

    public G1Point E { get; set; }

    public G1Point F { get; set; }

    /// <summary>g(z).</summary>
    public Fr GAtZ { get; set; }

    /// <summary>g(1/z).</summary>
    public Fr GAtInverse { get; set; }

    /// <summary>h(z).</summary>
    public Fr HAtZ { get; set; }

    /// <summary>h(1/z).</summary>
    public Fr HAtInverse { get; set; }

    /// <summary>S(1/z).</summary>
    public Fr SAtInverse { get; set; }

    /// <summary>h(alpha).</summary>
    public Fr HAtAlpha { get; set; }

    /// <summary>1/z.</summary>
    public Fr InverseOfZ { get; set; }

    /// <summary>1/((1/z - z)(alpha - z)(alpha - 1/z)).</summary>
    public Fr InverseOfDifferences { get; set; }

    /// <exception cref="FieldFormatException">Not 768 bytes, a word that is not canonical, or a point that is none.</exception>
    public static MercuryProof Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Bytes)
            throw new FieldFormatException($"An opening has {Bytes} bytes; there are {bytes.Length}.");
        G1Point[] points = new G1Point[8];
        Fr[] words = new Fr[8];
        for (int i = 0; i < 8; i++)
        {
            points[i] = G1Point.Read(bytes.Slice(i * G1Point.Bytes, G1Point.Bytes));
            words[i] = Fr.Read(bytes.Slice(8 * G1Point.Bytes + i * Fr.Bytes, Fr.Bytes));
        }
        return new()
        {
            H = points[0],
            Q = points[1],
            G = points[2],
            S = points[3],
            D = points[4],
            K = points[5],
            E = points[6],
            F = points[7],
            GAtZ = words[0],
            GAtInverse = words[1],
            HAtZ = words[2],
            HAtInverse = words[3],
            SAtInverse = words[4],
            HAtAlpha = words[5],
            InverseOfZ = words[6],
            InverseOfDifferences = words[7],
        };
    }

    public byte[] ToBytes()
    {
        byte[] bytes = new byte[Bytes];
        int at = 0;
        foreach (G1Point point in new[] { H, Q, G, S, D, K, E, F })
        {
            point.Write(bytes.AsSpan(at));
            at += G1Point.Bytes;
        }
        foreach (Fr word in new[] { GAtZ, GAtInverse, HAtZ, HAtInverse, SAtInverse, HAtAlpha, InverseOfZ, InverseOfDifferences })
        {
            word.Write(bytes.AsSpan(at));
            at += Fr.Bytes;
        }
        return bytes;
    }

    /// <summary>After message 1.</summary>
    public Fr DrawAlpha(Transcript transcript) => Said(transcript, 0x0b, 0x4a, H.ToBytes());

    /// <summary>After message 2.</summary>
    public Fr DrawGamma(Transcript transcript) => Said(transcript, 0x0c, 0x4b, [.. Q.ToBytes(), .. G.ToBytes()]);

    /// <summary>After message 3.</summary>
    public Fr DrawZ(Transcript transcript) => Said(transcript, 0x0d, 0x4c, [.. S.ToBytes(), .. D.ToBytes()]);

    /// <summary>After message 4.</summary>
    public Fr DrawBeta(Transcript transcript) =>
        Said(
            transcript,
            0x0e,
            0x4d,
            [
                .. K.ToBytes(),
                .. GAtZ.ToBytes(),
                .. GAtInverse.ToBytes(),
                .. HAtZ.ToBytes(),
                .. HAtInverse.ToBytes(),
                .. SAtInverse.ToBytes(),
                .. HAtAlpha.ToBytes(),
            ]
        );

    /// <summary>After message 5.</summary>
    public Fr DrawY(Transcript transcript) => Said(transcript, 0x0f, 0x4e, E.ToBytes());

    /// <summary>After message 6.</summary>
    public Fr DrawDelta(Transcript transcript) => Said(transcript, 0x10, 0x4f, F.ToBytes());

    private static Fr Said(Transcript transcript, byte absorb, byte draw, byte[] message)
    {
        transcript.Absorb(absorb, message);
        return transcript.Draw(draw);
    }
}
