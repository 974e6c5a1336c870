using Millrace.Generators.Infrastructure;

namespace Millrace.Generators.Parameters;

/// <summary>A job class and its parameters, without symbols or positions.</summary>
/// <param name="Type">Fully qualified name of the class.</param>
/// <param name="Namespace">Its namespace; empty for the global one.</param>
/// <param name="Headers">First lines of the declarations from the outermost type to the class: <c>partial class FlightDelays</c>.</param>
/// <param name="ClassName">Its name as an identifier.</param>
/// <param name="HasConstructor">True if the user wrote a constructor, so that none without parameters is added.</param>
/// <param name="CanBeMade">False while its constructors are being typed.</param>
/// <param name="Arguments">Parameters of its primary constructor, which the generated constructor passes on.</param>
/// <param name="Properties">Parameters that are properties.</param>
internal sealed record ParameterModel(string Type, string Namespace, EquatableArray<string> Headers, string ClassName,
    bool HasConstructor, bool CanBeMade, EquatableArray<ParameterItem> Arguments, EquatableArray<ParameterItem> Properties);

/// <summary>How the text of a parameter becomes its value.</summary>
internal enum ParameterKind
{
    /// <summary>Text as it is.</summary>
    Text,

    /// <summary><c>IParsable</c>.</summary>
    Parsable,

    /// <summary>A member of an enum.</summary>
    Enum,

    /// <summary>An object with parameters of its own, named <c>parent.child</c>.</summary>
    Options,

    /// <summary>A source or sink, which cannot be given as text: no parameter, and without a default only code can make the job.</summary>
    Connector,
}

/// <summary>A parameter of a job: a property, or a parameter of its primary constructor.</summary>
/// <param name="Member">Name of the member as an identifier.</param>
/// <param name="Name">Name on the command line: <c>window-size</c>, <c>kafka.topic</c>.</param>
/// <param name="Kind">How its text becomes its value.</param>
/// <param name="Type">The type that is parsed: of an array the element type, of <c>T?</c> the type under the question mark.</param>
internal sealed record ParameterItem(string Member, string Name, ParameterKind Kind, string Type)
{
    /// <summary>The type of the member, as code writes it.</summary>
    public string DeclaredType { get; init; } = Type;

    /// <summary>Type for help texts.</summary>
    public string TypeName { get; init; } = "";

    /// <summary>True if the job cannot be made without it.</summary>
    public bool Required { get; init; }

    /// <summary>True if C# wants the member in an object initialiser, or the argument in a call.</summary>
    public bool MustSet { get; init; }

    /// <summary>True for arrays.</summary>
    public bool Repeatable { get; init; }

    /// <summary>Its summary as plain text.</summary>
    public string Help { get; init; } = "";

    /// <summary>Text of the initialiser, for help.</summary>
    public string? Default { get; init; }

    /// <summary>True if it has a default that its source does not show.</summary>
    public bool HasHiddenDefault { get; init; }

    /// <summary>The type that declares the property.</summary>
    public string Owner { get; init; } = "";

    /// <summary>Expression of the default of a constructor's parameter.</summary>
    public string DefaultValue { get; init; } = "default!";

    /// <summary>Values of an enum.</summary>
    public EquatableArray<string> Choices { get; init; } = EquatableArray<string>.Empty;

    /// <summary>The object that holds options.</summary>
    public OptionsModel? Options { get; init; }
}

/// <summary>An object of options.</summary>
/// <param name="IsRecord">True if it is copied by <c>with</c>; otherwise its accessors are called.</param>
/// <param name="HasValue">True if the property has an initialiser, whose object is then changed rather than a new one made.</param>
/// <param name="IsOptional">True if it stays null unless one of its parameters is given.</param>
/// <param name="Arguments">Parameters of its primary constructor.</param>
/// <param name="Properties">Its properties.</param>
internal sealed record OptionsModel(bool IsRecord, bool HasValue, bool IsOptional, EquatableArray<ParameterItem> Arguments, EquatableArray<ParameterItem> Properties)
{
    /// <summary>All its parameters.</summary>
    public IEnumerable<ParameterItem> All => Arguments.Concat(Properties);
}

/// <summary>What was found at one <c>[Job]</c>.</summary>
internal sealed record ParameterExtraction(ParameterModel? Model, EquatableArray<DiagnosticInfo> Diagnostics);
