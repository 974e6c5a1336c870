using System.Runtime.CompilerServices;

namespace Millrace.Connectors;

/// <summary>One subtask's way into a row stream: fills pages.</summary>
internal sealed class StreamOutput<T, TValue>(RowStream<TValue> stream, Func<T, TValue> managed, Action wake) : RowOutput<T>
{
    // As many as stay in the first-level cache until they are read, but enough that handing them over costs nothing.
    private static readonly int PageRows = Math.Clamp(16 * 1024 / Unsafe.SizeOf<TValue>(), 16, 1024);

    private TValue[]? _page;
    private int _count;

    public override bool HasRoom => stream.HasRoom(wake);

    public override void Collect(in T row)
    {
        TValue value = managed(row);
        TValue[] page = _page ??= stream.Rent(PageRows);
        page[_count] = value;
        if (++_count == page.Length) TryDrain();
    }

    public override bool TryDrain()
    {
        if (_count > 0)
        {
            stream.Write(_page!, _count);
            (_page, _count) = (null, 0);
        }
        return true;
    }
}
