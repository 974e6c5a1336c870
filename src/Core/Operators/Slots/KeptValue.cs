using System.Runtime.InteropServices;

namespace Millrace.Operators;

/// <summary>A value that a list of an accumulator keeps, with what it is ordered by.</summary>
/// <typeparam name="TBy">The measure.</typeparam>
/// <typeparam name="T">The value.</typeparam>
[StructLayout(LayoutKind.Sequential)]
public struct KeptValue<TBy, T> where TBy : unmanaged where T : unmanaged
{
    /// <summary>The measure.</summary>
    public TBy By;

    /// <summary>The value.</summary>
    public T Value;

    /// <summary>Event time of the row.</summary>
    public long Time;
}
