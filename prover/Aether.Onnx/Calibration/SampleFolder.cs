using System.Globalization;
using Aether.Inference;

namespace Aether.Onnx;

/// <summary>
/// Samples of a folder: .npy arrays of one input, or of many along a first axis, and PNG or PGM images of 28 by 28. A folder named by a number is the label of
/// what is in it.
/// </summary>
internal static class SampleFolder
{
    /// <summary>Most files looked at.</summary>
    public const int FilesMax = 100_000;

    /// <summary>Real value of a step of an image: a pixel p, 0 to 255, is fed as p / 2 rounded down and stands for that / 128.</summary>
    public const double ImageScale = 1.0 / 128;

    /// <param name="input">What the model takes.</param>
    /// <param name="samplesMax">Reading ends after so many.</param>
    /// <returns>The samples in the order of their files' names, and whether they are images.</returns>
    /// <exception cref="OnnxRefusedException">A file is not readable as a sample; or there are none.</exception>
    /// <exception cref="IOException">The folder or a file cannot be read.</exception>
    public static (IReadOnlyList<Sample> Samples, bool Images) Read(string folder, ValueType input, int samplesMax)
    {
        string[] files =
        [
            .. Directory
                .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Take(FilesMax)
                .Where(file => Path.GetExtension(file).ToUpperInvariant() is ".NPY" or ".PNG" or ".PGM")
                .Order(StringComparer.Ordinal),
        ];
        List<Sample> samples = [];
        bool images = false;
        foreach (string file in Spread(files))
        {
            if (samples.Count >= samplesMax)
                break;
            string name = Path.GetFileName(file);
            try
            {
                bool array = string.Equals(Path.GetExtension(file), ".npy", StringComparison.OrdinalIgnoreCase);
                images |= !array;
                int? label = int.TryParse(
                    Path.GetFileName(Path.GetDirectoryName(file)),
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out int number
                )
                    ? number
                    : null;
                samples.AddRange((array ? Arrays(file, input) : [Image(file, input)]).Select(found => new Sample(found, label)));
            }
            catch (Exception refusal) when (refusal is OnnxRefusedException or ImageRefusedException)
            {
                throw new OnnxRefusedException($"sample {OnnxRefusedException.Shown(name)}: {refusal.Message}");
            }
        }
        OnnxRefusedException.Require(samples.Count > 0, $"the folder holds no .npy, .png or .pgm file");
        return ([.. samples.Take(samplesMax)], images);
    }

    /// <summary>Files of all subfolders in turn, so that a limit takes some of each.</summary>
    private static IEnumerable<string> Spread(string[] files) =>
        files
            .GroupBy(file => Path.GetDirectoryName(file), StringComparer.Ordinal)
            .SelectMany(group => group.Select((file, i) => (file, i)))
            .OrderBy(pair => pair.i)
            .Select(pair => pair.file);

    private static IEnumerable<NdArray> Arrays(string path, ValueType input)
    {
        long length = new FileInfo(path).Length;
        OnnxRefusedException.Require(length <= NpyFile.BytesMax, $"{length} bytes are above {NpyFile.BytesMax}");
        NdArray all = NpyFile.Read(File.ReadAllBytes(path));
        int each = input.Count;
        IReadOnlyList<int> own = [.. input.Sizes.SkipWhile(size => size == 1)];
        bool single = all.Values.Length == each && all.Sizes.SkipWhile(size => size == 1).SequenceEqual(own);
        bool many = !single && all.Rank >= 1 && all.Sizes.Skip(1).SkipWhile(size => size == 1).SequenceEqual(own);
        OnnxRefusedException.Require(
            single || many,
            $"shape {NdShape.Text(all.Sizes)} is not the input's {NdShape.Text(input.Sizes)}, nor many of it"
        );
        for (int start = 0; start + each <= all.Values.Length; start += each)
            yield return new NdArray(input.Type, input.Sizes, all.Values[start..(start + each)]);
    }

    private static NdArray Image(string path, ValueType input)
    {
        OnnxRefusedException.Require(
            input.Count == GreyImage.PixelCount && input.Type.IsFloat(),
            $"an image has {GreyImage.PixelCount} pixels; the model takes {NdShape.Text(input.Sizes)}"
        );
        return new NdArray(input.Type, input.Sizes, Array.ConvertAll(ImageFile.Load(path), pixel => (float)((pixel >> 1) * ImageScale)));
    }
}
