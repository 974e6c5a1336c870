namespace Millrace.Connectors;

/// <summary>A call that waits for a device, and its result. Thread: any.</summary>
internal sealed class DeviceCall<TResult>(Func<TResult> call, Action<TResult> late) : IThreadPoolWorkItem
{
    private readonly TaskCompletionSource<TResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends with the call, or when it is cancelled.</summary>
    public Task<TResult> Result => _result.Task;

    /// <summary>Nobody waits any more.</summary>
    public void Cancel(CancellationToken cancellation) => _result.TrySetCanceled(cancellation);

    void IThreadPoolWorkItem.Execute()
    {
        try
        {
            var result = call();
            if (!_result.TrySetResult(result)) late(result);
        }
        catch (Exception error)
        {
            _result.TrySetException(error);
        }
    }
}
