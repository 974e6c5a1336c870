namespace Millrace.Runtime;

/// <summary>A channel as its consumer sees it. Thread: the consumer's.</summary>
internal sealed class InputChannel(Channel channel, int input, bool isUntimed = false)
{
    public Channel Channel { get; } = channel;

    /// <summary>Which input of the vertex it belongs to.</summary>
    public int Input { get; } = input;

    /// <summary>Its rows have no event time: the watermark is that of the other channels.</summary>
    public bool IsUntimed { get; } = isUntimed;

    /// <summary>True if every subtask gets the same rows.</summary>
    public bool IsBroadcast { get; init; }

    /// <summary>True if all sources that its rows come from end.</summary>
    public bool IsBounded { get; init; }

    /// <summary>Comes from a subtask of the same loop.</summary>
    public bool IsInLoop { get; init; }

    /// <summary>Leads back to the head of a loop.</summary>
    public bool IsFeedback { get; init; }

    /// <summary>Index among the channels of its subtask.</summary>
    public int Number { get; set; }

    /// <summary>No row at or before this time follows.</summary>
    public long Watermark { get; set; } = long.MinValue;

    /// <summary>Its watermark holds nobody back for now.</summary>
    public bool IsIdle { get; set; }

    /// <summary>Nothing follows.</summary>
    public bool HasEnded { get; set; }
}
