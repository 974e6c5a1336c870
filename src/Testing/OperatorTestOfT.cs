using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Testing;

/// <summary>What tests of functions of all kinds share; see <see cref="OperatorTest"/>.</summary>
/// <remarks>
/// The text of a row given to the function is overwritten once the call is over, so that a function that keeps it in a plain field shows.
/// <see cref="Dispose()"/> closes the function, and throws if it has not given back all its memory.
/// </remarks>
/// <typeparam name="TOut">The rows it makes.</typeparam>
public abstract class OperatorTest<TOut> : IDisposable
{
    private const long MemoryBytes = 256L << 20;
    private const long Year2000Us = 946_684_800_000_000;
    // Small, so that what a watermark sets off goes on in several steps.
    private const int StepUnits = 100;

    private readonly MemoryBudget _budget = new(MemoryBytes);
    private SubtaskContext _context;
    // What a step of the engine has: text made in a call is gone after it.
    private readonly ScratchArena _scratch = new();
    private long _watermark = long.MinValue;
    private bool _ended;
    private bool _disposed;
    private OperatorSnapshot? _last;

    internal OperatorTest(TestedOperator<TOut> tested, Timestamp? start)
    {
        Tested = tested;
        _context = Context(_budget.CreateAccount("state", MemoryBytes), 0, 1);
        _context.Advance(start?.Microseconds ?? Year2000Us);
        try
        {
            Tested.Open(_context);
        }
        catch
        {
            Close();
            throw;
        }
    }

    /// <summary>The rows that the function has made.</summary>
    public TestOutput<TOut> Output => Tested.Output;

    /// <summary>The clock.</summary>
    public Timestamp Now => new(_context.NowUs);

    /// <summary>Number of timers that are set, of all keys together.</summary>
    public int PendingTimers => Tested.PendingTimers;

    /// <summary>Number of keys that have state, or a timer that is set. State that has expired counts until it has been cleaned up.</summary>
    public long Keys => Tested.Keys;

    /// <summary>Bytes that long text, lists and maps of all keys take in state, text of keys included; 0 once all has been cleared.</summary>
    public long StateBytes => Tested.StateBytes;

    internal TestedOperator<TOut> Tested { get; }

    /// <summary>The rows that the function has sent to a side output.</summary>
    /// <exception cref="ArgumentException">The function does not declare it.</exception>
    public TestOutput<T> Side<T>(SideOutput<T> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var side = Array.Find(Tested.Sides, side => ReferenceEquals(side.Name, output));
        return side is null ? throw new ArgumentException($"'{Tested.Name}' declares no side output '{output}' in a static field.", nameof(output)) : (TestOutput<T>)side.Rows;
    }

    /// <summary>Moves the watermark on: event-time timers up to this time fire.</summary>
    /// <exception cref="ArgumentException">The watermark is there already; it never goes back.</exception>
    public void Watermark(Timestamp time)
    {
        if (time.Microseconds <= _watermark) throw new ArgumentException($"The watermark is at {new Timestamp(_watermark)} and never goes back; {time} is not after it.", nameof(time));
        using var step = Step();
        EmitWatermark(time.Microseconds);
        TellTimeIfDue();
        EndStep();
    }

    /// <summary>Moves the clock on by a while; processing-time timers fire on the way, each at its time.</summary>
    public void Advance(Duration time) => AdvanceTo(Now + time);

    /// <summary>Moves the clock on; processing-time timers fire on the way, each at its time.</summary>
    /// <exception cref="ArgumentException">The clock is past this time.</exception>
    public void AdvanceTo(Timestamp time)
    {
        if (time < Now) throw new ArgumentException($"It is {Now}, and the clock never goes back to {time}.", nameof(time));
        using var step = Step();
        while (_context.WakeTimeUs <= time.Microseconds)
        {
            _context.Advance(_context.WakeTimeUs);
            TellTimeIfDue();
        }
        _context.Advance(time.Microseconds);
        EndStep();
    }

    /// <summary>Ends the input: all timers fire, as at the end of a job.</summary>
    public void End()
    {
        using var step = Step();
        _ended = true;
        if (_context.TryTakeWake(long.MaxValue)) TellTime(long.MaxValue);
        _context.TryTakeWake(long.MaxValue);
        EmitWatermark(long.MaxValue);
        if (_context.TryTakeWake(long.MaxValue)) TellTime(long.MaxValue);
        Finish(Tested.Finish());
        EndStep();
    }

    /// <summary>
    /// Fails if what the test does with the function allocates managed memory. Does it a few times before, so that buffers and tables have
    /// their size. The rows made meanwhile are not kept.
    /// </summary>
    /// <param name="action">Calls of this object with values that cost nothing, such as <c>() => test.Process(in row, time)</c>.</param>
    /// <exception cref="TestFailedException">Something was allocated.</exception>
    public void AssertAllocatesNothing(Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        OnlyCount(true);
        try
        {
            for (int i = 0; i < 100; i++) action();
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 100; i++) action();
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (allocated > 0) throw new TestFailedException($"'{Tested.Name}' allocates {allocated / 100.0:0.##} bytes of managed memory a call; nothing on a row's path should.");
        }
        finally
        {
            OnlyCount(false);
        }
    }

    /// <summary>Index of the subtask that the function runs as.</summary>
    public int Subtask => _context.Index;

    /// <summary>Number of subtasks that it shares keys and operator state with.</summary>
    public int Parallelism => _context.Parallelism;

    /// <summary>Takes down all that the function keeps in state, as a checkpoint does. Changes nothing.</summary>
    public OperatorSnapshot Snapshot()
    {
        using var step = Step();
        EndStep();
        var writer = new SnapshotWriter();
        Tested.Save(writer);
        return _last = new OperatorSnapshot(this, writer.ToArray(), _watermark, [Output.Count, .. Tested.Sides.Select(side => side.Count)]);
    }

    /// <summary>
    /// Ends the function without a word and starts it again as it was given to the test, with the state of the last
    /// <see cref="Snapshot"/>, or with none: what a crash between two rows does. What the function keeps outside <c>[State]</c> is gone.
    /// </summary>
    /// <remarks>
    /// Rows made since the snapshot are taken back, as a transactional sink does. The rows given since then are for the test to give again, as a
    /// source does. The clock goes on.
    /// </remarks>
    /// <exception cref="TestFailedException">The function that ends has not given back all its memory.</exception>
    public void Crash()
    {
        if (_last is { } last) Restore(last);
        else Restart([], 0, 1);
    }

    /// <summary>Starts the function again with the state of a snapshot; rows that this test has made since are taken back. See <see cref="Crash"/>.</summary>
    /// <param name="snapshot">A snapshot of this test, or of another test of the same function.</param>
    /// <exception cref="InvalidDataException">The snapshot is of another function.</exception>
    public void Restore(OperatorSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        Restart([snapshot], 0, 1);
    }

    /// <summary>
    /// Starts the function again as one subtask of several, with its share of what other subtasks had kept: the keys that belong to it, its part of
    /// each <see cref="OperatorState{T}"/>, all of each <see cref="UnionState{T}"/>.
    /// </summary>
    /// <param name="snapshots">One of each subtask before.</param>
    /// <param name="subtask">Its index now, from 0.</param>
    /// <param name="parallelism">Number of subtasks now.</param>
    /// <exception cref="InvalidDataException">A snapshot is of another function.</exception>
    public void Restore(IReadOnlyList<OperatorSnapshot> snapshots, int subtask, int parallelism)
    {
        ArgumentNullException.ThrowIfNull(snapshots);
        ArgumentOutOfRangeException.ThrowIfLessThan(parallelism, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(subtask);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(subtask, parallelism);
        Restart(snapshots, subtask, parallelism);
    }

    /// <summary>Closes the function.</summary>
    /// <exception cref="TestFailedException">It has not given back all its memory.</exception>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the function.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (_disposed || !disposing) return;
        _disposed = true;
        Close();
    }

    private void Restart(IReadOnlyList<OperatorSnapshot> snapshots, int subtask, int parallelism)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        CloseTested();
        long nowUs = _context.NowUs;
        _context = Context(_context.State, subtask, parallelism);
        _context.Advance(nowUs);
        _ended = false;
        _watermark = snapshots.Count == 0 ? long.MinValue : snapshots.Max(snapshot => snapshot.Watermark);
        int[] made = snapshots.Count == 1 && ReferenceEquals(snapshots[0].Test, this) ? snapshots[0].Counts : new int[1 + Tested.Sides.Length];
        Output.CutTo(made[0]);
        for (int i = 0; i < Tested.Sides.Length; i++) Tested.Sides[i].CutTo(made[i + 1]);
        Tested.Renew();
        using var scratch = _scratch.Enter();
        _context.Budget.Refill(StepUnits);
        Tested.Open(_context);
        foreach (var snapshot in snapshots)
        {
            var reader = new SnapshotReader(snapshot.Bytes, hash => KeyGroups.SubtaskOf(hash, parallelism) == subtask) { Subtask = subtask, Parallelism = parallelism };
            Tested.Load(reader);
            if (!reader.IsAtEnd) throw new InvalidDataException($"'{Tested.Name}' has read only a part of the snapshot; it was taken of another function.");
        }
        EndStep();
        // What has come due while it was down.
        TellTimeIfDue();
        EndStep();
    }

    private SubtaskContext Context(MemoryAccount state, int subtask, int parallelism) =>
        new() { VertexName = Tested.Name, Index = subtask, Parallelism = parallelism, State = state };

    private void Close()
    {
        try
        {
            CloseTested();
        }
        finally
        {
            _budget.Dispose();
            _scratch.Dispose();
        }
    }

    private void CloseTested()
    {
        Tested.Close();
        if (_budget.Outstanding() is { Count: > 0 } leaks) throw new TestFailedException($"'{Tested.Name}' has not given back {leaks.Count} segments: {string.Join("; ", leaks)}.");
    }

    private void OnlyCount(bool only)
    {
        Output.OnlyCounts = only;
        foreach (var side in Tested.Sides) side.OnlyCounts = only;
    }

    private ScratchScope Step()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_ended) throw new InvalidOperationException("The input has ended; nothing can come after it.");
        _context.Budget.Refill(StepUnits);
        return _scratch.Enter();
    }

    private void EndStep()
    {
        Tested.Flush();
        _scratch.Reset();
    }

    /// <summary>Gives rows to an input of the function, in a step of its own.</summary>
    internal void Process<T>(TestInput<T> input) where T : unmanaged
    {
        using var step = Step();
        input.Process();
        EndStep();
        input.Overwrite();
        TellTimeIfDue();
        EndStep();
    }

    private void EmitWatermark(long watermark)
    {
        if (watermark <= _watermark) return;
        _watermark = watermark;
        Finish(Tested.Watermark(watermark));
    }

    /// <summary>A timer set for a time that has passed fires in the next step.</summary>
    private void TellTimeIfDue()
    {
        while (_context.TryTakeWake(_context.NowUs)) TellTime(_context.NowUs);
    }

    private void TellTime(long nowUs) => Finish(Tested.ProcessingTime(nowUs));

    private void Finish(bool done)
    {
        while (!done)
        {
            _context.Budget.Refill(StepUnits);
            done = Tested.Resume();
        }
        Tested.Flush();
    }
}
