using Millrace.Connectors;

namespace Millrace.Runtime;

/// <summary>Makes the subtasks of a vertex.</summary>
internal abstract class VertexFactory;

/// <summary>Makes source subtasks.</summary>
internal sealed class SourceVertexFactory<T, THead>(SplitSource<T> source, Func<SubtaskContext, THead> createHead,
    TimeProbe<T>? timeProbe, Duration outOfOrderness) : VertexFactory where T : unmanaged where THead : struct, IHead
{
    public SplitSource<T> Source { get; } = source;
    public Func<SubtaskContext, THead> CreateHead { get; } = createHead;
    public TimeProbe<T>? TimeProbe { get; } = timeProbe;
    public Duration OutOfOrderness { get; } = outOfOrderness;
}

/// <summary>Makes subtasks fed by exchanges.</summary>
internal sealed class InputVertexFactory<THead>(Func<SubtaskContext, THead> createHead) : VertexFactory where THead : struct, IHead
{
    public Func<SubtaskContext, THead> CreateHead { get; } = createHead;
}
