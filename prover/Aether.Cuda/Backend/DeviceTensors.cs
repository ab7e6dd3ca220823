using System.Numerics;
using Aether.Inference;

namespace Aether.Cuda;

/// <summary>Which buffer holds which tensor. Decode loops keep all of them, and so do small models; else buffers are used again behind their last reader.</summary>
internal sealed class DeviceTensors : IDisposable
{
    /// <summary>Activations that may all stay to the end of a run, where their trees are made in one go: 256 MiB.</summary>
    public const long KeptBytesMost = 256 << 20;

    private const long BytesLeast = 256;

    private readonly CudaBuffer[] holders;
    private readonly List<CudaBuffer> all = [];

    public DeviceTensors(Air8Model model, CudaDevice device, long keptBytesMost)
    {
        IReadOnlyList<Air8Operator> operators = model.Operators;
        ActivationPlan plan = new(operators);
        AllStay = model.Header.IsDecodeLoop || plan.DecodeBytes <= keptBytesMost;
        holders = new CudaBuffer[operators.Count];
        Dictionary<long, Stack<CudaBuffer>> free = [];
        for (int id = 0; id < operators.Count; id++)
        {
            Air8Operator op = operators[id];
            if (ActivationPlan.IsAlias(op.Opcode))
            {
                holders[id] = holders[op.Inputs[0]];
            }
            else
            {
                long bytes = Math.Max(BytesLeast, Tensor.ByteCount(op.Type, op.Shape));
                if (!free.TryGetValue(bytes, out Stack<CudaBuffer>? stack))
                    free[bytes] = stack = new Stack<CudaBuffer>();
                if (!stack.TryPop(out CudaBuffer? holder))
                {
                    holder = device.Allocate(bytes);
                    all.Add(holder);
                }
                holders[id] = holder;
            }
            if (AllStay)
                continue;
            foreach (int owner in plan.Released[id])
                free[holders[owner].Bytes].Push(holders[owner]);
        }
        Staging = device.Allocate((long)BitOperations.RoundUpToPowerOf2((ulong)Math.Max(BytesLeast, plan.LargestBytes)));
        all.Add(Staging);
    }

    /// <summary>Every tensor is there until the run is over.</summary>
    public bool AllStay { get; }

    /// <summary>As large as the largest tensor: the way between the device's form and the file's.</summary>
    public CudaBuffer Staging { get; }

    public CudaBuffer this[int id] => holders[id];

    /// <summary>Makes every tensor zero.</summary>
    public void Clear(CudaStream stream)
    {
        foreach (CudaBuffer buffer in all)
            stream.Clear(buffer, buffer.Bytes);
    }

    public void Dispose()
    {
        foreach (CudaBuffer buffer in all)
            buffer.Dispose();
    }
}
