namespace Millrace;

/// <summary>A job parameter is missing or malformed. The message is for the user and says what to write.</summary>
public sealed class ParameterException(string parameter, string message) : Exception(message)
{
    /// <summary>Name of the parameter, without dashes.</summary>
    public string Parameter { get; } = parameter;
}
