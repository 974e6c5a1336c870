namespace Millrace.Runtime;

/// <summary>An exchange between two vertices.</summary>
/// <param name="From">The producer.</param>
/// <param name="Output">Output of the producer, from 0.</param>
/// <param name="To">The consumer.</param>
/// <param name="Input">Input of the consumer, from 0; several edges may share one.</param>
/// <param name="Kind">How rows choose a subtask.</param>
/// <param name="RowSizeBytes">Size of a row without its text.</param>
/// <param name="IsUntimed">True if its rows have no event time and hold back no watermark.</param>
public sealed record Edge(Vertex From, int Output, Vertex To, int Input, ExchangeKind Kind, int RowSizeBytes, bool IsUntimed = false)
{
    /// <summary>Name of the loop, for an edge that leads back to its head; else null.</summary>
    public string? Loop { get; init; }

    /// <summary>True if it leads back to the head of a loop.</summary>
    public bool IsFeedback => Loop is not null;
}
