namespace Millrace.Runtime;

/// <summary>A parameter of a job, as the command line and configuration see it.</summary>
/// <param name="Name">Name in kebab case, without dashes: <c>window-size</c>; options inside a record as <c>kafka.topic</c>.</param>
/// <param name="TypeName">Type for help texts: <c>text</c>, <c>int</c>, <c>duration</c>, <c>time</c>, <see cref="Flag"/>, <c>a|b|c</c> for enums.</param>
public sealed record JobParameter(string Name, string TypeName)
{
    /// <summary>The type of a parameter that is true or false, and true without a value.</summary>
    public const string Flag = "flag";

    /// <summary>True if the job cannot be made without it.</summary>
    public bool Required { get; init; }

    /// <summary>True if it may be given several times (arrays).</summary>
    public bool Repeatable { get; init; }

    /// <summary>Its <c>&lt;summary&gt;</c> as plain text, or empty.</summary>
    public string Help { get; init; } = "";

    /// <summary>The initialiser's source text, for help; null if there is none.</summary>
    public string? Default { get; init; }

    /// <summary>True if it has a default that only the program knows, since code makes it.</summary>
    public bool HasHiddenDefault { get; init; }

    /// <summary>The values it can take, for enums; else empty.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];
}
