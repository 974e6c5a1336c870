using System.Diagnostics.CodeAnalysis;
using Millrace.Memory;

namespace Millrace.Testing;

/// <summary>Text of rows that a test keeps: freed when nothing refers to this any more.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Rows may be read as long as anybody has them; nobody knows when to dispose it.")]
internal sealed class KeptText
{
    private readonly ScratchArena _arena = new();

    ~KeptText() => _arena.Dispose();

    /// <summary>A copy of a row whose text lives as long as this object.</summary>
    public T Keep<T>(in T row)
    {
        using var scope = _arena.Enter();
        T kept = row;
        RowText<T>.Copy(ref kept);
        GC.KeepAlive(this);
        return kept;
    }

    /// <summary>Forgets all text.</summary>
    public void Clear() => _arena.Reset();
}
