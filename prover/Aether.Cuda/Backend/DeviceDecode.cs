using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Aether.Inference;

namespace Aether.Cuda;

/// <summary>A decode loop on the device: one recorded graph per step; tokens and position never leave it while it runs.</summary>
/// <remarks>
/// Source: prover/AIR8.md, Decode loops. Every operator makes its result at the position and keeps it; the host only looks now and then whether the
/// end has come. Steps that were queued behind the end are forgotten.
/// </remarks>
internal sealed class DeviceDecode : IDisposable
{
    /// <summary>Steps queued before the host looks at the tokens.</summary>
    private const int StepsInFlight = 8;

    private readonly Air8Model model;
    private readonly CudaStream stream;
    private readonly DeviceTensors tensors;
    private readonly TensorExchange exchange;
    private readonly DeviceKernels kernels;
    private readonly OperatorLauncher launcher;
    private readonly CudaBuffer position;
    private readonly CudaBuffer known;
    private readonly CudaBuffer prompt;
    private readonly CudaBuffer slice;
    private readonly DeviceTrees trees;
    private readonly TensorShape[] slices;
    private CudaGraph? step;
    private CudaGraph? hashedStep;

    public DeviceDecode(
        Air8Model model,
        CudaDevice device,
        DeviceKernels kernels,
        CudaStream stream,
        DeviceModel constants,
        DeviceTensors tensors,
        TensorExchange exchange,
        ulong flag
    )
    {
        (this.model, this.stream, this.tensors, this.exchange, this.kernels) = (model, stream, tensors, exchange, kernels);
        int length = model.InputShape.Width;
        slices = [.. model.Operators.Select(op => With(op.Shape, op.PositionAxis!.Value))];
        position = device.Allocate(sizeof(uint));
        known = device.Allocate(sizeof(uint));
        prompt = device.Allocate((long)length * sizeof(ushort));
        slice = device.Allocate(Math.Max(256, model.Operators.Zip(slices).Max(pair => Tensor.ByteCount(pair.First.Type, pair.Second))));
        (ElementType, TensorShape)[] hashed = [.. model.Operators.Zip(slices).Select(pair => (pair.First.Type, pair.Second))];
        (ulong, DeviceBox)[] places = [.. model.Operators.Select((op, id) => (tensors[id].Address, Slice(op)))];
        trees = new DeviceTrees(device, kernels, stream, hashed, length, position.Address, places);
        launcher = new OperatorLauncher(model, constants, tensors, kernels, stream, flag, position.Address);
    }

    public Execution Run(Tensor given, RunOptions options, CancellationToken cancellationToken)
    {
        ushort[] tokens = given.ToUInt16();
        Reset(tokens);
        int length = model.InputShape.Width;
        int last = (int)Math.Min(length, tokens.Length - 1 + model.Header.TokensMax);
        List<ushort> generated = [];
        bool ended = false;
        for (int done = 0; !ended && done < last; )
        {
            int until = Math.Min(last, Math.Max(tokens.Length, done + StepsInFlight));
            for (; done < until; done++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Step(done, options);
                if (done % StepsInFlight == StepsInFlight - 1)
                    stream.Synchronize();
            }
            ended = Take(tokens.Length - 1, done, generated);
        }
        int steps = tokens.Length - 1 + generated.Count;
        return new Execution(
            given,
            Tensor.FromUInt16(new TensorShape(1, generated.Count), CollectionsMarshal.AsSpan(generated)),
            options.Boundaries ? trees.Download(stream, steps) : [],
            (uint)generated.Count
        );
    }

    public void Dispose()
    {
        step?.Dispose();
        hashedStep?.Dispose();
        trees.Dispose();
        slice.Dispose();
        prompt.Dispose();
        known.Dispose();
        position.Dispose();
    }

    private static TensorShape With(TensorShape shape, int axis) =>
        axis switch
        {
            0 => shape with { Channels = 1 },
            1 => shape with { Width = 1 },
            2 => shape with { Height = 1 },
            _ => shape with { Batch = 1 },
        };

    private void Reset(ushort[] tokens)
    {
        tensors.Clear(stream);
        trees.Restart();
        stream.Clear(position, position.Bytes);
        stream.Upload(known, BitConverter.GetBytes(tokens.Length));
        stream.Upload(prompt, MemoryMarshal.AsBytes(tokens.AsSpan()));
    }

    /// <summary>Queues a step: as a graph, or operator by operator for somebody who wants to see each.</summary>
    private void Step(int number, RunOptions options)
    {
        if (options.Trace is null && options.Progress is null)
            stream.Launch(
                options.Boundaries ? hashedStep ??= stream.Capture(() => Queue(true)) : step ??= stream.Capture(() => Queue(false))
            );
        else
            Watched(number, options);
    }

    private void Queue(bool boundaries)
    {
        Feed();
        for (int id = 0; id < model.Operators.Count; id++)
            launcher.Launch(id);
        if (boundaries)
            trees.AddAll(stream);
        kernels.NextPosition(stream, new NextPositionArgs(position.Address));
    }

    private void Watched(int number, RunOptions options)
    {
        Feed();
        IReadOnlyList<Air8Operator> operators = model.Operators;
        for (int id = 0; id < operators.Count; id++)
        {
            launcher.Launch(id);
            if (options.Trace is not null)
                options.Trace.Add(id, number, TakeSlice(id));
            stream.Synchronize();
            options.Progress?.Report(
                new RunProgress((long)number * operators.Count + id + 1, (long)model.InputShape.Width * operators.Count)
            );
        }
        if (options.Boundaries)
            trees.AddAll(stream);
        kernels.NextPosition(stream, new NextPositionArgs(position.Address));
    }

    private void Feed() =>
        kernels.FeedToken(
            stream,
            new FeedTokenArgs(
                prompt.Address,
                tensors[model.Operators.Count - 1].Address,
                tensors[0].Address,
                position.Address,
                known.Address
            )
        );

    /// <summary>The place of a result that a step makes.</summary>
    private DeviceBox Slice(Air8Operator op) => DeviceBox.Of(op.Shape).At(op.PositionAxis!.Value, position.Address);

    /// <summary>The tensor's place at the position, as a tensor of its own. Waits for the device.</summary>
    private Tensor TakeSlice(int id)
    {
        Air8Operator op = model.Operators[id];
        kernels.Take(stream, ElementForm.Of(op.Type).Bytes, new TakeArgs(tensors[id].Address, slice.Address, Slice(op)));
        return exchange.Download(op.Type, slices[id], slice);
    }

    /// <summary>Reads the tokens made so far. Returns whether the loop has come to its end.</summary>
    private bool Take(int first, int done, List<ushort> generated)
    {
        if (done <= first)
            return false;
        byte[] made = new byte[done * sizeof(ushort)];
        stream.Download(made, tensors[model.Operators.Count - 1]);
        for (int at = first + generated.Count; at < done; at++)
        {
            generated.Add(BinaryPrimitives.ReadUInt16LittleEndian(made.AsSpan(at * sizeof(ushort))));
            if (generated[^1] == model.Header.EndToken || generated.Count == model.Header.TokensMax)
                return true;
        }
        return false;
    }
}
