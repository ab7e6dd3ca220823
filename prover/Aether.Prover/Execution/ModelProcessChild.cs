using System.Runtime.CompilerServices;
using Aether.Inference;

namespace Aether.Prover.Execution;

/// <summary>The child's side of <see cref="ModelProcess"/>: limits itself, reads one input, runs the model once, answers, ends.</summary>
public static class ModelProcessChild
{
    /// <summary>Largest input tensor, bytes.</summary>
    public const int InputBytesMax = 64 << 20;

    /// <exception cref="Air8RefusedException">The model or the input breaks a rule.</exception>
    public static async Task RunAsync(string modelPath, int cpuSecs, int memoryMiB, Stream input, Stream output)
    {
        ProcessLimits.Apply(cpuSecs, memoryMiB);
        var frame = await ExecutionFrame.ReadAsync(input, InputBytesMax, CancellationToken.None);
        var answered = new StrongBox<bool>();
        EndWithParent(input, answered);
        var model = Air8Model.Load(modelPath);
        var tensor = Tensor.Decode(ElementType.Int8, model.InputShape, frame);
        var execution = Air8Runtime.Run(model, tensor, (long)memoryMiB << 20);
        var answer = new ModelOutput(execution.Output.Bytes.ToArray(), execution.Boundaries.ToArray());
        await ExecutionFrame.WriteAsync(output, answer.Encode(), CancellationToken.None);
        Volatile.Write(ref answered.Value, true);
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
