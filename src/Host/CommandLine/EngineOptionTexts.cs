using System.Globalization;
using Millrace.Runtime;

namespace Millrace.Hosting;

/// <summary>The engine's options as text, from wherever it comes: the command line, or configuration.</summary>
internal sealed class EngineOptionTexts
{
    public string? Parallelism { get; set; }

    public string? Memory { get; set; }

    public string? Mode { get; set; }

    public string? Temp { get; set; }

    public string? LoopDisk { get; set; }

    public string? MaxRow { get; set; }

    /// <summary>The options, with those replaced that are given here. Throws <see cref="UsageException"/>, or <see cref="JobConfigurationException"/> for one out of its range.</summary>
    public JobOptions Over(JobOptions options)
    {
        if (Parallelism is { } parallelism)
        {
            if (!int.TryParse(parallelism, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int count))
                throw new UsageException($"--parallelism {parallelism} is not possible; {JobValidation.ParallelismWayOut}.");
            options = options with { Parallelism = count };
        }
        if (Memory is { } memory)
        {
            if (!ByteSize.TryParse(memory, out long bytes) || bytes == 0)
                throw new UsageException($"--memory {memory}: is not an amount of memory; write for example 512MB or 2GiB.");
            options = options with { MemoryBytes = bytes };
        }
        if (Mode is { } mode)
        {
            if (Enum.GetNames<JobMode>().FirstOrDefault(name => string.Equals(name, mode, StringComparison.OrdinalIgnoreCase)) is not { } known)
                throw new UsageException($"--mode {mode}: is not a mode; write streaming or batch.");
            options = options with { Mode = Enum.Parse<JobMode>(known) };
        }
        if (Temp is { } temp) options = options with { TempDirectory = temp };
        if (LoopDisk is { } loopDisk)
        {
            if (!ByteSize.TryParse(loopDisk, out long bytes))
                throw new UsageException($"--loop-disk {loopDisk}: is not an amount of disk space; write for example 2GB or 500MB.");
            options = options with { LoopDiskBytes = bytes };
        }
        if (MaxRow is { } maxRow)
        {
            if (!ByteSize.TryParse(maxRow, out long bytes) || bytes > int.MaxValue)
                throw new UsageException($"--max-row {maxRow} is not possible; {JobValidation.MaxRowWayOut}.");
            options = options with { MaxRowBytes = (int)bytes };
        }
        JobValidation.CheckOptions(options);
        return options;
    }
}
