using System.Runtime;
using System.Runtime.InteropServices;

namespace Millrace.Benchmarks;

/// <summary>What a report says about where it was measured.</summary>
internal static class Machine
{
    /// <summary>Processor, cores, operating system, runtime and garbage collector, one line.</summary>
    public static string Describe() =>
        $"{Processor()}, {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}, " +
        $"{(GCSettings.IsServerGC ? "server" : "workstation")} GC, dynamic PGO {(PgoIsOn() ? "on" : "off")}";

    private static string Processor()
    {
        const string label = "model name";
        if (!File.Exists("/proc/cpuinfo")) return RuntimeInformation.ProcessArchitecture.ToString();
        string? line = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith(label, StringComparison.Ordinal));
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }

    private static bool PgoIsOn() =>
        Environment.GetEnvironmentVariable("DOTNET_TieredPGO") is { } text ? text != "0" : !AppContext.TryGetSwitch("System.Runtime.TieredPGO", out bool on) || on;
}
