using System.Runtime.InteropServices;

namespace Millrace.Operators;

/// <summary>What a windowed reduce keeps: a row, or none yet. All zero: none.</summary>
/// <typeparam name="T">The row.</typeparam>
[StructLayout(LayoutKind.Sequential)]
public struct Reduced<T> where T : unmanaged
{
    /// <summary>The result so far.</summary>
    public T Row;

    /// <summary>True if there is one.</summary>
    public bool HasRow;
}
