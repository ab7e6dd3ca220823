using System.Runtime.InteropServices;
using Aether.Inference;

namespace Aether.Cuda;

/// <summary>A model's constants on the device: weights and tables in the device's form, biases as numbers.</summary>
internal sealed class DeviceModel : IDisposable
{
    private const int ChunkBytes = 64 << 20;
    private const int Alignment = 256;

    private readonly GraphHeader header;
    private readonly CudaBuffer weights;
    private readonly CudaBuffer tables;
    private readonly CudaBuffer biases;
    private readonly Dictionary<int, ulong> biasOffsets = [];

    public DeviceModel(Air8Model model, CudaDevice device, DeviceKernels kernels, CudaStream stream)
    {
        header = model.Header;
        weights = device.Allocate(RoundedUp(model.Weights.Length));
        tables = device.Allocate(RoundedUp(model.Tables.Length));
        Upload(stream, weights, model.Weights.Span);
        kernels.Recode(stream, ElementForm.Of(ElementType.Int8).FromStored(weights.Address, weights.Address, weights.Bytes));

        Upload(stream, tables, model.Tables.Span);
        long luts = (long)header.LutCount * GraphHeader.LutSize;
        long exps = (long)header.ExpCount * GraphHeader.ExpSize;
        if (luts > 0)
            kernels.Recode(stream, ElementForm.Of(ElementType.Int8).FromStored(tables.Address, tables.Address, luts));
        ulong expStart = tables.Address + (ulong)luts;
        if (exps > 0)
            kernels.Recode(stream, ElementForm.Of(ElementType.UInt16).FromStored(expStart, expStart, exps));

        List<int> numbers = [];
        for (int id = 0; id < model.Operators.Count; id++)
            AddBias(model, id, numbers);
        biases = device.Allocate(RoundedUp((long)numbers.Count * sizeof(int)));
        stream.Upload(biases, MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(numbers)));
        stream.Synchronize();
        GC.KeepAlive(model);
    }

    /// <summary>Address of an operator's weights block.</summary>
    public ulong Weights(Air8Operator op) => weights.Address + (ulong)op.WeightOffset;

    /// <summary>Bias, shift and LUT of an operator.</summary>
    public DeviceFinish Finish(Air8Operator op, int id) =>
        new(
            biasOffsets.TryGetValue(id, out ulong offset) ? biases.Address + offset : 0,
            tables.Address + (ulong)op.Table * GraphHeader.LutSize,
            (uint)op.Shift
        );

    /// <summary>Address of an operator's exponential table.</summary>
    public ulong Exponential(Air8Operator op) =>
        tables.Address + (ulong)header.LutCount * GraphHeader.LutSize + (ulong)((op.Table - header.LutCount) * GraphHeader.ExpSize);

    public void Dispose()
    {
        weights.Dispose();
        tables.Dispose();
        biases.Dispose();
    }

    private static long RoundedUp(long bytes) => Math.Max(Alignment, (bytes + Alignment - 1) / Alignment * Alignment);

    private static void Upload(CudaStream stream, CudaBuffer to, ReadOnlySpan<byte> from)
    {
        for (int start = 0; start < from.Length; start += ChunkBytes)
            stream.Upload(to, from.Slice(start, Math.Min(ChunkBytes, from.Length - start)), start);
    }

    private void AddBias(Air8Model model, int id, List<int> numbers)
    {
        Air8Operator op = model.Operators[id];
        // The bias of a product of activations is a tensor.
        if (!op.Biased || op.Opcode == Air8Opcode.MatMul)
            return;
        biasOffsets.Add(id, (ulong)numbers.Count * sizeof(int));
        ReadOnlySpan<byte> digits = model.Weights.Span[(int)op.BiasOffset..];
        for (int n = 0; n < op.Shape.Channels; n++)
            numbers.Add(BiasDigits.Read(digits.Slice(BiasDigits.Count * n, BiasDigits.Count)));
    }
}
