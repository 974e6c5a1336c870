using Millrace.Memory;

namespace Millrace.Connectors;

/// <summary>A target that takes values.</summary>
/// <typeparam name="T">The row type.</typeparam>
/// <typeparam name="TValue">What leaves.</typeparam>
internal abstract class RowTarget<T, TValue> : RowTarget<T>
{
    public sealed override bool LetsTextOut(bool hasText) => (hasText && typeof(T) == typeof(TValue)) || TextHolders.Contain<TValue>();
}
