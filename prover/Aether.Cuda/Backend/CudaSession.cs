using Aether.Inference;

namespace Aether.Cuda;

/// <summary>A model on a device: constants, activations and the trees of its boundaries.</summary>
internal sealed class CudaSession : IModelSession
{
    /// <summary>Operators queued before the device is waited for, so that a run can be cancelled.</summary>
    private const int OperatorsInFlight = 32;

    private readonly Air8Model model;
    private readonly CudaDevice device;
    private readonly CudaStream stream;
    private readonly DeviceModel constants;
    private readonly DeviceTensors tensors;
    private readonly CudaBuffer flag;
    private readonly TensorExchange exchange;
    private readonly DeviceDecode? decode;
    private readonly OperatorLauncher launcher;
    private readonly DeviceTrees? trees;
    private readonly DeviceKernels kernels;
    private bool disposed;

    public CudaSession(Air8Model model, CudaDevice device, DeviceKernels kernels, long keptBytesMost = DeviceTensors.KeptBytesMost)
    {
        (this.model, this.device, this.kernels) = (model, device, kernels);
        device.Bind();
        Stack<IDisposable> made = [];
        T Kept<T>(T part)
            where T : IDisposable
        {
            made.Push(part);
            return part;
        }
        try
        {
            stream = Kept(device.CreateStream());
            constants = Kept(new DeviceModel(model, device, kernels, stream));
            tensors = Kept(new DeviceTensors(model, device, keptBytesMost));
            flag = Kept(device.Allocate(sizeof(uint)));
            exchange = new TensorExchange(kernels, stream, tensors.Staging);
            if (model.Header.IsDecodeLoop)
                decode = Kept(new DeviceDecode(model, device, kernels, stream, constants, tensors, exchange, flag.Address));
            else
                trees = Kept(Trees());
            launcher = new OperatorLauncher(model, constants, tensors, kernels, stream, flag.Address, position: 0);
            stream.Synchronize();
        }
        catch
        {
            while (made.TryPop(out IDisposable? part))
                part.Dispose();
            throw;
        }
    }

    public Air8Model Model => model;

    public Execution Run(IReadOnlyList<Tensor> inputs, RunOptions options, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        RunInputs.Require(model, inputs);
        device.Bind();
        stream.Clear(flag, flag.Bytes);
        try
        {
            Execution execution = decode is null
                ? RunOnce(inputs, options, cancellationToken)
                : decode.Run(inputs[0], options, cancellationToken);
            RequireKnownTokens();
            return execution;
        }
        finally
        {
            // Whatever ended the run: nothing is under way when the session is used or given back.
            stream.Synchronize();
        }
    }

    public void Dispose()
    {
        if (disposed)
            return;
        disposed = true;
        decode?.Dispose();
        trees?.Dispose();
        flag.Dispose();
        tensors.Dispose();
        constants.Dispose();
        stream.Dispose();
    }

    /// <summary>Trees of the tensors with a root of their own: Output has that of the tensor it reads.</summary>
    private DeviceTrees Trees()
    {
        int[] hashed = [.. Enumerable.Range(0, model.Operators.Count).Where(id => model.Operators[id].Opcode != Air8Opcode.Output)];
        (ElementType, TensorShape)[] kinds = [.. hashed.Select(id => (model.Operators[id].Type, model.Operators[id].Shape))];
        (ulong, DeviceBox)[]? places = tensors.AllStay
            ? [.. hashed.Select(id => (tensors[id].Address, DeviceBox.Of(model.Operators[id].Shape)))]
            : null;
        return new DeviceTrees(device, kernels, stream, kinds, places: places);
    }

    private Execution RunOnce(IReadOnlyList<Tensor> inputs, RunOptions options, CancellationToken cancellationToken)
    {
        IReadOnlyList<Air8Operator> operators = model.Operators;
        trees!.Restart();
        int hashed = 0;
        int given = 0;
        Tensor? output = null;
        List<Tensor> states = [];
        for (int id = 0; id < operators.Count; id++)
        {
            if (id % OperatorsInFlight == OperatorsInFlight - 1)
                stream.Synchronize();
            cancellationToken.ThrowIfCancellationRequested();
            Air8Operator op = operators[id];
            if (given < inputs.Count && model.InputIds[given] == id)
                exchange.Upload(inputs[given++], tensors[id]);
            else
                launcher.Launch(id);
            if (options.Boundaries && !tensors.AllStay && op.Opcode != Air8Opcode.Output)
                trees.Add(stream, hashed++, tensors[id].Address);
            if (op.Opcode == Air8Opcode.StateOutput)
                states.Add(exchange.Download(op.Type, op.Shape, tensors[id]));
            else if (op.Opcode == Air8Opcode.Output)
                output = exchange.Download(op.Type, op.Shape, tensors[id]);
            Report(options, id, operators.Count);
        }
        if (options.Boundaries && tensors.AllStay)
            trees.AddAll(stream);
        return new Execution(inputs[0], output!, options.Boundaries ? Boundaries(trees.Download(stream)) : [], 1, states);
    }

    private void Report(RunOptions options, int id, int total)
    {
        if (options.Trace is null && options.Progress is null)
            return;
        stream.Synchronize();
        Air8Operator op = model.Operators[id];
        options.Trace?.Add(id, 0, exchange.Download(op.Type, op.Shape, tensors[id]));
        options.Progress?.Report(new RunProgress(id + 1, total));
    }

    /// <summary>One root for every operator.</summary>
    private Digest[] Boundaries(Digest[] roots)
    {
        Digest[] boundaries = new Digest[model.Operators.Count];
        int next = 0;
        for (int id = 0; id < boundaries.Length; id++)
        {
            Air8Operator op = model.Operators[id];
            boundaries[id] = op.Opcode == Air8Opcode.Output ? boundaries[op.Inputs[0]] : roots[next++];
        }
        return boundaries;
    }

    private void RequireKnownTokens()
    {
        Span<byte> raised = stackalloc byte[sizeof(uint)];
        stream.Download(raised, flag);
        if (raised.ContainsAnyExcept((byte)0))
            throw new Air8RefusedException(Air8Rule.Token, "a token that the network chose is outside the vocabulary of an Embedding");
    }
}
