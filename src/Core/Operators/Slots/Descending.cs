namespace Millrace.Operators;

/// <summary>A measure in reverse order: the greatest comes first.</summary>
/// <typeparam name="T">The measure.</typeparam>
public struct Descending<T>(T value) where T : unmanaged
{
    /// <summary>The measure itself.</summary>
    public T Value = value;
}
