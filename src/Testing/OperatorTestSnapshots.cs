using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Testing;

// Restarts of the function under test.
public abstract partial class OperatorTest<TOut>
{
    private OperatorSnapshot? _last;

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
}
