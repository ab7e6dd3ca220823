using Aether.Onnx;

namespace Aether.FloatNetworks;

/// <summary>A decoder trained on the grammar's text, as an ONNX file and what an import makes of it.</summary>
internal sealed class LanguageModel
{
    private const int CalibrationSequences = 200;

    private readonly Corpus training;
    private readonly int length;

    private LanguageModel(Recipe recipe, Corpus training, DecoderWeights weights)
    {
        (this.training, length) = (training, recipe.Shape.Length);
        File = DecoderExport.Write(weights).File();
        Graph = FloatGraphBuilder.Build(OnnxReader.Read(File), []);
    }

    /// <summary>The ONNX file.</summary>
    public byte[] File { get; }

    public FloatGraph Graph { get; }

    /// <param name="store">Keeps weights between runs; null to train whatever was trained before.</param>
    public static LanguageModel Train(Recipe recipe, WeightStore? store = null, Action<int, double>? progress = null)
    {
        Corpus text = Corpus.Draw(recipe.Seed, heldOut: false, recipe.Sequences, recipe.Shape.Length);
        return new LanguageModel(
            recipe,
            text,
            store is null ? DecoderTraining.Run(recipe, text.Sequences, progress) : store.Train(recipe, text.Sequences, progress)
        );
    }

    /// <summary>Imports the file; scales are chosen on training text alone.</summary>
    public ImportResult Import(ImportOptions options)
    {
        IReadOnlyList<Sample> samples =
        [
            .. training.Sequences.Take(CalibrationSequences).Select(tokens => new Sample(LanguageFidelity.TokensOf(tokens, length), null)),
        ];
        return OnnxImport.Run(Graph, samples, options, [], null, default);
    }

    /// <summary>Cost of a model that counts pairs of words in the training text.</summary>
    public double BigramCost(IReadOnlyList<ushort[]> sequences) =>
        new BigramModel(training.Sequences, Vocabulary.Words.Count).Cost(sequences);
}
