using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Connectors;

/// <summary>What takes rows out of the engine: a callback, a channel or a row stream. One per sink; its subtasks share it.</summary>
/// <typeparam name="T">The row type.</typeparam>
internal abstract class RowTarget<T>
{
    /// <summary>What the user calls it, as in <c>Rows.To(channel, row => …)</c>.</summary>
    public abstract string Name { get; }

    /// <summary>True if a value that leaves may contain text of its row, as far as its type says.</summary>
    /// <param name="hasText">True if rows may contain text.</param>
    public abstract bool LetsTextOut(bool hasText);

    /// <summary>What <see cref="LetsTextOut"/> says of a target that takes values of <typeparamref name="TValue"/>.</summary>
    protected static bool Lets<TValue>(bool hasText) => (hasText && typeof(T) == typeof(TValue)) || TextHolders.Contain<TValue>();

    /// <summary>A subtask's way to it.</summary>
    public abstract RowOutput<T> Attach(SubtaskContext context);
}
