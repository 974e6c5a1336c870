namespace Millrace;

/// <summary>Makes one value of two, for <see cref="ReducingState{T, TReducer}"/>. Written as a <c>readonly struct</c> without fields.</summary>
/// <typeparam name="T">The value.</typeparam>
public interface IReducer<T>
{
    /// <summary>One value of two.</summary>
    static abstract T Reduce(in T first, in T second);
}
