using System.Runtime.InteropServices;

namespace Millrace.Operators;

/// <summary>A measure, and what orders rows of equal measures.</summary>
/// <typeparam name="TFirst">The measure.</typeparam>
/// <typeparam name="TSecond">What decides where it is equal.</typeparam>
[StructLayout(LayoutKind.Sequential)]
public struct ThenBy<TFirst, TSecond>(TFirst first, TSecond second) where TFirst : unmanaged where TSecond : unmanaged
{
    /// <summary>The measure.</summary>
    public TFirst First = first;

    /// <summary>What decides where it is equal.</summary>
    public TSecond Second = second;
}
