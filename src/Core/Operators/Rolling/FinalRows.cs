using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>The last row of each key, which goes out once input has ended. Batch mode; one per subtask, thread: the subtask's.</summary>
internal sealed class FinalRows<TKey, TKeyRecord, T>(SubtaskContext context, StateHeap heap, string name) : IDisposable
    where TKey : unmanaged where TKeyRecord : struct, IRecord<TKey> where T : unmanaged
{
    // Rows sent between two looks at the budget.
    private const int Units = 64;

    private TableCursor _cursor;

    /// <summary>The rows by key. Their text lies in the heap and stays until the operator is closed.</summary>
    public KeyedTable<TKey, TKeyRecord, Final<T>> Table { get; } = new(context.State, heap, Salt.Of(name, context.Index));

    /// <summary>Sends the rows on. False: unfinished.</summary>
    public bool Emit<TNext>(ref TNext next) where TNext : struct, IOperator<T>
    {
        while (next.HasRoom && context.Budget.Spend(Units))
        {
            for (int i = 0; i < Units && next.HasRoom; i++)
            {
                if (!Table.MoveNext(ref _cursor)) return true;
                ref var row = ref Table.ValueAt(_cursor);
                next.Collect(in row.Value, row.Time);
            }
        }
        return false;
    }

    public void Dispose() => Table.Dispose();
}
