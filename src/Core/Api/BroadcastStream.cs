namespace Millrace;

/// <summary>A stream of which every subtask gets every row. A marker that exists inside <c>Define</c> only.</summary>
/// <typeparam name="T">The row type.</typeparam>
public abstract class BroadcastStream<T>
{
    private protected BroadcastStream() { }
}
