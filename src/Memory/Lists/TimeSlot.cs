using System.Diagnostics.CodeAnalysis;

namespace Millrace.Memory;

/// <summary>An element of a <see cref="TimeList{T}"/>.</summary>
/// <typeparam name="T">What is kept.</typeparam>
[SuppressMessage("Design", "CA1051", Justification = "Fields, so that they can be written where they lie.")]
[SuppressMessage("Performance", "CA1815", Justification = "Nobody compares them.")]
public struct TimeSlot<T> where T : unmanaged
{
    /// <summary>Its time. Not to be changed.</summary>
    public long Time;

    /// <summary>What is kept.</summary>
    public T Value;
}
