using Millrace.Generators.Infrastructure;

namespace Millrace.Generators.Jobs.Model;

/// <summary>The runtime type of a source or sink.</summary>
/// <param name="TypeName">Name without type arguments; empty if it is only known when the job is built.</param>
/// <param name="Arity">1: the row type; 2: the row type and its record type.</param>
/// <param name="ReadsCsv">True if the record type may be one that reads only some of the columns.</param>
internal sealed record ConnectorModel(string TypeName, int Arity, bool ReadsCsv)
{
    /// <summary>True if the record type must read JSON too.</summary>
    public bool ReadsJson { get; init; }

    /// <summary>True if the source or sink closes its types itself, when the job is built.</summary>
    public bool IsOpen => TypeName.Length == 0;

    /// <summary>For one that is open: the name of its node.</summary>
    public string NodeName { get; init; } = "";

    /// <summary>For one that is open: where the job has it from, for errors.</summary>
    public string Place { get; init; } = "";

    /// <summary>For one that is open: connectors that it may well be, to be compiled ahead.</summary>
    public EquatableArray<KnownConnector> Known { get; init; } = EquatableArray<KnownConnector>.Empty;

    /// <summary>The type closed over rows.</summary>
    /// <param name="row">The rows.</param>
    /// <param name="codec">Their record type.</param>
    public string Of(string row, string codec) => Arity == 0 ? TypeName : $"{TypeName}<{row}{(Arity > 1 ? ", " + codec : "")}>";
}
