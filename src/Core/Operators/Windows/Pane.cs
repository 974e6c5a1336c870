using Millrace.Memory;

namespace Millrace.Operators;

/// <summary>The state of one window in one subtask: all its keys, freed together.</summary>
internal sealed class Pane<TKey, TKeyRecord, TAcc> : IDisposable
    where TKey : unmanaged where TKeyRecord : struct, IRecord<TKey> where TAcc : unmanaged
{
    public Pane(MemoryAccount account, uint salt)
    {
        Heap = new StateHeap(account);
        Table = new KeyedTable<TKey, TKeyRecord, TAcc>(account, Heap, salt);
    }

    /// <summary>Start of the window, in microseconds.</summary>
    public long Start { get; set; }

    /// <summary>Long text of keys and accumulators.</summary>
    public StateHeap Heap { get; }

    /// <summary>Accumulators by key.</summary>
    public KeyedTable<TKey, TKeyRecord, TAcc> Table { get; }

    /// <summary>How far the pane has been emitted: the position of a fire is state.</summary>
    public TableCursor Emitted { get; set; }

    /// <summary>True if its window has ended and fired, and it is kept for late rows.</summary>
    public bool HasEnded { get; set; }

    public void Dispose()
    {
        Table.Dispose();
        Heap.Dispose();
    }
}
