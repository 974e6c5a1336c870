using Millrace.Memory;

namespace Millrace.Runtime;

/// <summary>Checks that a graph can run.</summary>
internal static class JobValidation
{
    private const int MinRowBytes = 1024;

    /// <summary>What to give for a parallelism that cannot be.</summary>
    public static readonly string ParallelismWayOut = $"give a whole number from 1 to {JobOptions.MaxParallelism}";

    /// <summary>What to give for a length of rows that cannot be.</summary>
    public static readonly string MaxRowWayOut = $"give a size from {MinRowBytes >> 10} KB to {Segment.MaxRowBytes >> 20} MB";

    /// <summary>Throws <see cref="JobConfigurationException"/> for options out of range, <see cref="ArgumentException"/> for a graph that generated code should not have built.</summary>
    public static void Check(JobGraph graph, JobOptions options)
    {
        CheckOptions(options);
        if (options.Mode != graph.Mode)
            throw new JobConfigurationException($"Job '{graph.Name}' was built for {graph.Mode} mode and is started in {options.Mode} mode; build its graph with new GraphSettings(parallelism, {nameof(JobMode)}.{options.Mode}).");
        if (options.TempDirectory is null && NeedsTemp(graph, options) && !Directory.Exists(Path.GetTempPath()))
            throw new JobConfigurationException($"{(OperatingSystem.IsWindows() ? "TEMP" : "TMPDIR")}={Path.GetTempPath()}: there is no such directory, and rows go there that do not fit into memory; create it, or choose another with --temp.");
        if (options.Mode == JobMode.Batch && graph.Edges.FirstOrDefault(edge => edge.IsFeedback) is { Loop: var loop })
            throw new JobConfigurationException($"Job '{graph.Name}' cannot run in batch mode: operators get their rows there after all of them have been read, and rows of loop '{loop}' come back only when they have been worked on. " +
                "Run it with --mode streaming; input that ends is worked on to its end there too.");

        foreach (var edge in graph.Edges)
        {
            if (edge.Kind == ExchangeKind.Forward && edge.From.Parallelism != edge.To.Parallelism)
                throw new ArgumentException($"The forward edge from '{edge.From.Name}' to '{edge.To.Name}' joins vertices of different parallelism.", nameof(graph));
            if (edge.From.Id >= edge.To.Id && !edge.IsFeedback)
                throw new ArgumentException($"The edge from '{edge.From.Name}' to '{edge.To.Name}' does not lead downstream.", nameof(graph));
        }
        LoopPaths.Of(graph);
        foreach (var vertex in graph.Vertices)
        {
            int[] outputs = [.. graph.Edges.Where(edge => edge.From == vertex).Select(edge => edge.Output).Order()];
            if (!outputs.SequenceEqual(Enumerable.Range(0, outputs.Length)))
                throw new ArgumentException($"The outputs of '{vertex.Name}' are not numbered from 0, each with one edge.", nameof(graph));
            bool hasInputs = graph.Edges.Any(edge => edge.To == vertex && !edge.IsFeedback);
            if (hasInputs == vertex.Factory.IsSource)
                throw new ArgumentException(hasInputs ? $"The source vertex '{vertex.Name}' has inputs." : $"The vertex '{vertex.Name}' has no input.", nameof(graph));
        }
    }

    private static bool NeedsTemp(JobGraph graph, JobOptions options) =>
        graph.Edges.Any(static edge => edge.IsFeedback) || (options.Mode == JobMode.Batch && graph.Vertices.Any(static vertex => vertex.TakesSorted));

    /// <summary>Throws <see cref="JobConfigurationException"/> for an option out of its range, whatever the job.</summary>
    public static void CheckOptions(JobOptions options)
    {
        if (options.Parallelism is < 1 or > JobOptions.MaxParallelism) throw Wrong("--parallelism", nameof(options.Parallelism), options.Parallelism, ParallelismWayOut);
        if (!Enum.IsDefined(options.Mode)) throw Wrong("--mode", nameof(options.Mode), options.Mode, "give Streaming or Batch");
        if (options.MemoryBytes < 0) throw Wrong("--memory", nameof(options.MemoryBytes), options.MemoryBytes, "give a size such as 512MB, or 0 for a quarter of the machine's");
        if (options.MemoryBytes > 0 && MachineMemory.LimitBytes() is var machine && options.MemoryBytes > machine) throw Wrong("--memory", nameof(options.MemoryBytes), options.MemoryBytes, $"this machine or container has {MemoryBudget.Text(machine)}; give less");
        if (options.MaxRowBytes is < MinRowBytes or > Segment.MaxRowBytes)
            throw Wrong("--max-row", nameof(options.MaxRowBytes), options.MaxRowBytes, MaxRowWayOut);
        if (options.LoopDiskBytes < 0) throw Wrong("--loop-disk", nameof(options.LoopDiskBytes), options.LoopDiskBytes, "give a size such as 10GB");
        if (options.BufferTimeout < Duration.Zero || options.BufferTimeout > Duration.Hours(1)) throw Wrong(null, nameof(options.BufferTimeout), options.BufferTimeout, "give a time from zero to an hour");
        if (options.IdleTimeout < Duration.Zero || options.IdleTimeout > Duration.Days(365)) throw Wrong(null, nameof(options.IdleTimeout), options.IdleTimeout, "give a time of up to 365 days, or zero for ever");
        if (options.TempDirectory is { } temp && !Directory.Exists(temp))
            throw new JobConfigurationException($"--temp {temp}: there is no such directory; create it, or choose another.");
    }

    private static JobConfigurationException Wrong(string? option, string property, object value, string wayOut) =>
        new(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{(option is null ? $"JobOptions.{property} {value}" : $"{option} {value} (JobOptions.{property})")} is not possible; {wayOut}."));

    /// <summary>The longest distance of each vertex from a source.</summary>
    public static int[] Levels(JobGraph graph)
    {
        var levels = new int[graph.Vertices.Count];
        // Vertices are listed upstream first, so one pass in order of the producers suffices.
        foreach (var edge in graph.Edges.Where(edge => !edge.IsFeedback).OrderBy(edge => edge.From.Id))
            levels[edge.To.Id] = Math.Max(levels[edge.To.Id], levels[edge.From.Id] + 1);
        return levels;
    }
}
