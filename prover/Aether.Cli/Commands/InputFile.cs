using System.Globalization;
using System.Text;
using Aether.Cli.Terminal;
using Aether.Inference;

namespace Aether.Cli.Commands;

/// <summary>What a model is run on, as people write it: an image, or a text of whole numbers.</summary>
internal static class InputFile
{
    public const string Description = "an image (PNG or PGM, 28x28, grey), or a text of whole numbers: values or tokens";

    private const int TextBytesMax = 64 << 20;

    /// <summary>Reads the tensor that the model takes.</summary>
    /// <exception cref="CliException">The file is nothing that this model takes; the message says what it takes.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Tensor Read(ModelForm form, string path)
    {
        if (form.InputCount != 1)
            throw new CliException(ExitCode.Usage, "the model is a training step: aether train runs those");
        try
        {
            return IsImage(path) ? Image(form, path) : Numbers(form, path);
        }
        catch (Air8RefusedException e)
        {
            throw new CliException(ExitCode.Usage, $"{path} is no input of the model: {e.Message}", Wanted(form));
        }
    }

    private static bool IsImage(string path)
    {
        using var file = File.OpenRead(path);
        var front = new byte[8];
        var read = file.ReadAtLeast(front, front.Length, throwOnEndOfStream: false);
        return ImageFile.Recognises(front.AsSpan(0, read));
    }

    private static Tensor Image(ModelForm form, string path)
    {
        var values = GreyImage.ToTensor(ImageFile.Load(path)).ToInt8();
        return form.InputType == ElementType.Int8 && form.InputShape.LiveCount == values.Length
            ? Tensor.FromInt8(form.InputShape, values)
            : throw new CliException(
                ExitCode.Usage,
                $"{path} has {values.Length} pixels, and the model takes something else",
                Wanted(form)
            );
    }

    private static Tensor Numbers(ModelForm form, string path)
    {
        var length = new FileInfo(path).Length;
        if (length > TextBytesMax)
            throw new CliException(ExitCode.Usage, $"{path} has {length} bytes; at most {TextBytesMax} are read");
        var words = File.ReadAllText(path, Encoding.UTF8)
            .Split([' ', '\t', '\r', '\n', ',', '[', ']'], StringSplitOptions.RemoveEmptyEntries);
        return form.InputType == ElementType.Int8
            ? Tensor.FromInt8(form.InputShape, [.. words.Select(word => Number<sbyte>(form, path, word))])
            : form.DecodeInput(form.Encode(Tokens(form, [.. words.Select(word => Number<ushort>(form, path, word))])));
    }

    /// <summary>A prompt is as long as it is; anything else fills the input.</summary>
    private static Tensor Tokens(ModelForm form, ushort[] tokens) =>
        Tensor.FromUInt16(
            form.IsDecodeLoop ? form.InputShape.With(1, Math.Clamp(tokens.Length, 1, form.InputShape.Width)) : form.InputShape,
            tokens
        );

    private static T Number<T>(ModelForm form, string path, string word)
        where T : struct, System.Numerics.IBinaryInteger<T>, System.Numerics.IMinMaxValue<T> =>
        T.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new CliException(
                ExitCode.Usage,
                $"{path}: '{(word.Length > 40 ? word[..40] + ".." : word)}' is no whole number from {T.MinValue} to {T.MaxValue}",
                Wanted(form)
            );

    private static string Wanted(ModelForm form) =>
        form.IsDecodeLoop ? $"it takes a prompt of 1 to {form.InputShape.Width} tokens below {form.Vocabulary}"
        : form.InputType == ElementType.UInt16 ? $"it takes {form.InputShape.LiveCount} tokens below {form.Vocabulary}"
        : $"it takes {form.InputShape.LiveCount} values ({form.InputShape}) from -127 to 127";
}
