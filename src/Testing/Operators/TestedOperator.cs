using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Testing;

/// <summary>An operator under test, whose closed type only the implementation knows.</summary>
internal abstract class TestedOperator<TOut>(Type function)
{
    public string Name { get; } = function.Name;

    public TestOutput<TOut> Output { get; } = new();

    public TestSide[] Sides { get; } = TestSide.Of(function);

    /// <summary>Number of timers that are set.</summary>
    public virtual int PendingTimers => 0;

    /// <summary>Number of keys that have state or a timer.</summary>
    public virtual long Keys => 0;

    /// <summary>Number of keys in the table: those also for which a timer was cleared and its time has not come.</summary>
    public virtual long Entries => 0;

    /// <summary>Number of looks at timers to come; moving a timer to a later time adds none.</summary>
    public virtual long Checks => 0;

    /// <summary>Bytes that text, lists and maps of all keys take.</summary>
    public virtual long StateBytes => 0;

    public abstract void Open(SubtaskContext context);

    public abstract bool Watermark(long watermark);

    public abstract bool ProcessingTime(long nowUs);

    public abstract bool Finish();

    public abstract bool Resume();

    public abstract void Flush();

    public abstract void Save(SnapshotWriter to);

    public abstract void Load(SnapshotReader from);

    /// <summary>Puts a new operator in the place of the one that was closed.</summary>
    public abstract void Renew();

    public abstract void Close();
}
