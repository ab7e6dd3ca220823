namespace Aether.Onnx;

/// <summary>Convolutions and pools over (N, C, H, W), and the normalisation that follows them.</summary>
internal static class ConvOperators
{
    public static Prepared? Prepare(string name, OperatorCall call) =>
        name switch
        {
            "Conv" => Conv(call),
            "MaxPool" => MaxPool(call),
            "AveragePool" => AveragePool(call),
            "GlobalAveragePool" => GlobalAveragePool(call),
            "BatchNormalization" => BatchNormalization(call),
            _ => null,
        };

    private static Prepared Conv(OperatorCall call)
    {
        ValueType input = call.Input(0);
        ValueType weights = call.Input(1);
        call.Require(weights.Rank == 4, $"weights {NdShape.Text(weights.Sizes)}: only two spatial axes are supported");
        Window window = Window.Of(call, input.Sizes, [weights.Sizes[2], weights.Sizes[3]]);
        int groups = call.Int("group", 1);
        int channels = weights.Sizes[0];
        call.Require(
            groups >= 1 && channels % groups == 0 && (long)weights.Sizes[1] * groups == input.Sizes[1],
            $"{input.Sizes[1]} channels, weights {NdShape.Text(weights.Sizes)} and {groups} groups do not agree"
        );
        call.Require(
            !call.Has(2) || (call.Input(2).Rank == 1 && call.Input(2).Count == channels),
            $"the bias is not one number per channel"
        );
        ValueType result = call.Result(OnnxType.Float, [input.Sizes[0], channels, window.ResultHeight, window.ResultWidth]);
        long work = (long)result.Count * weights.Sizes[1] * window.KernelHeight * window.KernelWidth;
        return Prepared.One(
            result,
            inputs => Convolve(inputs[0]!, inputs[1]!, inputs.Length > 2 ? inputs[2] : null, window, groups, result),
            work
        );
    }

    private static NdArray Convolve(NdArray input, NdArray weights, NdArray? bias, Window window, int groups, ValueType result)
    {
        float[] values = new float[result.Count];
        int area = window.ResultHeight * window.ResultWidth;
        int perGroup = weights.Sizes[0] / groups;
        int depth = weights.Sizes[1];
        (int height, int width) = (input.Sizes[2], input.Sizes[3]);
        for (int plane = 0; plane < values.Length / area; plane++)
        {
            int channel = plane % weights.Sizes[0];
            int image = plane / weights.Sizes[0];
            Span<float> to = values.AsSpan(plane * area, area);
            to.Fill(bias?.Values[channel] ?? 0);
            for (int d = 0; d < depth; d++)
            {
                int source = (image * input.Sizes[1] + channel / perGroup * depth + d) * height * width;
                ReadOnlySpan<float> kernel = weights.Values.AsSpan(
                    (channel * depth + d) * window.KernelHeight * window.KernelWidth,
                    window.KernelHeight * window.KernelWidth
                );
                AddPlane(input.Values.AsSpan(source, height * width), width, kernel, window, to);
            }
        }
        return NdArray.Of(result.Sizes, values);
    }

    private static void AddPlane(ReadOnlySpan<float> from, int width, ReadOnlySpan<float> kernel, Window window, Span<float> to)
    {
        int height = from.Length / width;
        for (int ky = 0; ky < window.KernelHeight; ky++)
        {
            for (int kx = 0; kx < window.KernelWidth; kx++)
            {
                float weight = kernel[ky * window.KernelWidth + kx];
                int shift = kx * window.DilationX - window.Left;
                // Results whose source column lies inside the input.
                int first = shift >= 0 ? 0 : (-shift + window.StrideX - 1) / window.StrideX;
                int last = Math.Min(window.ResultWidth - 1, width - 1 - shift < 0 ? -1 : (width - 1 - shift) / window.StrideX);
                for (int y = 0; y < window.ResultHeight; y++)
                {
                    int row = y * window.StrideY + ky * window.DilationY - window.Top;
                    if (row < 0 || row >= height)
                        continue;
                    for (int x = first; x <= last; x++)
                        to[y * window.ResultWidth + x] += weight * from[row * width + x * window.StrideX + shift];
                }
            }
        }
    }

    /// <summary>Calls for every result with the part of its window that lies inside the input.</summary>
    private static Prepared Pool(OperatorCall call, Window window, Func<float[], int, int, int, int, int, int, float> pooled)
    {
        ValueType input = call.Input(0);
        ValueType result = call.Result(input.Type, [input.Sizes[0], input.Sizes[1], window.ResultHeight, window.ResultWidth]);
        int area = window.ResultHeight * window.ResultWidth;
        (int height, int width) = (input.Sizes[2], input.Sizes[3]);
        return Prepared.One(
            result,
            inputs =>
            {
                float[] values = new float[result.Count];
                for (int i = 0; i < values.Length; i++)
                {
                    int plane = i / area * height * width;
                    int y = i % area / window.ResultWidth * window.StrideY - window.Top;
                    int x = i % window.ResultWidth * window.StrideX - window.Left;
                    values[i] = pooled(inputs[0]!.Values, plane, width, y, x, height, i);
                }
                return inputs[0]!.Type == OnnxType.Float ? NdArray.Of(result.Sizes, values) : new NdArray(input.Type, result.Sizes, values);
            },
            (long)result.Count * window.KernelHeight * window.KernelWidth
        );
    }

    private static Prepared MaxPool(OperatorCall call)
    {
        Window window = Window.Of(call, call.Input(0).Sizes, null);
        call.Require(call.OutputCount == 1, $"indices of MaxPool are not supported");
        call.Require(call.Int("storage_order", 0) == 0, $"storage_order is not supported");
        return Pool(
            call,
            window,
            (values, plane, width, y, x, height, _) =>
            {
                float best = float.NegativeInfinity;
                for (int ky = 0; ky < window.KernelHeight; ky++)
                {
                    for (int kx = 0; kx < window.KernelWidth; kx++)
                    {
                        (int row, int column) = (y + ky * window.DilationY, x + kx * window.DilationX);
                        if (row >= 0 && row < height && column >= 0 && column < width)
                            best = Math.Max(best, values[plane + row * width + column]);
                    }
                }
                return best;
            }
        );
    }

    private static Prepared AveragePool(OperatorCall call)
    {
        Window window = Window.Of(call, call.Input(0).Sizes, null);
        bool padded = call.Int("count_include_pad", 0) != 0;
        call.Require(window is { DilationX: 1, DilationY: 1 }, $"dilations are not supported here");
        IReadOnlyList<int> input = call.Input(0).Sizes;
        return Pool(
            call,
            window,
            (values, plane, width, y, x, height, _) =>
            {
                double sum = 0;
                int count = 0;
                for (int ky = 0; ky < window.KernelHeight; ky++)
                {
                    for (int kx = 0; kx < window.KernelWidth; kx++)
                    {
                        (int row, int column) = (y + ky, x + kx);
                        bool inside = row >= 0 && row < height && column >= 0 && column < width;
                        if (inside)
                            sum += values[plane + row * width + column];
                        if (inside || (padded && row < height + window.Bottom && column < width + window.Right))
                            count++;
                    }
                }
                return (float)(sum / count);
            }
        );
    }

    private static Prepared GlobalAveragePool(OperatorCall call)
    {
        ValueType input = call.Input(0);
        call.Require(input.Rank == 4, $"the input {NdShape.Text(input.Sizes)} is no (N, C, H, W)");
        int area = input.Sizes[2] * input.Sizes[3];
        ValueType result = new(input.Type, [input.Sizes[0], input.Sizes[1], 1, 1]);
        return Prepared.One(
            result,
            inputs =>
            {
                float[] values = new float[result.Count];
                for (int i = 0; i < values.Length; i++)
                {
                    double sum = 0;
                    foreach (float value in inputs[0]!.Values.AsSpan(i * area, area))
                        sum += value;
                    values[i] = (float)(sum / area);
                }
                return new NdArray(input.Type, result.Sizes, values);
            },
            input.Count
        );
    }

    private static Prepared BatchNormalization(OperatorCall call)
    {
        ValueType input = call.Input(0);
        double epsilon = call.Float("epsilon", 1e-5f);
        call.Float("momentum", 0.9f);
        call.Require(call.Int("training_mode", 0) == 0 && call.OutputCount == 1, $"the model was exported for training");
        call.Require(input.Rank >= 2, $"the input has no channels");
        call.Require(call.Int("spatial", 1) == 1, $"spatial 0 is not supported");
        int channels = input.Sizes[1];
        for (int i = 1; i <= 4; i++)
            call.Require(call.Input(i).Count == channels, $"input {i} is not one number per channel");
        int area = NdShape.Count([.. input.Sizes.Skip(2)]);
        return Prepared.One(
            input,
            inputs =>
            {
                float[] values = new float[input.Count];
                for (int i = 0; i < values.Length; i++)
                {
                    int c = i / area % channels;
                    double scale = inputs[1]!.Values[c] / Math.Sqrt(inputs[4]!.Values[c] + epsilon);
                    values[i] = (float)((inputs[0]!.Values[i] - (double)inputs[3]!.Values[c]) * scale + inputs[2]!.Values[c]);
                }
                return inputs[0]!.With(values);
            },
            4L * input.Count
        );
    }
}
