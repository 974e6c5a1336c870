using Millrace.Connectors;

namespace Millrace.Runtime;

/// <summary>Makes source subtasks.</summary>
internal sealed class SourceVertexFactory<T, THead>(SplitSource<T> source, Func<SubtaskContext, THead> createHead,
    TimeProbe<T>? timeProbe, Duration outOfOrderness) : VertexFactory where T : unmanaged where THead : struct, IHead
{
    private SplitAssigner<T>? _assigner;

    public override bool IsSource => true;

    public override bool IsBounded => _assigner!.IsBounded;

    public override ValueTask OpenAsync(int parallelism, JobOptions options, CancellationToken cancellation)
    {
        source.MaxRowBytesOfJob = options.MaxRowBytes;
        _assigner = new SplitAssigner<T>(source, timeProbe, outOfOrderness, parallelism) { Mode = options.Mode };
        return _assigner.OpenAsync(cancellation);
    }

    public override Subtask Create(SubtaskContext context, SubtaskEnvironment environment) =>
        new SourceSubtask<T>(context, environment, _assigner!, createHead(context));

    public override ValueTask CloseAsync() => _assigner?.CloseAsync() ?? default;
}
