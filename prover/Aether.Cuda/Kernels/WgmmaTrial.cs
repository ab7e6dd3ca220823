using System.Runtime.InteropServices;

namespace Aether.Cuda;

/// <summary>A few tiles by wgmma and by mma.sync, at the start of every device: only equal bytes let wgmma be used.</summary>
/// <remarks>
/// A convolution of six rows: six steps, so that every stage is filled again; 120 rows and 250 outputs, so that every lane, every register and both edges of
/// a tile are seen. Small values without a shift show the low bits of the sums, extremes with one the high bits. Inputs do not depend on the device.
/// </remarks>
internal static class WgmmaTrial
{
    private const int Channels = 128;
    private const int KernelY = 6;
    private const int Width = 10;
    private const int Height = 12;
    private const uint ExtremeShift = 9;

    /// <returns>What differs; null when nothing does.</returns>
    /// <exception cref="CudaException">A launch failed, or the device is full.</exception>
    public static string? Difference(CudaDevice device, DeviceKernels kernels)
    {
        Random random = new(90);
        using CudaStream stream = device.CreateStream();
        foreach ((ContractKernel kernel, int outputs) in new[] { (ContractKernel.Wgmma256, 250), (ContractKernel.Wgmma128, 120) })
        foreach (bool extreme in new[] { false, true })
        {
            byte[] input = new byte[Channels * 16 * 32];
            byte[] weights = new byte[Channels * 8 * 256];
            byte[] table = new byte[65536];
            random.NextBytes(table);
            Fill(random, input, extreme);
            Fill(random, weights, extreme);
            byte[] expected = Run(device, kernels, stream, (input, weights, table), outputs, extreme, ContractKernel.Tensor128);
            byte[] actual = Run(device, kernels, stream, (input, weights, table), outputs, extreme, kernel);
            int at = expected.AsSpan().CommonPrefixLength(actual);
            if (at < expected.Length)
                return $"in its trial {kernel} gave {actual[at]} where mma.sync gives {expected[at]}, at byte {at}"
                    + $" of {(extreme ? "extremes" : "small values")}";
        }
        return null;
    }

    /// <summary>Extremes of one sign where a row of channels says so, so that the sums go as far as they can both ways.</summary>
    private static void Fill(Random random, byte[] values, bool extreme)
    {
        int sign = 1;
        for (int i = 0; i < values.Length; i++)
        {
            if (i % (Channels * 16) == 0)
                sign = random.Next(2) == 0 ? 1 : -1;
            values[i] = unchecked((byte)(sbyte)(extreme ? Extreme(random, sign) : random.Next(-16, 17)));
        }
    }

    private static int Extreme(Random random, int sign) =>
        random.Next(16) switch
        {
            0 => -sign * 127,
            1 => -128,
            _ => sign * 127,
        };

    private static byte[] Run(
        CudaDevice device,
        DeviceKernels kernels,
        CudaStream stream,
        (byte[] Input, byte[] Weights, byte[] Table) given,
        int outputs,
        bool extreme,
        ContractKernel kernel
    )
    {
        byte[] result = new byte[256 * 16 * 16];
        using CudaBuffer input = device.Allocate(given.Input.Length);
        using CudaBuffer weights = device.Allocate(given.Weights.Length);
        using CudaBuffer table = device.Allocate(given.Table.Length);
        using CudaBuffer output = device.Allocate(result.Length);
        stream.Upload(input, given.Input);
        stream.Upload(weights, given.Weights);
        stream.Upload(table, given.Table);
        stream.Clear(output, output.Bytes);
        ContractArgs args = new()
        {
            In = input.Address,
            Weights = weights.Address,
            Out = output.Address,
            Finish = new DeviceFinish(0, table.Address, extreme ? ExtremeShift : 0),
            From = DeviceBox.Of(new Aether.Inference.TensorShape(Channels, Width, Height + KernelY - 1)),
            Box = DeviceBox.Of(new Aether.Inference.TensorShape(outputs, Width, Height)),
            KernelX = 1,
            KernelY = KernelY,
            RunLog = 7,
            RowLog = 10,
            BatchWidth = 1,
        };
        kernels.Contract(stream, args, 1, kernel);
        stream.Download(result, output);
        return result;
    }
}
