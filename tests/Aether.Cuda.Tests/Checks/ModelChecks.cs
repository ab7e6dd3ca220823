using System.Text.Json.Nodes;
using Aether.Harness;
using Aether.Inference;
using Aether.Inference.Tests;

namespace Aether.Cuda.Tests;

/// <summary>Whole models: a session on the device against the scalar backend.</summary>
internal static class ModelChecks
{
    /// <summary>Models of tests/vectors.</summary>
    public static IEnumerable<string> Names => VectorFile.Air8["models"]!.AsArray().Select(model => VectorFile.Text(model!["name"]));

    public static Air8Model Model(string name) => Air8Model.Load(VectorFile.Build(name));

    /// <summary>What the vectors run the model on.</summary>
    public static IEnumerable<Tensor[]> Inputs(string name, Air8Model model) =>
        VectorFile.Model(name)["runs"]!.AsArray().Select(run => VectorInputs.Of(run!["inputs"]!.AsArray(), model));

    /// <summary>Digits, and images to run it on.</summary>
    public static (Air8Model Model, IEnumerable<Tensor> Images) Digits() =>
        (
            Air8Model.Load(Repository.PathOf("models", "digits.air8")),
            Directory
                .EnumerateFiles(Repository.PathOf("tests", "vectors", "digits"))
                .Select(image => GreyImage.ToTensor(ImageFile.Load(image)))
        );

    /// <summary>Output, states, units and boundaries, with boundaries and without, are the scalar backend's.</summary>
    /// <exception cref="InvalidOperationException">A byte differs.</exception>
    public static void AssertSame(IModelSession session, Tensor[] inputs)
    {
        using IModelSession scalar = ScalarBackend.Instance.Open(session.Model, RunLimits.Default);
        Execution expected = scalar.Run(inputs, RunOptions.Default, CancellationToken.None);
        foreach (bool boundaries in new[] { true, false })
        {
            Execution actual = session.Run(inputs, new RunOptions { Boundaries = boundaries }, CancellationToken.None);
            KernelCheck.Same([expected.Units], [actual.Units], "units");
            KernelCheck.Same([expected.Output.Shape], [actual.Output.Shape], "shape of the output");
            KernelCheck.Same(expected.Output.Bytes.ToArray(), actual.Output.Bytes.ToArray(), "output");
            KernelCheck.Same([expected.States.Count], [actual.States.Count], "states");
            for (int i = 0; i < expected.States.Count; i++)
                KernelCheck.Same(expected.States[i].Bytes.ToArray(), actual.States[i].Bytes.ToArray(), $"state {i}");
            Digest[] roots = boundaries ? expected.Boundaries.ToArray() : [];
            KernelCheck.Same([roots.Length], [actual.Boundaries.Length], "boundaries");
            KernelCheck.Same(roots, actual.Boundaries.ToArray(), "boundaries");
        }
    }
}
