using Millrace.Runtime;

namespace Millrace;

/// <summary>What a source's watermark waits for.</summary>
/// <param name="Name">The vertex.</param>
/// <param name="OpenSplits">Splits being read.</param>
/// <param name="IdleSplits">Those of them that are silent and hold nobody back.</param>
/// <param name="Behind">The split furthest behind, which holds the watermark; null if none does, as without event time.</param>
/// <param name="BehindWatermark">How far it is; <see cref="Timestamp.MinValue"/> if it has had no row.</param>
public sealed record SourceMetrics(string Name, int OpenSplits, int IdleSplits, string? Behind, Timestamp BehindWatermark)
{
    /// <summary>What <see cref="Behind"/> says of a split that has its turn later.</summary>
    public const string Unopened = "a split not opened yet";

    internal static SourceMetrics Of(Vertex vertex, ReadOnlySpan<Subtask> subtasks)
    {
        int open = 0, idle = 0;
        string? behind = null;
        long lowest = long.MaxValue;
        foreach (var subtask in subtasks)
        {
            if (subtask.HasFinished) continue;
            var metrics = subtask.Context.Metrics;
            open += metrics.OpenSplits;
            idle += metrics.IdleSplits;
            if (metrics.Behind is { } split && (behind is null || split.Watermark < lowest)) (behind, lowest) = (split.Id, split.Watermark);
            if (metrics.UnopenedUs < lowest) (behind, lowest) = (Unopened, metrics.UnopenedUs);
        }
        return new SourceMetrics(vertex.Name, open, idle, behind, new Timestamp(behind is null ? long.MaxValue : lowest));
    }
}
