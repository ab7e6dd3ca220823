using System.Runtime.CompilerServices;
using Aether.Cuda;
using Aether.Inference;

namespace Aether.Prover.Execution;

/// <summary>The child's side of <see cref="ModelProcess"/>: limits itself, reads one input, runs the model once, answers, ends.</summary>
public static class ModelProcessChild
{
    /// <summary>Largest input tensor, bytes.</summary>
    public const int InputBytesMax = 64 << 20;

    /// <exception cref="Air8RefusedException">The model or the input breaks a rule.</exception>
    /// <exception cref="BackendUnavailableException">This machine cannot run the backend.</exception>
    public static async Task RunAsync(string modelPath, ExecutionLimits limits, Stream input, Stream output)
    {
        ProcessLimits.Apply((int)limits.Timeout.TotalSeconds, limits.MemoryMiB);
        var frame = await ExecutionFrame.ReadAsync(input, InputBytesMax, CancellationToken.None);
        var answered = new StrongBox<bool>();
        EndWithParent(input, answered);
        var model = Air8Model.Load(modelPath);
        var tensor = model.Form.DecodeInput(frame);
        var execution = Run(model, tensor, limits);
        var answer = new ModelOutput(model.ContentHash, model.Form.Encode(execution.Output), execution.Boundaries.ToArray());
        await ExecutionFrame.WriteAsync(output, answer.Encode(), CancellationToken.None);
        Volatile.Write(ref answered.Value, true);
    }

    private static Inference.Execution Run(Air8Model model, Tensor input, ExecutionLimits limits)
    {
        var allowed = new RunLimits((long)limits.MemoryMiB << 20);
        var backend = Backends.Choose(limits.Backend, out _);
        try
        {
            return Run(backend);
        }
        // A GPU that is full or fails costs time, not the Job: the processor gives the same bytes.
        catch (Exception e) when (limits.Backend == Backends.Automatic && e is CudaException or BackendUnavailableException)
        {
            return Run(CpuBackends.Widest);
        }

        Inference.Execution Run(IBackend chosen)
        {
            using var session = chosen.Open(model, allowed);
            return session.Run([input], RunOptions.Default, CancellationToken.None);
        }
    }

    /// <summary>Standard input closes when the program that started us is gone, even by kill -9; then so are we.</summary>
    private static void EndWithParent(Stream input, StrongBox<bool> answered)
    {
        var watcher = new Thread(() =>
        {
            try
            {
                while (input.ReadByte() >= 0) { }
            }
            catch (IOException)
            {
                // The same as its end.
            }

            // A child that has answered is about to end by itself; on a busy machine that takes its time, and is no failure.
            Thread.CurrentThread.Join(TimeSpan.FromSeconds(1));
            Environment.Exit(Volatile.Read(ref answered.Value) ? 0 : 4);
        })
        {
            IsBackground = true,
            Name = "parent watcher",
        };
        watcher.Start();
    }
}
