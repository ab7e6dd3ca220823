using Aether.Inference;
using Xunit.Abstractions;

namespace Aether.Onnx.Tests;

/// <summary>A transformer that was really trained loses little of its perplexity in int8, and says the same as a decode loop.</summary>
/// <remarks>A small one in seconds; <c>scripts/bench</c> has the long form.</remarks>
public sealed class LanguageModelTests(LanguageModelTests.Trained trained, ITestOutputHelper output)
    : IClassFixture<LanguageModelTests.Trained>
{
    private const int Length = 32;
    private const int HeldOutSequences = 60;

    /// <summary>One model of each kind for all tests, trained when it is asked for.</summary>
    public sealed class Trained
    {
        private readonly Dictionary<bool, LanguageModel> models = [];

        internal LanguageModel Model(bool centred) =>
            models.TryGetValue(centred, out LanguageModel? found) ? found : models[centred] = Train(centred);

        internal Corpus HeldOut { get; } = Corpus.Draw(1, heldOut: true, HeldOutSequences, Length);

        private static LanguageModel Train(bool centred) =>
            LanguageModel.Train(
                new Recipe(
                    new DecoderShape(Vocabulary.Words.Count, Length, Width: 32, Heads: 2, Blocks: 2, Inner: 128, centred),
                    Seed: 1,
                    Sequences: 4000,
                    Steps: 500,
                    Batch: 16,
                    Rate: 8e-3,
                    Decay: 0.1
                )
            );
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Import_TrainedTransformer_KeepsItsPerplexity(bool layerNorms)
    {
        LanguageModel model = trained.Model(layerNorms);
        ImportResult imported = model.Import(new ImportOptions());
        foreach (LayerReport layer in imported.Report.Layers)
            output.WriteLine(
                $"{layer.Operator, 3} {layer.Opcode, -16} {layer.Node, -14} {layer.Shape, -16} {layer.SignalToNoiseDb:0.0} dB, scale {layer.Scale:0.0000}"
            );
        LanguageFidelity fidelity = LanguageFidelity.Measure(model.Graph, imported, trained.HeldOut.Sequences);
        double bigram = Math.Exp(model.BigramCost(trained.HeldOut.Sequences));
        output.WriteLine(
            $"perplexity: grammar {Math.Exp(trained.HeldOut.GrammarCost):0.000}, float {fidelity.FloatPerplexity:0.000}, AIR8 {fidelity.Air8Perplexity:0.000}, pairs of words {bigram:0.000}; ratio {fidelity.Ratio:0.0000}, top-1 {fidelity.AgreementPercent:0.00} %"
        );
        Assert.InRange(fidelity.FloatPerplexity, Math.Exp(trained.HeldOut.GrammarCost), 0.75 * bigram);
        Assert.InRange(fidelity.Ratio, 0.99, 1.01);
        Assert.InRange(fidelity.AgreementPercent, 92, 100);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Import_DecodeLoop_GoesOnAsTheSinglePassWould(bool layerNorms)
    {
        const int Most = 20;
        LanguageModel model = trained.Model(layerNorms);
        ImportResult single = model.Import(new ImportOptions());
        ImportResult loop = model.Import(new ImportOptions { DecodeTokens = Most });
        using IModelSession stepped = CpuBackends.Widest.Open(single.Model, RunLimits.Default);
        using IModelSession looped = CpuBackends.Widest.Open(loop.Model, RunLimits.Default);
        int words = Vocabulary.Words.Count;
        for (int n = 0; n < 8; n++)
        {
            ushort[] prompt = trained.HeldOut.Sequences[n][..(3 + n)];
            Tensor given = Tensor.FromUInt16(new TensorShape(1, prompt.Length), prompt);
            ushort[] said = looped.Run([given], new RunOptions { Boundaries = false }, default).Output.ToUInt16();
            List<ushort> known = [.. prompt];
            while (known.Count < prompt.Length + Most)
            {
                ushort[] padded = [.. known, .. new ushort[Length - known.Count]];
                Tensor tokens = Tensor.FromUInt16(new TensorShape(1, Length), padded);
                sbyte[] scores = stepped.Run([tokens], new RunOptions { Boundaries = false }, default).Output.ToInt8();
                sbyte[] row = scores[((known.Count - 1) * words)..(known.Count * words)];
                known.Add((ushort)Array.IndexOf(row, row.Max()));
            }
            output.WriteLine(string.Join(' ', known.Select(token => Vocabulary.Words[token])));
            Assert.Equal(known[prompt.Length..], said);
        }
    }

    [Fact]
    public void Draw_BothHalves_ShareNoSentenceAndRepeatThemselves()
    {
        HashSet<string> training = [.. Sentences(Corpus.Draw(1, heldOut: false, 2000, 64))];
        HashSet<string> heldOut = [.. Sentences(Corpus.Draw(1, heldOut: true, 300, 64))];
        Assert.InRange(training.Count, 5000, int.MaxValue);
        Assert.InRange(heldOut.Count, 800, int.MaxValue);
        Assert.Empty(heldOut.Intersect(training, StringComparer.Ordinal));
        Assert.Equal(Corpus.Draw(1, heldOut: true, 3, 64).Sequences, Corpus.Draw(1, heldOut: true, 300, 64).Sequences.Take(3));
        Assert.Equal(Vocabulary.Words.Count, Vocabulary.Words.Distinct(StringComparer.Ordinal).Count());
    }

    /// <summary>Whole sentences: the last of a sequence may be cut.</summary>
    private static IEnumerable<string> Sentences(Corpus corpus) =>
        corpus.Sequences.SelectMany(sequence =>
            string.Join(' ', sequence.Select(token => Vocabulary.Words[token]))
                .Split([" .", Vocabulary.Start], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .SkipLast(1)
        );
}
