using Millrace.Memory;

namespace Millrace.Runtime;

/// <summary>
/// The rows of one type that come by one input of a blocking exchange: gathered by the subtask, sorted and written beside.
/// </summary>
internal abstract class SortLane(int number, int input, int kind)
{
    /// <summary>Index among the lanes of its subtask.</summary>
    public int Number { get; } = number;

    /// <summary>Which input of the vertex its rows come by.</summary>
    public int Input { get; } = input;

    /// <summary>Which kind of rows, see <see cref="RowBatch.Kind"/>.</summary>
    public int Kind { get; } = kind;

    /// <summary>What is known of the rows' type.</summary>
    public abstract RowShape Shape { get; }

    /// <summary>Runs on disk, in order.</summary>
    public List<SpilledRun> Spilled { get; protected set; } = [];

    /// <summary>What the rows gathered since <see cref="Seal"/> take, with what sorting them will. Thread: the subtask's.</summary>
    public abstract long PileBytes { get; }

    /// <summary>Copies rows from <paramref name="from"/> to <paramref name="to"/> of a segment. Thread: the subtask's.</summary>
    public abstract void Add(Segment rows, int from, int to, int channel);

    /// <summary>What has been gathered becomes a pile to be sorted. Thread: the subtask's, while nothing is sorted.</summary>
    public abstract void Seal();

    /// <summary>Sorts the pile and leaves it in memory. Thread: a device's.</summary>
    public abstract void Sort(int run);

    /// <summary>Sorts the pile and writes it. Thread: a device's.</summary>
    public abstract void Spill(int run, SpillFile file);

    /// <summary>Makes fewer runs of those on disk, <paramref name="most"/> at most. Thread: a device's.</summary>
    public abstract void Reduce(int most, SpillFile file, Func<bool> isCancelled);

    /// <summary>All runs, to be merged. Thread: a device's.</summary>
    public abstract IEnumerable<RunCursor> Cursors(SpillFile file);
}
