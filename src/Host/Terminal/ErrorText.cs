using Millrace.Connectors;

namespace Millrace.Hosting;

/// <summary>How an error is told to the user of a job program.</summary>
internal static class ErrorText
{
    /// <summary>True if other arguments would help.</summary>
    public static bool IsUsage(Exception error) => error is UsageException or ParameterException or JobConfigurationException;

    /// <summary>The error on one line. What the engine throws on purpose speaks for itself; the rest is named by its type.</summary>
    public static string OneLine(Exception error, bool verbose)
    {
        while (error is AggregateException { InnerExceptions: [var only] }) error = only;
        bool expected = IsUsage(error) || error is JobFailedException or ConnectorException;
        string message = string.Join(' ', error.Message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        if (expected) return message;
        message = $"{error.GetType().Name}: {message}";
        return verbose ? message : message + " (--verbose shows where)";
    }
}
