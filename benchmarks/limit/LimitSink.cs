using Millrace.Runtime;

namespace Millrace.Benchmarks;

/// <summary>Adds results up, as <c>limit.cpp</c> does.</summary>
[Connector(typeof(LimitSinkOperator<>))]
internal sealed class LimitSink : Sink<LimitCount>
{
    private long _count;
    private ulong _checksum;

    /// <summary>Number of results.</summary>
    public long Count => _count;

    /// <summary>A sum over the results that does not depend on their order.</summary>
    public ulong Checksum => _checksum;

    /// <summary>Adds what a subtask has seen.</summary>
    public void Add(long count, ulong checksum)
    {
        Interlocked.Add(ref _count, count);
        Interlocked.Add(ref _checksum, checksum);
    }

    /// <inheritdoc/>
    public override string Describe() => "sum";

    /// <inheritdoc/>
    public override void EndChain<TRow, TRecord>(OpenChain<TRow> chain) => ((OpenChain<LimitCount>)(object)chain).EndWith(new LimitSinkOperator<LimitCount>(this));
}
