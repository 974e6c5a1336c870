namespace Millrace.Runtime;

/// <summary>Makes subtasks fed by exchanges.</summary>
internal sealed class InputVertexFactory<THead>(Func<SubtaskContext, THead> createHead) : VertexFactory where THead : struct, IHead
{
    public override bool IsSource => false;

    public override bool TakesSorted => THead.TakesSorted;

    public override ValueTask OpenAsync(int parallelism, JobOptions options, CancellationToken cancellation) => default;

    public override Subtask Create(SubtaskContext context, SubtaskEnvironment environment) =>
        context.IsBatch && THead.TakesSorted ? new BatchSubtask(context, environment, createHead(context))
            : new InputSubtask(context, environment, createHead(context));

    public override ValueTask CloseAsync() => default;
}
