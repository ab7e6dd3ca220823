namespace Aether.Cuda.Tests;

/// <summary>A test that needs the simulator or a GPU; skipped with a word where there is neither.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SimulatorFactAttribute : FactAttribute
{
    public SimulatorFactAttribute() => Skip = Simulator.Missing!;
}

/// <summary>A test over cases that needs the simulator or a GPU; skipped with a word where there is neither.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SimulatorTheoryAttribute : TheoryAttribute
{
    public SimulatorTheoryAttribute() => Skip = Simulator.Missing!;
}
