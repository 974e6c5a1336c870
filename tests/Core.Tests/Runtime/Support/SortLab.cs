using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Core.Tests.Runtime;

/// <summary>
/// A blocking exchange whose device works when the test says so, at places drawn from a seed. Checks at its end that neither memory nor
/// files are left.
/// </summary>
internal sealed class SortLab : IDisposable
{
    private readonly MemoryBudget _budget = new(64 << 20);
    private readonly MemoryAccount _input;
    private readonly Queue<IThreadPoolWorkItem> _work = new();
    private readonly SpillDirectory _spill;
    private readonly string _parent = Directory.CreateTempSubdirectory("millrace-test").FullName;

    public SortLab(long shareBytes)
    {
        _input = _budget.CreateAccount("input", 8 << 20);
        var memory = new ChannelMemory(_budget.CreateAccount("channels", 0), _budget.CreateAccount("reserve", 16 << 20), _budget.CreateAccount("state", 0), 2048, 4, 1 << 20)
        {
            Sort = _budget.CreateAccount("exchanges", shareBytes),
        };
        _spill = new SpillDirectory("lab", _parent);
        Memory = new SortMemory(memory, shareBytes);
        Exchange = new BlockingExchange(Memory, _spill, _work.Enqueue, () => Wakes++);
    }

    public BlockingExchange Exchange { get; }

    public SortMemory Memory { get; }

    public int Wakes { get; private set; }

    /// <summary>Most memory used at a time.</summary>
    public long MostBytes { get; private set; }

    /// <summary>The directory for temporary files.</summary>
    public string Parent => _parent;

    /// <summary>Files on disk now.</summary>
    public string[] Files => Directory.GetFiles(_parent, "*", SearchOption.AllDirectories);

    /// <summary>Makes further files impossible.</summary>
    public void BreakDisk() => Directory.Delete(_parent, recursive: true);

    /// <summary>Lets the device do what it has to; false if there is nothing.</summary>
    public bool Work()
    {
        if (!_work.TryDequeue(out var work)) return false;
        work.Execute();
        MostBytes = Math.Max(MostBytes, _budget.CommittedBytes);
        return true;
    }

    /// <summary>Sends rows by a channel; each row takes at most a segment of its own.</summary>
    public void Send<TRow, TRecord>(ReadOnlySpan<TRow> rows, int input, int channel, int kind) where TRow : unmanaged where TRecord : struct, IRecord<TRow>
    {
        for (int next = 0; next < rows.Length;)
        {
            RowWriter.TryRentFor<TRow, TRecord>(_input, in rows[next], 2048, out var segment);
            try
            {
                segment.Kind = kind;
                while (next < rows.Length && new RowWriter(segment).TryAppend<TRow, TRecord>(in rows[next])) next++;
                for (int done = 0; done < segment.RowCount;)
                {
                    int to = Exchange.Add(segment, TypedRowShape<TRow, TRecord>.Instance, done, input, channel);
                    // Only with a pile being written there may be no room.
                    if (to == done) Assert.True(Work());
                    done = to;
                }
                // What the exchange holds must be a copy.
                segment.Poison();
            }
            finally
            {
                _input.Return(segment);
            }
        }
    }

    /// <summary>Takes everything: the rows of each stretch.</summary>
    public void Drain(Action<SortLane, Segment, int, int> take)
    {
        while (!Exchange.TryEnd()) Assert.True(Work());
        while (true)
        {
            var state = Exchange.TryTake(out var block);
            if (state == TakeState.End) return;
            if (state == TakeState.Wait)
            {
                Assert.True(Work(), "Nothing will ever come.");
                continue;
            }
            var positions = new int[Exchange.Lanes.Count];
            foreach (var (lane, count) in block.Stretches)
            {
                take(Exchange.Lanes[lane], block[lane]!, positions[lane], positions[lane] + count);
                positions[lane] += count;
            }
            Exchange.Release(block);
        }
    }

    public void Dispose()
    {
        Exchange.Close();
        // What had been asked for before does nothing now.
        while (Work()) { }
        Assert.Empty(Directory.Exists(_parent) ? Files : []);
        _spill.Dispose();
        Assert.Empty(Directory.Exists(_parent) ? Directory.GetFileSystemEntries(_parent) : []);
        if (Directory.Exists(_parent)) Directory.Delete(_parent, recursive: true);
        _budget.AssertNothingOutstanding();
        _budget.Dispose();
    }
}
