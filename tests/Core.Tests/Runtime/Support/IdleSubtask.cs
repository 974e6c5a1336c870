using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Core.Tests.Runtime;

/// <summary>A subtask that gets no rows, for tests of what is around it.</summary>
internal class IdleSubtask : Subtask
{
    private static readonly MemoryBudget Budget = new(1 << 20);
    private static readonly MemoryAccount State = Budget.CreateAccount("state", 0);

    public IdleSubtask(int level = 0, IClock? clock = null) : base(
        new SubtaskContext { VertexName = "test", Index = 0, Parallelism = 1, State = State },
        new SubtaskEnvironment(new Vertex(0, "test", 1, new InputVertexFactory<TimedEventHead<CollectSink>>(_ => default), []), level, clock ?? new SystemClock(), new JobOptions(), [], new DriftGroups()),
        new TimedEventHead<CollectSink>(new CollectSink(new Collected())))
    {
    }

    protected override bool HoldsInput => false;

    protected override StepResult? Advance() => StepResult.Idle;

    public override void Save(SnapshotWriter to) { }

    protected override void Load(SnapshotReader from) { }

    protected override void CloseInputs() { }
}
