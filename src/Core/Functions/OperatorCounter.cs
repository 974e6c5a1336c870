namespace Millrace;

/// <summary>A number that a function counts up and that is published with the job's metrics. Thread: the subtask's; read on any.</summary>
public sealed class OperatorCounter
{
    private long _value;

    internal OperatorCounter(string @operator, string name)
    {
        Operator = @operator;
        Name = name;
    }

    /// <summary>Name of the operator.</summary>
    public string Operator { get; }

    /// <summary>Name of the counter.</summary>
    public string Name { get; }

    /// <summary>What this subtask has counted.</summary>
    public long Value => Volatile.Read(ref _value);

    /// <summary>Counts up.</summary>
    public void Add(long count = 1) => _value += count;
}
