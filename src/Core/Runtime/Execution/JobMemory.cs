using System.Globalization;
using Millrace.Memory;

namespace Millrace.Runtime;

/// <summary>Divides a job's memory into accounts, and says how little it can do with.</summary>
public static class JobMemory
{
    private const int MinSegmentBytes = 2 * 1024;
    private const int MinSegmentsPerChannel = 2;
    private const int MaxSegmentsPerChannel = 4;

    // A table's first pages and a pane or two; below that not even a single key fits.
    private const long MinStateBytesPerSubtask = 8 * Segment.StandardBytes;

    // What subtasks share: a few panes of a few thousand keys, without which hardly any job gets anywhere.
    private const long MinSharedStateBytes = 2 << 20;

    // A row of this length always finds room in the reserve. A longer one borrows from state, and fails where that has nothing left.
    private const int MaxReservedRowBytes = 1 << 20;

    // A slice of 1,024 rows of ordinary length that all go to one full channel.
    private const long MinReserveBytesPerSubtask = 2 * Segment.StandardBytes;

    /// <summary>The least memory, in bytes, with which the job can start.</summary>
    public static long Minimum(JobGraph graph, JobOptions options)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(options);
        return Channels(graph) * MinSegmentsPerChannel * MinSegmentBytes + MinReserve(graph, options) + MinState(graph) + Sorting(graph, options) * SortMemory.MinShareBytes + LoopHeads(graph) * FeedbackMemory.MinShareBytes;
    }

    /// <summary>The division of the memory that the options give. Throws <see cref="JobConfigurationException"/> if it is too little.</summary>
    internal static MemoryPlan Plan(JobGraph graph, JobOptions options)
    {
        long total = options.MemoryBytes > 0 ? options.MemoryBytes : options.Budget?.AvailableBytes ?? MemoryBudget.DefaultBytes;
        long minimum = Minimum(graph, options);
        if (total < minimum)
        {
            string given = options.MemoryBytes > 0 ? $"--memory {Text(total)}" : $"{Text(total)} (a quarter of this machine's or container's memory)";
            throw new JobConfigurationException($"{given} is too little for job '{graph.Name}' at parallelism {options.Parallelism}: it needs at least {Text(minimum)}. " +
                $"Give it --memory {RoundedUp(minimum)} or more, or lower --parallelism.");
        }

        long channels = Channels(graph);
        long reserve = channels == 0 ? 0 : Math.Max(MinReserve(graph, options), total / 8);
        long sorting = Sorting(graph, options), minSort = sorting * SortMemory.MinShareBytes;
        long heads = LoopHeads(graph), minLoops = heads * FeedbackMemory.MinShareBytes;
        // What the others need at least is not for channels; what is left for them is enough, since the total is.
        long minOthers = MinReserve(graph, options) + MinState(graph) + minSort + minLoops;
        long forChannels = Math.Min(Math.Max(total / 4, channels * MinSegmentsPerChannel * MinSegmentBytes), total - minOthers);
        // Segments first lose size, since a small one only costs more hand-overs; with fewer of them, producer and consumer wait for each other.
        int segmentBytes = Segment.StandardBytes, count = MaxSegmentsPerChannel;
        while (channels * count * segmentBytes > forChannels && segmentBytes > MinSegmentBytes) segmentBytes /= 2;
        while (channels * count * segmentBytes > forChannels && count > MinSegmentsPerChannel) count--;
        long channelBytes = channels * count * segmentBytes;
        reserve = Math.Min(reserve, total - channelBytes - MinState(graph) - minSort - minLoops);
        // Half of the rest each: a vertex has no state while it gathers rows, but others have.
        long rest = total - channelBytes - reserve;
        long sort = sorting == 0 ? 0 : Math.Max(minSort, (rest - MinState(graph)) / 2);
        // Few rows wait, as a rule; what does not fit goes to disk.
        long loops = heads == 0 ? 0 : Math.Max(minLoops, (rest - MinState(graph)) / 8);
        return new MemoryPlan(total, channelBytes, reserve, rest - sort - loops, segmentBytes, count)
        {
            LoopBytes = loops,
            LoopBytesPerSubtask = heads == 0 ? 0 : loops / heads,
            SortBytes = sort,
            SortBytesPerSubtask = sorting == 0 ? 0 : sort / sorting,
        };
    }

    /// <summary>Number of channels of an edge.</summary>
    internal static long Channels(Edge edge) =>
        edge.Kind == ExchangeKind.Forward ? edge.From.Parallelism : (long)edge.From.Parallelism * edge.To.Parallelism;

    private static long Channels(JobGraph graph) => graph.Edges.Sum(Channels);

    private static long MinState(JobGraph graph) => MinSharedStateBytes + graph.Vertices.Sum(vertex => vertex.Parallelism * MinStateBytesPerSubtask);

    // Subtasks that gather and sort their rows.
    private static long Sorting(JobGraph graph, JobOptions options) =>
        options.Mode == JobMode.Batch ? graph.Vertices.Where(vertex => vertex.TakesSorted).Sum(vertex => (long)vertex.Parallelism) : 0;

    // Subtasks that rows of a loop come back to.
    private static long LoopHeads(JobGraph graph) => graph.Edges.Where(edge => edge.IsFeedback).Select(edge => edge.To).Distinct().Sum(vertex => (long)vertex.Parallelism);

    private static long MinReserve(JobGraph graph, JobOptions options) =>
        graph.Edges.Count == 0 ? 0 : Math.Min(options.MaxRowBytes, MaxReservedRowBytes) + graph.Edges.Sum(edge => edge.From.Parallelism * MinReserveBytesPerSubtask);

    private static string Text(long bytes) =>
        bytes >= 1 << 20 ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.#} MB") : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.#} KB");

    private static string RoundedUp(long bytes) => $"{(bytes + (1 << 20) - 1) >> 20}MB";
}
