using System.Runtime.InteropServices;

namespace Millrace.Operators;

/// <summary>What one producer has seen of one key in one pane: crosses an exchange in place of rows.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct Partial<TKey, TAcc> where TKey : unmanaged where TAcc : unmanaged
{
    /// <summary>Start of the pane, in microseconds.</summary>
    public long PaneStart;

    /// <summary>The key.</summary>
    public TKey Key;

    /// <summary>The accumulator.</summary>
    public TAcc Acc;
}
