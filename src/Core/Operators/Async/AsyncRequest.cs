namespace Millrace.Operators;

/// <summary>Something asked for, in one attempt or more. Pooled. Thread: its operator's.</summary>
internal sealed class AsyncRequest<TArg, TResult> : AsyncItem where TArg : unmanaged
{
    /// <summary>What is asked for; its text is the request's own.</summary>
    public TArg Arg;

    /// <summary>The answer, once there is one.</summary>
    public TResult? Result;

    /// <summary>Attempts whose task has not ended: until then they may read <see cref="Arg"/>.</summary>
    public int Running;

    /// <summary>True once the operator needs it no more.</summary>
    public bool IsReleased;

    /// <summary>Where a lookup keeps the answer.</summary>
    public int Entry;
}
