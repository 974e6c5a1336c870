using Millrace.Connectors;
using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace;

/// <summary>
/// The job has failed. The message is for the user: which vertex and operator, at which row where that is known, why, and what
/// to do. The cause is the inner exception.
/// </summary>
public sealed class JobFailedException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>True if running again may help.</summary>
    public bool IsTransient { get; init; }

    /// <summary>The failure of one subtask.</summary>
    internal static JobFailedException Of(string job, Subtask subtask, Exception cause)
    {
        if (cause is JobFailedException already) return already;
        if (cause is ConnectorException connector) return new JobFailedException(connector.Message, connector) { IsTransient = connector.IsTransient };

        SubtaskContext context = subtask.Context;
        string where = context.FailedOperator is { } name ? $"'{name}' of '{context.VertexName}'" : $"'{context.VertexName}'";
        if (cause is MemoryExhaustedException memory)
            return new JobFailedException($"Job '{job}' failed in {where}: {memory.Message}", memory);
        string place = Place(subtask);
        return new JobFailedException(
            $"Job '{job}' failed in {where}{place}: {cause.GetType().Name}: {Sentence.Of(cause.Message)} Correct the code or the data; a filter before it can keep such rows out.", cause);
    }

    private static string Place(Subtask subtask)
    {
        try
        {
            return subtask.Locate() is { } place ? $" {place}" : "";
        }
        catch (Exception)
        {
            // The place is a courtesy; a reader that cannot tell must not hide the cause.
            return "";
        }
    }
}
