using Millrace.Runtime;

namespace Millrace.Core.Tests.Connectors;

/// <summary>One subtask of a sink, stepped by hand.</summary>
internal sealed class SinkRun<T, TOperator> : IDisposable where TOperator : struct, IOperator<T>
{
    private readonly MemoryBudget _budget = new(1 << 20);
    private readonly SemaphoreSlim _woken = new(0);
#pragma warning disable IDE0044 // a readonly struct field would be copied before every call
    private TOperator _operator;
#pragma warning restore IDE0044

    public SinkRun(TOperator sink)
    {
        _operator = sink;
        Context = new SubtaskContext { VertexName = "sink", Index = 0, Parallelism = 1, State = _budget.CreateAccount("state", 1 << 20), Wake = () => _woken.Release() };
        _operator.Open(Context);
    }

    public SubtaskContext Context { get; }

    public bool HasRoom => _operator.HasRoom;

    public void Collect(in T row) => _operator.Collect(in row, 0);

    public void Flush() => _operator.Flush();

    /// <summary>Waits, as a parked subtask would, until the operator has room.</summary>
    public async Task Room()
    {
        while (!_operator.HasRoom)
            Assert.True(await _woken.WaitAsync(TimeSpan.FromMinutes(3)), "The sink never woke its subtask.");
    }

    public void Finish()
    {
        _operator.Flush();
        Assert.True(_operator.Watermark(long.MaxValue));
        Assert.True(_operator.Finish());
    }

    public void Dispose()
    {
        _operator.Close();
        _budget.Dispose();
    }
}
