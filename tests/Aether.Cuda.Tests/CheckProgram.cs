using Aether.Harness;

namespace Aether.Cuda.Tests;

/// <summary>Runs this assembly's program in a process of its own, against a library of the caller's choice.</summary>
internal static class CheckProgram
{
    public static async Task<CommandRun> RunAsync(string? library, string[] arguments, params (string Name, string Value)[] environment)
    {
        string log = Path.GetTempFileName();
        try
        {
            Dictionary<string, string?> variables = environment.ToDictionary(
                one => one.Name,
                one => (string?)one.Value,
                StringComparer.Ordinal
            );
            variables[CudaDriver.LibraryVariable] = library;
            return await CommandRun.RunAsync(
                "checks",
                log,
                ["dotnet", typeof(CheckProgram).Assembly.Location, .. arguments],
                variables,
                TimeSpan.FromMinutes(10)
            );
        }
        finally
        {
            File.Delete(log);
        }
    }
}
