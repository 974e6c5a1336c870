namespace Millrace.Operators;

/// <summary>A call of the user's that ends later, as a struct functor written by the generator.</summary>
/// <typeparam name="TArg">What is asked for.</typeparam>
/// <typeparam name="TResult">The answer.</typeparam>
public interface IAsyncCall<TArg, TResult> where TArg : unmanaged
{
    /// <summary>Starts the call. Thread: the subtask's, until the first <c>await</c>.</summary>
    /// <param name="arg">A copy whose text stays valid until the task has ended.</param>
    /// <param name="cancellation">Signalled when the time is up, or the job ends.</param>
    ValueTask<TResult> Call(TArg arg, CancellationToken cancellation);
}
