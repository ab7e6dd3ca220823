namespace Aether.Onnx;

/// <summary>The window of a convolution or pooling over the last two axes of (N, C, H, W): sizes, strides, padding, dilation.</summary>
internal sealed record Window
{
    public required int KernelHeight { get; init; }

    public required int KernelWidth { get; init; }

    public required int StrideY { get; init; }

    public required int StrideX { get; init; }

    public required int DilationY { get; init; }

    public required int DilationX { get; init; }

    public required int Top { get; init; }

    public required int Left { get; init; }

    public required int Bottom { get; init; }

    public required int Right { get; init; }

    public required int ResultHeight { get; init; }

    public required int ResultWidth { get; init; }

    public int ReachY => (KernelHeight - 1) * DilationY + 1;

    public int ReachX => (KernelWidth - 1) * DilationX + 1;

    private const int SizeMax = 4096;

    /// <summary>Reads the attributes that Conv and the pools share.</summary>
    /// <param name="input">Shape (N, C, H, W).</param>
    public static Window Of(OperatorCall call, IReadOnlyList<int> input, IReadOnlyList<int>? kernelOfWeights)
    {
        call.Require(input.Count == 4, $"the input {NdShape.Text(input)} is no (N, C, H, W): only two spatial axes are supported");
        IReadOnlyList<int> kernel = call.Ints("kernel_shape") ?? kernelOfWeights ?? [];
        IReadOnlyList<int> strides = call.Ints("strides") ?? [1, 1];
        IReadOnlyList<int> dilations = call.Ints("dilations") ?? [1, 1];
        IReadOnlyList<int> pads = call.Ints("pads") ?? [0, 0, 0, 0];
        bool ceiling = call.Int("ceil_mode", 0) != 0;
        string automatic = call.Text("auto_pad", "NOTSET");
        call.Require(
            kernel.Count == 2 && strides.Count == 2 && dilations.Count == 2 && pads.Count == 4,
            $"kernel_shape, strides, dilations or pads are not for two axes"
        );
        call.Require(
            kernel.Concat(strides).Concat(dilations).All(size => size is >= 1 and <= SizeMax)
                && pads.All(pad => pad is >= 0 and <= SizeMax),
            $"kernel_shape, strides, dilations or pads are out of range"
        );
        call.Require(kernelOfWeights is null || kernel.SequenceEqual(kernelOfWeights), $"kernel_shape is not the weights' shape");
        (int top, int bottom, int height) = Along(
            call,
            input[2],
            kernel[0],
            strides[0],
            dilations[0],
            pads[0],
            pads[2],
            automatic,
            ceiling
        );
        (int left, int right, int width) = Along(call, input[3], kernel[1], strides[1], dilations[1], pads[1], pads[3], automatic, ceiling);
        return new Window
        {
            KernelHeight = kernel[0],
            KernelWidth = kernel[1],
            StrideY = strides[0],
            StrideX = strides[1],
            DilationY = dilations[0],
            DilationX = dilations[1],
            Top = top,
            Left = left,
            Bottom = bottom,
            Right = right,
            ResultHeight = height,
            ResultWidth = width,
        };
    }

    private static (int Before, int After, int Result) Along(
        OperatorCall call,
        int size,
        int kernel,
        int stride,
        int dilation,
        int before,
        int after,
        string automatic,
        bool ceiling
    )
    {
        int reach = (kernel - 1) * dilation + 1;
        if (automatic is "SAME_UPPER" or "SAME_LOWER")
        {
            int wanted = (size + stride - 1) / stride;
            int all = Math.Max(0, (wanted - 1) * stride + reach - size);
            (before, after) = automatic == "SAME_UPPER" ? (all / 2, all - all / 2) : (all - all / 2, all / 2);
        }
        else if (automatic == "VALID")
        {
            (before, after) = (0, 0);
        }
        else
        {
            call.Require(automatic is "NOTSET" or "", $"auto_pad '{OnnxRefusedException.Shown(automatic)}' does not exist");
        }
        call.Require(size + before + after >= reach, $"the window of {reach} is larger than the padded input of {size + before + after}");
        int free = size + before + after - reach;
        int result = (ceiling ? (free + stride - 1) / stride : free / stride) + 1;
        // A window that would start in the padding behind the input is dropped, as onnxruntime does.
        if (ceiling && (result - 1) * stride >= size + before)
            result--;
        return (before, after, result);
    }
}
